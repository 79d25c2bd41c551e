/// A 128-bit identifier, written as a UUID in lower case with hyphens.
package struct UUIDValue: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var bits: UInt128

  package init(bits: UInt128) { self.bits = bits }

  /// Reads `8-4-4-4-12` hexadecimal digits in either case; nil for anything else.
  package init?(_ text: String) {
    var bits: UInt128 = 0
    var place = 0
    for byte in text.utf8 {
      if place == 8 || place == 13 || place == 18 || place == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        let digit: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
        default: return nil
        }
        bits = bits << 4 | UInt128(digit)
      }
      place += 1
    }
    guard place == 36 else { return nil }
    self.bits = bits
  }

  /// A random version 4 UUID from the system's cryptographic generator.
  package static func random() -> UUIDValue {
    var bits = UInt128.random(in: .min ... .max)
    bits &= ~(UInt128(0xF) << 76)
    bits |= UInt128(4) << 76
    bits &= ~(UInt128(0b11) << 62)
    bits |= UInt128(0b10) << 62
    return UUIDValue(bits: bits)
  }

  package var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
        text.append(UInt8(ascii: "-"))
      }
      let digit = UInt8(truncatingIfNeeded: bits >> UInt128(124 - 4 * nibble)) & 0xF
      text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
    return String(decoding: text, as: UTF8.self)
  }

  package static func < (left: UUIDValue, right: UUIDValue) -> Bool { left.bits < right.bits }
}

package typealias ProjectID = UUIDValue
package typealias EventID = UUIDValue
