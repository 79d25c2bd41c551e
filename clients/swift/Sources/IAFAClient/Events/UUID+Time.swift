internal import Foundation

extension UUID {
  /// Version 7 (RFC 9562), the microseconds in the bits below the millisecond: ids sort as events
  /// were made.
  init(time microseconds: Int64, random: UInt64) {
    let milliseconds = UInt64(clamping: microseconds / 1000)
    let micros = UInt16(clamping: microseconds % 1000)
    var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
    bytes.append(0x70 | UInt8(micros >> 8))
    bytes.append(UInt8(truncatingIfNeeded: micros))
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: random >> (56 - 8 * UInt64($0))) }
    bytes[8] = 0x80 | bytes[8] & 0x3F
    self.init(bytes: bytes)
  }

  /// - Precondition: 16 bytes.
  init(bytes b: [UInt8]) {
    precondition(b.count == 16, "a UUID has 16 bytes")
    self.init(
      uuid: (
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
        b[14], b[15]
      ))
  }

  var bytes: [UInt8] {
    let u = uuid
    return [
      u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7, u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15,
    ]
  }
}
