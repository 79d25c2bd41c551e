/// The value of a property or a trait: what JSON can say.
///
/// Literals need no case: `["price": 80, "plan": "pro", "tags": ["a", "b"]]`. A variable does:
/// `["price": .number(price), "plan": .string(plan)]`.
public enum IAFAValue: Sendable, Hashable {
  /// The same as a property that is not there.
  case null
  case boolean(Bool)
  case integer(Int)
  /// Must be finite; JSON has no other numbers. A whole one is written without a fraction, so that
  /// `80.0` and `80` are one value in a breakdown.
  case number(Double)
  case string(String)
  case array([IAFAValue])
  /// Reachable in filters by a dotted path, such as `cart.total`.
  case object([String: IAFAValue])
}

extension IAFAValue: ExpressibleByNilLiteral {
  public init(nilLiteral: ()) { self = .null }
}

extension IAFAValue: ExpressibleByBooleanLiteral {
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension IAFAValue: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension IAFAValue: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) { self = .number(value) }
}

extension IAFAValue: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self = .string(value) }
}

extension IAFAValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: IAFAValue...) { self = .array(elements) }
}

extension IAFAValue: ExpressibleByDictionaryLiteral {
  /// Of a key that stands twice the last holds.
  public init(dictionaryLiteral elements: (String, IAFAValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
