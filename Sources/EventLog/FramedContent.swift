/// What a framed file holds, as far as it is whole.
package struct FramedContent: Sendable {
  package var path: String
  package var header: Frame.Header
  /// False where the header does not read, and the expected one was used in its place.
  package var isHeaderIntact = true
  package var frames: [FrameContent] = []
  /// Where the last good frame begins.
  private var lastFrame = Frame.headerSize
  /// The offset after the last good frame.
  package var end = Frame.headerSize
  /// Bytes after `end` that are not zero: a write that a crash cut off, or damage.
  package var tornBytes = 0
  /// Stretches that no longer read, with good frames after them: never a crash's doing.
  package var damagedStretches = 0

  /// True where nothing was ever written after the header, if that.
  package var isBlank: Bool { frames.isEmpty && tornBytes == 0 }

  /// True where bytes are wrong that no crash can have left so.
  package var isDamaged: Bool { damagedStretches > 0 || !isHeaderIntact && !isBlank }

  /// Reads a file whole.
  ///
  /// - Parameter expected: the header that a file of this name has. It stands in for one that does
  ///   not read: the frames' checksums tell whether that is right.
  package static func read<D: Disk>(
    _ path: String, disk: D, expected: Frame.Header
  ) throws(DiskError) -> FramedContent {
    let file = try disk.open(path)
    defer { disk.close(file) }
    let size = try disk.size(of: file)
    let bytes = try disk.read(file, at: 0, count: size)
    var content = FramedContent(path: path, header: expected)
    if let header = Frame.Header(bytes), header.store == expected.store,
      header.kind == expected.kind
    {
      content.header = header
    } else {
      content.isHeaderIntact = false
    }
    content.readFrames(bytes)
    // What a crash left in the page cache must be on the medium before anyone relies on it. The
    // last frame is written once more: where its sync failed, the kernel may hold its pages for
    // clean, and a sync alone would write nothing. (No later frame can be there.)
    if !content.frames.isEmpty {
      try disk.write(Array(bytes[content.lastFrame..<content.end]), to: file, at: content.lastFrame)
    }
    try disk.sync(file)
    return content
  }

  private mutating func readFrames(_ bytes: [UInt8]) {
    let seed = header.seed
    let written = Self.writtenSize(bytes)
    var position = Frame.headerSize
    var stretch = 0
    while position < written, position + Frame.prefixSize <= bytes.count {
      if let frame = Self.frame(bytes, at: position, header: header, seed: seed) {
        if stretch > 0 { damagedStretches += 1 }
        stretch = 0
        lastFrame = position
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

  /// The frame that begins at a place, if one does. Bytes in which no frame begins are told by
  /// their prefix in all but a few cases: a checksum over what a wrong length claims is dear, and
  /// after damage every eighth byte is a place to look at.
  private static func frame(
    _ bytes: [UInt8], at position: Int, header: Frame.Header, seed: UInt32
  ) -> FrameContent? {
    var reader = ByteReader(Array(bytes[position..<position + Frame.prefixSize]))
    guard let length = reader.integer(UInt32.self), length > 0, length <= Frame.maximumPayload,
      let crc = reader.integer(UInt32.self), let first = reader.integer(UInt64.self),
      let count = reader.integer(UInt32.self), reader.integer(UInt32.self) == 0,
      first >= header.first, first - header.first < 1 << 32, count <= length
    else { return nil }
    let end = position + Frame.prefixSize + Int(length)
    guard end <= bytes.count,
      Frame.checksum(of: bytes.span.extracting(position..<end), seed: seed) == crc
    else { return nil }
    return FrameContent(
      first: first, count: Int(count), payload: Array(bytes[position + Frame.prefixSize..<end]))
  }
}
