/// Writes JSON, object keys sorted: the same event is always the same bytes.
struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func write(raw text: String) { bytes += text.utf8 }

  mutating func write(_ value: IAFAValue) {
    switch value {
    case .null: write(raw: "null")
    case .boolean(let value): write(raw: value ? "true" : "false")
    case .integer(let value): write(raw: String(value))
    case .number(let value): write(number: value)
    case .string(let value): write(string: value)
    case .array(let elements):
      write(raw: "[")
      for (place, element) in elements.enumerated() {
        if place > 0 { write(raw: ",") }
        write(element)
      }
      write(raw: "]")
    case .object(let members): write(members: members)
    }
  }

  mutating func write(members: [String: IAFAValue]) {
    write(raw: "{")
    for (place, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
      if place > 0 { write(raw: ",") }
      write(string: member.key)
      write(raw: ":")
      write(member.value)
    }
    write(raw: "}")
  }

  /// Whole numbers as JavaScript writes them, as far as a Double holds every whole number.
  private mutating func write(number: Double) {
    let isWhole = number == number.rounded() && number.magnitude < 0x1p53
    write(raw: isWhole ? String(Int64(number)) : String(number))
  }

  mutating func write(string: String) {
    write(raw: "\"")
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): write(raw: "\\\"")
      case UInt8(ascii: "\\"): write(raw: "\\\\")
      case 0..<0x20:
        write(raw: "\\u00")
        bytes.append(Self.hexadecimal[Int(byte >> 4)])
        bytes.append(Self.hexadecimal[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    write(raw: "\"")
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
}
