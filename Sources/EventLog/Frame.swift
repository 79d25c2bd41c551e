package import Events

/// The bytes of framed files: the log's segments, the manifest, the identities.
///
/// docs/data-on-disk.md draws them. Integers are little-endian. A file is a 64-byte header and
/// frames, each at a multiple of eight:
///
///     header  magic[8] | format u32 | kind u32 | store[16] | first u64 | crc u32 | zeros
///     frame   length u32 | crc u32 | first u64 | count u32 | zeros u32 | payload | zeros
///
/// The checksum of a frame covers everything in it but itself and is seeded with the header's
/// checksum, so that a block left over from another file can't pass. A length of zero is the end.
package enum Frame {
  package static let headerSize = 64
  package static let prefixSize = 24
  /// A larger length is damage, and is never allocated.
  package static let maximumPayload = 48 << 20
  static let magic: [UInt8] = Array("IAFAFRM1".utf8)
  static let formatVersion: UInt32 = 1

  /// What a framed file holds.
  package enum Kind: UInt32, Sendable {
    case log = 1
    case manifest = 2
    case identities = 3
  }

  package struct Header: Sendable, Equatable {
    package var kind: Kind
    /// The data directory's own id: a file of another directory is refused.
    package var store: UUIDValue
    /// The number of the first record in the file.
    package var first: UInt64

    package init(kind: Kind, store: UUIDValue, first: UInt64) {
      self.kind = kind
      self.store = store
      self.first = first
    }

    package var bytes: [UInt8] {
      var writer = ByteWriter()
      writer.append(Frame.magic)
      writer.append(Frame.formatVersion)
      writer.append(kind.rawValue)
      writer.append(store.bits)
      writer.append(first)
      writer.append(CRC32C.of(writer.bytes))
      return writer.bytes + [UInt8](repeating: 0, count: Frame.headerSize - writer.bytes.count)
    }

    /// The seed of the frames' checksums: the header's own checksum. (One over the whole header
    /// would be the same for every file, since it would take in that very checksum.)
    var seed: UInt32 { CRC32C.of(Array(bytes[..<Self.checkedSize])) }

    /// Everything before the checksum.
    private static let checkedSize = 40

    package init?(_ bytes: [UInt8]) {
      var reader = ByteReader(bytes)
      guard bytes.count >= Frame.headerSize, reader.bytes(8) == Frame.magic,
        reader.integer(UInt32.self) == Frame.formatVersion,
        let kind = reader.integer(UInt32.self).flatMap(Kind.init(rawValue:)),
        let store = reader.integer(UInt128.self), let first = reader.integer(UInt64.self)
      else { return nil }
      self.init(kind: kind, store: UUIDValue(bits: store), first: first)
      guard Array(bytes[..<Frame.headerSize]) == self.bytes else { return nil }
    }
  }

  /// The bytes of one frame, padded to a multiple of eight.
  static func encode(first: UInt64, count: Int, payload: [UInt8], seed: UInt32) -> [UInt8] {
    precondition(!payload.isEmpty && payload.count <= maximumPayload)
    var writer = ByteWriter(capacity: prefixSize + payload.count + 8)
    writer.append(UInt32(payload.count))
    writer.append(UInt32(0))
    writer.append(first)
    writer.append(UInt32(count))
    writer.append(UInt32(0))
    writer.append(payload)
    var bytes = writer.bytes
    let crc = checksum(of: bytes.span, seed: seed)
    for place in 0..<4 { bytes[4 + place] = UInt8(truncatingIfNeeded: crc >> UInt32(8 * place)) }
    bytes.append(contentsOf: repeatElement(0, count: paddedSize(bytes.count) - bytes.count))
    return bytes
  }

  static func checksum(of frame: Span<UInt8>, seed: UInt32) -> UInt32 {
    var crc = CRC32C(seed: seed)
    crc.update(frame.extracting(0..<4))
    crc.update(frame.extracting(8..<frame.count))
    return crc.value
  }

  static func paddedSize(_ size: Int) -> Int { (size + 7) & ~7 }
}

/// One frame as read back.
package struct FrameContent: Sendable, Equatable {
  /// The number of its first record.
  package var first: UInt64
  package var count: Int
  package var payload: [UInt8]
}
