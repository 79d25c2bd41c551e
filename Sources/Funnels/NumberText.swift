/// A number as a stored text may have it: `12`, `-3.50`, `+.5`, `1e3`.
///
/// Integers of up to 18 digits are compared exactly; everything else as doubles.
enum NumberText: Sendable, Equatable {
  case integer(Int64)
  case double(Double)

  /// Nil where the text doesn't read as a number. No spaces, no hexadecimal, no `inf`.
  init?(_ text: Span<UInt8>) {
    var index = 0
    let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
    if isNegative || (!text.isEmpty && text[0] == UInt8(ascii: "+")) { index = 1 }
    var integer: Int64 = 0
    var digits = 0
    while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
      if digits < 18 { integer = integer * 10 + Int64(text[index] - UInt8(ascii: "0")) }
      digits += 1
      index += 1
    }
    if index == text.count, digits > 0, digits <= 18 {
      self = .integer(isNegative ? -integer : integer)
      return
    }
    guard let double = Self.double(text, wholeDigits: digits, after: index) else { return nil }
    self = .double(double)
  }

  private static func double(
    _ text: Span<UInt8>, wholeDigits: Int, after start: Int
  ) -> Double? {
    var index = start
    var digits = wholeDigits
    func isDigit() -> Bool { index < text.count && text[index] &- UInt8(ascii: "0") < 10 }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      while isDigit() {
        index += 1
        digits += 1
      }
    }
    guard digits > 0 else { return nil }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
        index += 1
      }
      guard isDigit() else { return nil }
      while isDigit() { index += 1 }
    }
    guard index == text.count else { return nil }
    var bytes: [UInt8] = []
    for place in text.indices { bytes.append(text[place]) }
    let value = Double(String(decoding: bytes, as: UTF8.self))
    return value?.isFinite == true ? value : nil
  }

  private var asDouble: Double {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    }
  }

  static func isLess(_ left: NumberText, _ right: NumberText) -> Bool {
    if case .integer(let one) = left, case .integer(let other) = right { return one < other }
    return left.asDouble < right.asDouble
  }

  static func isEqual(_ left: NumberText, _ right: NumberText) -> Bool {
    if case .integer(let one) = left, case .integer(let other) = right { return one == other }
    return left.asDouble == right.asDouble
  }
}
