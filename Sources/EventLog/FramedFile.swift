package import Events

/// A framed file that is being appended to: every frame is durable when ``append`` returns.
package struct FramedFile<D: Disk>: ~Copyable {
  private let file: OwnedFile<D>
  package let path: String
  package let header: Frame.Header
  private let seed: UInt32
  /// Where the next frame goes.
  package private(set) var end: Int

  /// Creates the file, durably: the caller syncs the directory afterwards, once.
  ///
  /// - Parameter capacity: bytes to reserve, so that appending changes no metadata and a sync
  ///   writes the data alone; 0 for none.
  package init(
    disk: D, creating path: String, header: Frame.Header, capacity: Int = 0
  ) throws(DiskError) {
    let file = OwnedFile(disk, try disk.create(path))
    if capacity > 0 { try disk.allocate(file.file, size: capacity) }
    try disk.write(header.bytes, to: file.file, at: 0)
    try disk.sync(file.file)
    self.file = file
    self.path = path
    self.header = header
    seed = header.seed
    end = Frame.headerSize
  }

  /// Opens a file for appending after the last good frame, where `content` says it ends.
  package init(disk: D, continuing content: borrowing FramedContent) throws(DiskError) {
    let file = OwnedFile(disk, try disk.open(content.path))
    try disk.truncate(file.file, to: content.end)
    try disk.sync(file.file)
    self.file = file
    path = content.path
    header = content.header
    seed = content.header.seed
    end = content.end
  }

  /// Writes a frame and syncs it. After a failure the file must not be used again.
  package mutating func append(
    first: UInt64, count: Int, payload: [UInt8]
  ) throws(DiskError) {
    let bytes = Frame.encode(first: first, count: count, payload: payload, seed: seed)
    try file.disk.write(bytes, to: file.file, at: end)
    try file.disk.sync(file.file)
    end += bytes.count
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

/// What a framed file holds, as far as it is whole.
package struct FramedContent: Sendable {
  package var path: String
  package var header: Frame.Header
  package var frames: [FrameContent] = []
  /// The offset after the last good frame.
  package var end = Frame.headerSize
  /// Bytes after `end` that are not zero: a write that a crash cut off, or damage.
  package var tornBytes = 0
  /// Stretches that no longer read, with good frames after them: never a crash's doing.
  package var damagedStretches = 0

  /// Reads a file whole. Nil where it has no valid header, as after a crash while it was made.
  package static func read<D: Disk>(
    _ path: String, disk: D, store: UUIDValue
  ) throws(DiskError) -> FramedContent? {
    let file = try disk.open(path)
    defer { disk.close(file) }
    let size = try disk.size(of: file)
    let bytes = try disk.read(file, at: 0, count: size)
    guard let header = Frame.Header(bytes), header.store == store else { return nil }
    var content = FramedContent(path: path, header: header)
    content.readFrames(bytes)
    // What a crash left in the page cache must be on the medium before anyone relies on it.
    try disk.sync(file)
    return content
  }

  private mutating func readFrames(_ bytes: [UInt8]) {
    let seed = header.seed
    let written = Self.writtenSize(bytes)
    var position = Frame.headerSize
    var stretch = 0
    while position < written, position + Frame.prefixSize <= bytes.count {
      if let frame = Self.frame(bytes, at: position, seed: seed) {
        if stretch > 0 { damagedStretches += 1 }
        stretch = 0
        position += Frame.paddedSize(Frame.prefixSize + frame.payload.count)
        end = position
        frames.append(frame)
      } else {
        // One group is in flight at a time, so a good frame after a bad one proves damage.
        position += 8
        stretch += 8
      }
    }
    tornBytes = max(0, written - end)
  }

  /// The size without the zeros at the end: a segment is mostly space that was reserved. A frame
  /// may end in zeros of its own, so it may end beyond.
  private static func writtenSize(_ bytes: [UInt8]) -> Int {
    let span = bytes.span
    var size = bytes.count & ~7
    if bytes[size...].contains(where: { $0 != 0 }) { return bytes.count }
    while size >= 8 {
      var word: UInt8 = 0
      for place in size - 8..<size { word |= span[place] }
      if word != 0 { return size }
      size -= 8
    }
    return 0
  }

  private static func frame(_ bytes: [UInt8], at position: Int, seed: UInt32) -> FrameContent? {
    var reader = ByteReader(Array(bytes[position..<position + Frame.prefixSize]))
    guard let length = reader.integer(UInt32.self), length > 0, length <= Frame.maximumPayload,
      let crc = reader.integer(UInt32.self), let first = reader.integer(UInt64.self),
      let count = reader.integer(UInt32.self)
    else { return nil }
    let end = position + Frame.prefixSize + Int(length)
    guard end <= bytes.count,
      Frame.checksum(of: bytes.span.extracting(position..<end), seed: seed) == crc
    else { return nil }
    return FrameContent(
      first: first, count: Int(count), payload: Array(bytes[position + Frame.prefixSize..<end]))
  }
}
