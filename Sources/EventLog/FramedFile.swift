/// A framed file that is being appended to: every frame is durable when ``append`` returns.
package struct FramedFile<D: Disk>: ~Copyable {
  private let file: OwnedFile<D>
  package let path: String
  package let header: Frame.Header
  private let seed: UInt32
  /// Where the next frame goes.
  package private(set) var end: Int
  /// The space that the file has; what is reserved can be written though the disk is full.
  private var capacity: Int
  /// Space is reserved in steps of this; 0 where the file does not grow.
  private let growth: Int

  /// Creates the file, durably: the caller syncs the directory afterwards, once.
  ///
  /// - Parameters:
  ///   - capacity: bytes to reserve, so that appending changes no metadata and a sync writes the
  ///     data alone.
  ///   - growth: bytes to reserve at a time when those are used up.
  package init(
    disk: D, creating path: String, header: Frame.Header, capacity: Int, growth: Int = 0
  ) throws(DiskError) {
    let file = OwnedFile(disk, try disk.create(path))
    do throws(DiskError) {
      try disk.allocate(file.file, size: capacity)
      try disk.write(header.bytes, to: file.file, at: 0)
      try disk.sync(file.file)
    } catch {
      // Nothing names it and nothing is in it; where this fails too, the next start removes it.
      try? disk.remove(path)
      throw error
    }
    self.file = file
    self.path = path
    self.header = header
    self.capacity = capacity
    self.growth = growth
    seed = header.seed
    end = Frame.headerSize
  }

  /// Opens a file for appending after the last good frame, where `content` says it ends.
  package init(
    disk: D, continuing content: borrowing FramedContent, growth: Int
  ) throws(DiskError) {
    let file = OwnedFile(disk, try disk.open(content.path))
    try disk.truncate(file.file, to: content.end)
    try disk.sync(file.file)
    self.file = file
    path = content.path
    header = content.header
    seed = content.header.seed
    end = content.end
    capacity = content.end
    self.growth = growth
  }

  /// Writes a frame and syncs it.
  ///
  /// - Throws: ``AppendError/full`` where there is no space: nothing was begun, and the same append
  ///   may be tried again. After any other failure the file must not be used again.
  package mutating func append(
    first: UInt64, count: Int, payload: [UInt8]
  ) throws(AppendError) {
    let bytes = Frame.encode(first: first, count: count, payload: payload, seed: seed)
    try reserve(end + bytes.count)
    do throws(DiskError) { try write(bytes) } catch { throw .failed(error) }
  }

  /// Bytes that can still be appended without reserving more.
  package var room: Int { capacity - end }

  /// Gives back the space after the last frame.
  package func trim() throws(DiskError) { try file.disk.truncate(file.file, to: end) }

  private mutating func reserve(_ size: Int) throws(AppendError) {
    guard growth > 0, size > capacity else { return }
    let wanted = (size + growth - 1) / growth * growth
    do throws(DiskError) {
      try file.disk.allocate(file.file, size: wanted)
    } catch {
      throw error.code == DiskError.noSpace ? .full : .failed(error)
    }
    capacity = wanted
  }

  private mutating func write(_ bytes: [UInt8]) throws(DiskError) {
    try file.disk.write(bytes, to: file.file, at: end)
    try file.disk.sync(file.file)
    end += bytes.count
  }
}

/// Why nothing was appended.
package enum AppendError: Error, Sendable, Equatable {
  /// There is no space. Nothing has been begun: the same append may be tried again.
  case full
  /// The disk failed. What is there can only be said after a new start.
  case failed(DiskError)

  package func diskError(_ path: String) -> DiskError {
    switch self {
    case .full: DiskError(operation: "allocate", path: path, code: DiskError.noSpace)
    case .failed(let error): error
    }
  }
}

/// A file that is closed when its owner goes.
private struct OwnedFile<D: Disk>: ~Copyable {
  let disk: D
  let file: DiskFile

  init(_ disk: D, _ file: DiskFile) {
    self.disk = disk
    self.file = file
  }

  deinit { disk.close(file) }
}
