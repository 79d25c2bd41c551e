import Events

/// What an operator says about one stored text.
///
/// Texts are compared by their bytes: String's == calls two spellings of é equal, and an
/// analyst who looks for one must not find the other.
package struct ValueTest: Sendable {
  private struct Value: Sendable {
    var bytes: [UInt8]
    /// The bytes in lower case, for `contains` alone.
    var lowercased: [UInt8]
    var number: NumberText?
    /// A JSON number compares as one; a JSON text `"10"` only where the order is asked.
    var isNumber: Bool
  }

  private let op: PropertyTest.Operator
  private let values: [Value]

  package init(_ test: PropertyTest) {
    op = test.op
    values = (test.value.elements ?? [test.value]).compactMap(Self.value)
  }

  private static func value(_ json: JSON) -> Value? {
    let text: String
    switch json {
    case .string(let value): text = value
    case .number(let value): text = value
    case .bool(let value): text = value ? "true" : "false"
    case .null, .array, .object: return nil
    }
    let bytes = Array(text.utf8)
    return Value(
      bytes: bytes, lowercased: Array(text.lowercased().utf8), number: NumberText(bytes.span),
      isNumber: json.double != nil)
  }

  /// Whether an event that lacks the property passes: a negation denies nothing that isn't there.
  package var acceptsAbsence: Bool {
    switch op {
    case .neq, .notContains, .isNotSet: true
    case .eq, .contains, .startsWith, .endsWith, .gt, .gte, .lt, .lte, .isSet: false
    }
  }

  package func accepts(_ text: Span<UInt8>) -> Bool {
    switch op {
    case .isSet: true
    case .isNotSet: false
    case .eq: equalsAny(text)
    case .neq: !equalsAny(text)
    case .contains: contains(text)
    case .notContains: !contains(text)
    case .startsWith: has(text, at: 0)
    case .endsWith: has(text, at: text.count - (values.first?.bytes.count ?? 0))
    case .gt: compare(text) == 1
    case .gte: compare(text) >= 0
    case .lt: compare(text) == -1
    case .lte: compare(text) <= 0
    }
  }

  private func equalsAny(_ text: Span<UInt8>) -> Bool {
    var number: NumberText??
    for value in values {
      if value.isNumber, let wanted = value.number {
        let read = number ?? NumberText(text)
        number = .some(read)
        if let read, NumberText.isEqual(read, wanted) { return true }
      } else if text.count == value.bytes.count, matches(text, value.bytes, at: 0) {
        return true
      }
    }
    return false
  }

  private func has(_ text: Span<UInt8>, at offset: Int) -> Bool {
    guard let value = values.first else { return false }
    return offset >= 0 && text.count - offset >= value.bytes.count
      && matches(text, value.bytes, at: offset)
  }

  private func contains(_ text: Span<UInt8>) -> Bool {
    guard let value = values.first else { return false }
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    var isASCII = true
    for index in text.indices {
      let byte = text[index]
      if byte >= 0x80 { isASCII = false }
      folded.append(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
    }
    if !isASCII {
      folded = Array(copy(text).lowercased().utf8)
    }
    let last = folded.count - value.lowercased.count
    guard last >= 0 else { return false }
    let span = folded.span
    return (0...last).contains { matches(span, value.lowercased, at: $0) }
  }

  /// -1, 0 or 1: as numbers where both read as numbers, else by bytes.
  private func compare(_ text: Span<UInt8>) -> Int {
    guard let value = values.first else { return 0 }
    if let wanted = value.number, let number = NumberText(text) {
      return NumberText.isLess(number, wanted) ? -1 : NumberText.isLess(wanted, number) ? 1 : 0
    }
    for index in 0..<min(text.count, value.bytes.count) where text[index] != value.bytes[index] {
      return text[index] < value.bytes[index] ? -1 : 1
    }
    return (text.count - value.bytes.count).signum()
  }

  private func matches(_ text: Span<UInt8>, _ part: [UInt8], at offset: Int) -> Bool {
    for index in part.indices where text[offset + index] != part[index] { return false }
    return true
  }

  private func copy(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices { bytes.append(text[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
