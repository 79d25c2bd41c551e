/// What the log and the manifest need of a file system, and nothing more.
///
/// Two implementations: ``POSIXDisk``, and the tests' disk that drops, reorders and tears what was
/// not synced.
package protocol Disk: Sendable {
  func createDirectory(_ path: String) throws(DiskError)
  /// Names in a directory, sorted.
  func list(_ directory: String) throws(DiskError) -> [String]
  /// A new file; fails where the name is taken.
  func create(_ path: String) throws(DiskError) -> DiskFile
  func open(_ path: String) throws(DiskError) -> DiskFile
  func size(of file: DiskFile) throws(DiskError) -> Int
  /// Reserves space that reads as zeros.
  func allocate(_ file: DiskFile, size: Int) throws(DiskError)
  func write(_ bytes: [UInt8], to file: DiskFile, at offset: Int) throws(DiskError)
  /// Up to `count` bytes; fewer at the end of the file.
  func read(_ file: DiskFile, at offset: Int, count: Int) throws(DiskError) -> [UInt8]
  /// What was written is on the medium when this returns. A failure is final: the kernel may have
  /// dropped the pages, and a second call would lie (PostgreSQL's "fsyncgate").
  func sync(_ file: DiskFile) throws(DiskError)
  func truncate(_ file: DiskFile, to size: Int) throws(DiskError)
  func close(_ file: DiskFile)
  func rename(_ path: String, to newPath: String) throws(DiskError)
  /// A second name for a file; fails where the name is taken.
  func link(_ path: String, as newPath: String) throws(DiskError)
  func remove(_ path: String) throws(DiskError)
  /// Makes creations, renames and removals in a directory durable.
  func syncDirectory(_ path: String) throws(DiskError)
  /// What tells a file from another, and from itself before a change; nil where there is none.
  func identity(of path: String) throws(DiskError) -> FileIdentity?
  /// Bytes that can still be written under a directory.
  func freeBytes(_ directory: String) throws(DiskError) -> Int
}

/// Two paths of the same identity are names of one file, which has not been written to between.
package struct FileIdentity: Sendable, Hashable {
  package var device: UInt64
  package var number: UInt64
  package var size: Int
  /// Of the last write, in nanoseconds since 1970.
  package var modified: Int64

  package init(device: UInt64, number: UInt64, size: Int, modified: Int64) {
    self.device = device
    self.number = number
    self.size = size
    self.modified = modified
  }

  package func isSameFile(as other: FileIdentity) -> Bool {
    device == other.device && number == other.number
  }
}

/// An open file; close it exactly once, through its disk.
package struct DiskFile: Sendable, Hashable {
  package var descriptor: Int32

  package init(descriptor: Int32) { self.descriptor = descriptor }
}

package struct DiskError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The system's error number for a full disk.
  package static let noSpace: Int32 = 28
  /// The system's error number for a medium that failed.
  package static let inputOutput: Int32 = 5

  package var operation: String
  package var path: String
  /// The system's error number.
  package var code: Int32

  package init(operation: String, path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }
}
