/// CRC-32C (Castagnoli, RFC 3720 B.4), eight bytes a step.
///
/// Slicing-by-8 after Kounavis and Berry, "Novel Table Lookup-Based Algorithms for
/// High-Performance CRC Generation" (2008): eight tables, so that eight lookups are independent.
package struct CRC32C: Sendable {
  private var state: UInt32

  package init(seed: UInt32 = 0) { state = ~seed }

  package var value: UInt32 { ~state }

  package mutating func update(_ bytes: Span<UInt8>) {
    let tables = Self.tables.span
    var crc = state
    var index = 0
    while index + 8 <= bytes.count {
      let low =
        crc ^ UInt32(bytes[index]) ^ UInt32(bytes[index + 1]) << 8
        ^ UInt32(bytes[index + 2]) << 16 ^ UInt32(bytes[index + 3]) << 24
      crc =
        tables[0x700 + Int(low & 0xFF)] ^ tables[0x600 + Int(low >> 8 & 0xFF)]
        ^ tables[0x500 + Int(low >> 16 & 0xFF)] ^ tables[0x400 + Int(low >> 24)]
        ^ tables[0x300 + Int(bytes[index + 4])] ^ tables[0x200 + Int(bytes[index + 5])]
        ^ tables[0x100 + Int(bytes[index + 6])] ^ tables[Int(bytes[index + 7])]
      index += 8
    }
    while index < bytes.count {
      crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
      index += 1
    }
    state = crc
  }

  package static func of(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
    var crc = CRC32C(seed: seed)
    crc.update(bytes.span)
    return crc.value
  }

  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
      tables[byte] = crc
    }
    for table in 1..<8 {
      for byte in 0..<256 {
        let previous = tables[(table - 1) * 256 + byte]
        tables[table * 256 + byte] = previous >> 8 ^ tables[Int(previous & 0xFF)]
      }
    }
    return tables
  }()
}
