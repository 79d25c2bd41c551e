import Crypto

/// SHA-256 and what surrounds it, over plain bytes.
enum Digest {
  static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  static func hmac(_ bytes: [UInt8], key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
  }

  /// From the system's cryptographic generator.
  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// Equality in a time that tells nothing of where the two differ.
  static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}

extension [UInt8] {
  var hexadecimal: String {
    var text: [UInt8] = []
    text.reserveCapacity(count * 2)
    for byte in self {
      for digit in [byte >> 4, byte & 15] {
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Base64 with the given last two characters of the alphabet (RFC 4648 §4, §5).
  private func base64(_ last: (UInt8, UInt8), padding: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((count + 2) / 3 * 4)
    for start in stride(from: 0, to: count, by: 3) {
      let group = self[start..<Swift.min(start + 3, count)]
      var bits = 0
      for byte in group { bits = bits << 8 | Int(byte) }
      bits <<= 8 * (3 - group.count)
      for place in 0...group.count {
        let digit = UInt8(truncatingIfNeeded: bits >> (18 - 6 * place)) & 63
        switch digit {
        case 0..<26: text.append(UInt8(ascii: "A") + digit)
        case 26..<52: text.append(UInt8(ascii: "a") + digit - 26)
        case 52..<62: text.append(UInt8(ascii: "0") + digit - 52)
        case 62: text.append(last.0)
        default: text.append(last.1)
        }
      }
      if padding { for _ in group.count..<3 { text.append(UInt8(ascii: "=")) } }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The standard alphabet with padding.
  var base64: String { base64((UInt8(ascii: "+"), UInt8(ascii: "/")), padding: true) }

  /// The alphabet that needs no escaping in URLs, without padding.
  package var base64URL: String { base64((UInt8(ascii: "-"), UInt8(ascii: "_")), padding: false) }

  /// Reads `base64URL` text; nil for any other spelling, also of the same bytes.
  package init?(base64URL text: some StringProtocol) {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "-"): digit = 62
      case UInt8(ascii: "_"): digit = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(digit)
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
      bits &= (1 << UInt32(held)) - 1
    }
    guard held < 6, bits == 0 else { return nil }
    self = bytes
  }
}

extension [UInt8] {
  /// Reads pairs of lower-case hexadecimal digits; nil for anything else.
  init?(hexadecimal text: String) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let upper = high {
        bytes.append(upper << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { return nil }
    self = bytes
  }
}
