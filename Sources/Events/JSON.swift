/// A JSON value as it was sent: numbers keep their text, objects their order.
///
/// Ours and not Foundation's because an event's numbers are stored as the very text that was
/// sent, because keys must be unique, and because one bad event must not sink its neighbours
/// (see ``JSONParser``).
package enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The number's text, valid by RFC 8259.
  case number(String)
  case string(String)
  case array([JSON])
  case object([JSONMember])
}

/// One `"key": value` of an object.
package struct JSONMember: Sendable, Hashable {
  package var key: String
  package var value: JSON

  package init(_ key: String, _ value: JSON) {
    self.key = key
    self.value = value
  }
}

extension JSON {
  /// The value of a member; nil where this is no object or has no such key.
  ///
  /// Keys are compared by their bytes: Swift's `==` would call two spellings of é equal.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  package var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  package var boolean: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  package var elements: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  package var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The number as a double; nil where this is no number or the number overflows.
  package var double: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// The number as an integer; nil where this is no number or has a fraction or exponent.
  package var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }

  package var isNull: Bool { self == .null }

  /// A finite number; integers are written without a fraction.
  package static func number(_ value: Double) -> JSON {
    precondition(value.isFinite, "JSON has no such number")
    if value == value.rounded(), value.magnitude < 1e15 {
      return .number(String(Int64(value)))
    }
    return .number(String(value))
  }

  package static func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

  /// Null for nil.
  package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// Null for nil.
  package static func optional(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .number(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { JSONMember($0.0, $0.1) })
  }
  package init(nilLiteral: ()) { self = .null }
}
