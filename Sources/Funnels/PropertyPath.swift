package import Events

/// Finds a property of an event among what is stored of it.
///
/// Stored are the top-level properties as texts, nested values among them as JSON text. A dotted
/// name reaches into those; where a key itself has dots, the longest that is there wins.
package enum PropertyPath {
  /// The text of `name`, given a way to look up top-level keys; nil where it is absent.
  package static func text(of name: String, _ topLevel: (String) -> String?) -> String? {
    if let text = topLevel(name) { return text }
    for dot in dotsFromTheEnd(name) {
      guard let text = topLevel(String(name[..<dot])), text.utf8.first == UInt8(ascii: "{"),
        let inner = parse(text)
      else { continue }
      let rest = String(name[name.utf8.index(after: dot)...])
      if let found = self.text(of: rest, in: inner) { return found }
    }
    return nil
  }

  /// The text of `name` in an object that is already parsed.
  package static func text(of name: String, in object: JSON) -> String? {
    if let value = object[name] { return storedText(value) }
    for dot in dotsFromTheEnd(name) {
      guard let inner = object[String(name[..<dot])] else { continue }
      let rest = String(name[name.utf8.index(after: dot)...])
      if let found = text(of: rest, in: inner) { return found }
    }
    return nil
  }

  /// The top-level keys that can hold `name`, the name itself first.
  package static func topLevelKeys(of name: String) -> [String] {
    [name] + dotsFromTheEnd(name).map { String(name[..<$0]) }
  }

  /// What is stored of a value: texts raw, the rest as JSON text, null not at all.
  package static func storedText(_ value: JSON) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text
    case .bool, .number, .array, .object: value.jsonText
    }
  }

  private static func dotsFromTheEnd(_ name: String) -> [String.Index] {
    name.utf8.indices.filter { name.utf8[$0] == UInt8(ascii: ".") }.reversed()
  }

  private static func parse(_ text: String) -> JSON? {
    let parsed = try? JSONParser.parse(Array(text.utf8))  // it may only look like JSON
    guard let parsed, parsed.faults.isEmpty else { return nil }
    return parsed.value
  }
}
