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
  func remove(_ path: String) throws(DiskError)
  /// Makes creations, renames and removals in a directory durable.
  func syncDirectory(_ path: String) throws(DiskError)
}

/// An open file; close it exactly once, through its disk.
package struct DiskFile: Sendable, Hashable {
  package var descriptor: Int32

  package init(descriptor: Int32) { self.descriptor = descriptor }
}

package struct DiskError: Error, Sendable, Equatable, CustomStringConvertible {
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
