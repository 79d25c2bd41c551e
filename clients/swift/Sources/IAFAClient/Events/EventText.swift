/// Checks what the server would refuse for good, and writes the rest as the members of a JSON
/// object.
///
/// Bounds and codes are the server's (docs/ingestion-rules.md I1 to I5): what can never be accepted
/// is told where it is made, not found missing in a report.
struct EventText {
  private enum Bounds {
    static let name = 100
    static let identifier = 255
    static let properties = 256
    static let depth = 32
    /// 64 KiB, less the braces, `id` and `timestamp`, which come when the event is sent.
    static let bytes = (64 << 10) - 128
  }

  private var json = JSONText()
  private var faults: [IAFAFault] = []

  /// - Parameter time: what to send as `timestamp`; nil where the queue gives the time.
  static func members(
    of event: IAFAEvent, registered: [String: IAFAValue], time: String?
  ) throws(IAFAError) -> [UInt8] {
    var text = EventText()
    text.append("event_type", event.name, scalars: 1...Bounds.name)
    text.append("user_id", event.user, scalars: 1...Bounds.identifier)
    text.append("session_id", event.session, scalars: 0...Bounds.identifier)
    text.append("url", event.url)
    text.append("referrer", event.referrer)
    text.append("user_agent", event.userAgent)
    text.append("timestamp", time)
    text.append(
      "properties", event.properties.merging(registered) { own, _ in own })
    return try text.finish()
  }

  static func members(
    identifying user: String, anonymous: String?, traits: [String: IAFAValue]
  ) throws(IAFAError) -> [UInt8] {
    var text = EventText()
    text.append("type", "identify")
    text.append("user_id", user, scalars: 1...Bounds.identifier)
    text.append("anonymous_id", anonymous, scalars: 1...Bounds.identifier)
    text.append("traits", traits)
    return try text.finish()
  }

  private func finish() throws(IAFAError) -> [UInt8] {
    var faults = faults
    if json.bytes.count > Bounds.bytes {
      faults.append(IAFAFault("", "too_large", "An event has at most 64 KiB of JSON."))
    }
    guard faults.isEmpty else { throw .invalidEvent(faults) }
    return json.bytes
  }

  private mutating func append(
    _ name: String, _ value: String?, scalars: ClosedRange<Int> = 0...Int.max
  ) {
    guard let value else { return }
    let pointer = "/\(name)"
    check(text: value, pointer)
    let count = value.unicodeScalars.count
    if count < scalars.lowerBound {
      faults.append(IAFAFault(pointer, "empty", "This must not be empty."))
    } else if count > scalars.upperBound {
      faults.append(
        IAFAFault(pointer, "too_long", "At most \(scalars.upperBound) characters, not \(count)."))
    }
    appendKey(name)
    json.write(string: value)
  }

  private mutating func append(_ name: String, _ members: [String: IAFAValue]) {
    guard !members.isEmpty else { return }
    if members.count > Bounds.properties {
      faults.append(
        IAFAFault("/\(name)", "too_many", "At most \(Bounds.properties), not \(members.count)."))
    }
    check(.object(members), "/\(name)", depth: 1)
    appendKey(name)
    json.write(members: members)
  }

  private mutating func appendKey(_ name: String) {
    json.write(raw: json.bytes.isEmpty ? "" : ",")
    json.write(string: name)
    json.write(raw: ":")
  }

  private mutating func check(_ value: IAFAValue, _ pointer: String, depth: Int) {
    switch value {
    case .null, .boolean, .integer: return
    case .string(let text): check(text: text, pointer)
    case .number(let number):
      if !number.isFinite {
        faults.append(IAFAFault(pointer, "not_finite", "JSON has no \(number)."))
      }
    case .array, .object:
      guard depth <= Bounds.depth else {
        faults.append(
          IAFAFault(pointer, "too_deep", "Nested more than \(Bounds.depth) levels deep."))
        return
      }
      for (key, element) in Self.elements(of: value) {
        check(text: key, pointer)
        check(element, "\(pointer)/\(key)", depth: depth + 1)
      }
    }
  }

  private static func elements(of value: IAFAValue) -> [(String, IAFAValue)] {
    switch value {
    case .array(let elements): elements.enumerated().map { (String($0.offset), $0.element) }
    case .object(let members): members.map { ($0.key, $0.value) }
    default: []
    }
  }

  private mutating func check(text: String, _ pointer: String) {
    if text.utf8.contains(0) {
      faults.append(IAFAFault(pointer, "invalid_text", "Texts must not contain NUL."))
    }
  }
}
