import EventLog
import Synchronization

/// The real file system, until an operation is told to fail.
final class FailingDisk: Disk {
  private let disk = POSIXDisk()
  private let left = Atomic(Int.max)

  /// So many operations succeed, and all after them fail; nil for all succeed.
  func failAfter(_ count: Int?) { left.store(count ?? .max, ordering: .relaxed) }

  private func step() throws(DiskError) {
    let count = left.subtract(1, ordering: .relaxed).oldValue
    if count <= 0 { throw DiskError(operation: "planted", path: "", code: 5) }
  }

  func createDirectory(_ path: String) throws(DiskError) {
    try step()
    try disk.createDirectory(path)
  }

  func list(_ directory: String) throws(DiskError) -> [String] {
    try step()
    return try disk.list(directory)
  }

  func create(_ path: String) throws(DiskError) -> DiskFile {
    try step()
    return try disk.create(path)
  }

  func open(_ path: String) throws(DiskError) -> DiskFile {
    try step()
    return try disk.open(path)
  }

  func size(of file: DiskFile) throws(DiskError) -> Int {
    try step()
    return try disk.size(of: file)
  }

  func allocate(_ file: DiskFile, size: Int) throws(DiskError) {
    try step()
    try disk.allocate(file, size: size)
  }

  func write(_ bytes: [UInt8], to file: DiskFile, at offset: Int) throws(DiskError) {
    try step()
    try disk.write(bytes, to: file, at: offset)
  }

  func read(_ file: DiskFile, at offset: Int, count: Int) throws(DiskError) -> [UInt8] {
    try step()
    return try disk.read(file, at: offset, count: count)
  }

  func sync(_ file: DiskFile) throws(DiskError) {
    try step()
    try disk.sync(file)
  }

  func truncate(_ file: DiskFile, to size: Int) throws(DiskError) {
    try step()
    try disk.truncate(file, to: size)
  }

  func close(_ file: DiskFile) { disk.close(file) }

  func rename(_ path: String, to newPath: String) throws(DiskError) {
    try step()
    try disk.rename(path, to: newPath)
  }

  func link(_ path: String, as newPath: String) throws(DiskError) {
    try step()
    try disk.link(path, as: newPath)
  }

  func identity(of path: String) throws(DiskError) -> FileIdentity? {
    try step()
    return try disk.identity(of: path)
  }

  func freeBytes(_ directory: String) throws(DiskError) -> Int {
    try disk.freeBytes(directory)
  }

  func remove(_ path: String) throws(DiskError) {
    try step()
    try disk.remove(path)
  }

  func syncDirectory(_ path: String) throws(DiskError) {
    try step()
    try disk.syncDirectory(path)
  }
}
