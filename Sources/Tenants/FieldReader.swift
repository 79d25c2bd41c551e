import Events

/// What a partial update says of one field.
enum FieldChange<Value> {
  /// Not in the body, or at fault: the field stays as it is.
  case absent
  /// `null`: the field goes back to its default.
  case cleared
  case set(Value)
}

/// Reads the fields of a body and collects every fault, so that a caller learns of all at once.
struct FieldReader {
  private let members: [JSONMember]
  private var known: Set<String> = []
  private(set) var faults: [Fault] = []

  init(_ body: JSON) throws(TenantError) {
    guard let members = body.members else {
      throw .invalid([Fault("", "invalid_type", "The body must be a JSON object.")])
    }
    self.members = members
  }

  mutating func fault(_ key: String, _ code: String, _ message: String) {
    faults.append(Fault(Fault.token(key), code, message))
  }

  mutating func add(_ more: [Fault]) { faults += more }

  /// The raw value of a field; nil where it is absent.
  mutating func take(_ key: String) -> JSON? {
    known.insert(key)
    return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// A text, trimmed, on one line, of so many Unicode scalars.
  mutating func text(_ key: String, _ length: ClosedRange<Int>) -> FieldChange<String> {
    guard let value = take(key) else { return .absent }
    if value.isNull { return .cleared }
    guard let text = value.text?.trimmed else {
      fault(key, "invalid_type", "\(key) must be a text.")
      return .absent
    }
    guard check(key, text, length) else { return .absent }
    return .set(text)
  }

  /// The same, and it must be there.
  mutating func requiredText(_ key: String, _ length: ClosedRange<Int>) -> String? {
    switch text(key, length) {
    case .set(let text): return text
    case .cleared: require(key)
    case .absent: if take(key) == nil { require(key) }
    }
    return nil
  }

  /// A required field of an update: it may be left out, but not be cleared.
  mutating func unclearableText(_ key: String, _ length: ClosedRange<Int>) -> String? {
    switch text(key, length) {
    case .set(let text): return text
    case .cleared: require(key)
    case .absent: break
    }
    return nil
  }

  /// A required UUID.
  mutating func identifier(_ key: String) -> UUIDValue? {
    guard let text = requiredText(key, 1...100) else { return nil }
    if let id = UUIDValue(text) { return id }
    fault(key, "invalid_format", "\(key) must be a UUID.")
    return nil
  }

  /// A text of several lines, which may be empty.
  mutating func multilineText(_ key: String, maximum: Int) -> FieldChange<String> {
    guard let value = take(key) else { return .absent }
    if value.isNull { return .cleared }
    guard let text = value.text else {
      fault(key, "invalid_type", "\(key) must be a text.")
      return .absent
    }
    return check(key, text, 0...maximum, allowing: "\n\r\t") ? .set(text) : .absent
  }

  mutating func boolean(_ key: String) -> FieldChange<Bool> {
    guard let value = take(key) else { return .absent }
    if value.isNull { return .cleared }
    guard let boolean = value.boolean else {
      fault(key, "invalid_type", "\(key) must be true or false.")
      return .absent
    }
    return .set(boolean)
  }

  mutating func integer(_ key: String, _ range: ClosedRange<Int>) -> FieldChange<Int> {
    guard let value = take(key) else { return .absent }
    if value.isNull { return .cleared }
    guard case .number = value else {
      fault(key, "invalid_type", "\(key) must be a whole number.")
      return .absent
    }
    guard let integer = value.integer, range.contains(integer) else {
      fault(
        key, "out_of_range",
        "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
      return .absent
    }
    return .set(integer)
  }

  /// Accepts the fields that only the server sets, where the body repeats what they are: so an
  /// answer can be changed and sent back whole.
  mutating func readOnly(_ current: JSON, _ keys: [String]) {
    for key in keys {
      guard let value = take(key), value != current[key] else { continue }
      fault(key, "read_only", "\(key) is set by the server and can't be changed.")
    }
  }

  /// The members that nothing has taken.
  var rest: [JSONMember] { members.filter { !known.contains($0.key) } }

  /// Throws all faults, among them every key that nobody knows.
  mutating func finish() throws(TenantError) {
    for member in rest { fault(member.key, "unknown", "There is no such field here.") }
    try finishIgnoringRest()
  }

  func finishIgnoringRest() throws(TenantError) {
    guard faults.isEmpty else { throw .invalid(faults) }
  }

  private mutating func require(_ key: String) {
    fault(key, "required", "\(key) is needed.")
  }

  private mutating func check(
    _ key: String, _ text: String, _ length: ClosedRange<Int>, allowing controls: String = ""
  ) -> Bool {
    let count = text.unicodeScalars.count
    if count < length.lowerBound {
      fault(
        key, count == 0 ? "required" : "too_short",
        "\(key) must have \(length.lowerBound) characters at least.")
    } else if count > length.upperBound {
      fault(key, "too_long", "\(key) may have \(length.upperBound) characters at most.")
    } else if text.unicodeScalars.contains(where: {
      $0.properties.generalCategory == .control && !controls.unicodeScalars.contains($0)
    }) {
      fault(key, "invalid_format", "\(key) may not hold control characters.")
    } else {
      return true
    }
    return false
  }
}

extension String {
  /// Without ASCII white space at both ends.
  var trimmed: String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || 9...13 ~= scalar.value }
    var scalars = unicodeScalars[...]
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// With `A`…`Z` in lower case and everything else as it is.
  var asciiLowercased: String {
    String(
      decoding: utf8.map { 65...90 ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
