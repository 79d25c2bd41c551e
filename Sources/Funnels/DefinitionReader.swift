import Events

/// Reads members of JSON objects, noting every fault instead of stopping at the first.
struct DefinitionReader {
  var faults = DefinitionFaults()

  /// Notes members whose key is not among `known`.
  mutating func refuseUnknown(_ json: JSON, at pointer: String, known: Set<String>) {
    for member in json.members ?? [] where !known.contains(member.key) {
      faults.add(
        pointer + Fault.token(member.key), "unknown",
        "There is no such key here; known are \(known.sorted().joined(separator: ", ")).")
    }
  }

  /// A text of 1 to `limit` Unicode scalars.
  mutating func text(
    _ value: JSON?, at pointer: String, limit: Int, required: Bool = true
  ) -> String? {
    guard let value, !value.isNull else {
      if required { faults.add(pointer, "required", "Give a text of 1 to \(limit) characters.") }
      return nil
    }
    guard let text = value.text else {
      faults.add(pointer, "type", "Give a text in quotes.")
      return nil
    }
    let length = text.unicodeScalars.count
    guard 1...limit ~= length else {
      faults.add(
        pointer, length == 0 ? "required" : "too_long",
        "Give a text of 1 to \(limit) characters; this one has \(length).")
      return nil
    }
    return text
  }

  /// A text that may be empty.
  mutating func freeText(_ value: JSON?, at pointer: String, limit: Int) -> String {
    guard let value, !value.isNull, value.text != "" else { return "" }
    return text(value, at: pointer, limit: limit) ?? ""
  }

  mutating func flag(_ value: JSON?, at pointer: String) -> Bool {
    guard let value, !value.isNull else { return false }
    guard let flag = value.boolean else {
      faults.add(pointer, "type", "Give true or false.")
      return false
    }
    return flag
  }

  /// One of an enumeration's words; nil where the key is absent or null.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ value: JSON?, at pointer: String, as: Choice.Type
  ) -> Choice? {
    guard let value, !value.isNull else { return nil }
    if let text = value.text, let choice = Choice(rawValue: text) { return choice }
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    faults.add(pointer, "invalid", "Give one of \(words).")
    return nil
  }

  /// The elements of a list; empty where the key is absent or null.
  mutating func list(_ value: JSON?, at pointer: String, limit: Int) -> [JSON] {
    guard let value, !value.isNull else { return [] }
    guard let elements = value.elements else {
      faults.add(pointer, "type", "Give a list in square brackets.")
      return []
    }
    if elements.count > limit {
      faults.add(
        pointer, "too_many", "Give at most \(limit) entries; there are \(elements.count).")
      return []
    }
    return elements
  }

  /// A list of texts, each given once.
  mutating func texts(
    _ value: JSON?, at pointer: String, limit: Int, length: Int
  ) -> [String] {
    var texts: [String] = []
    for (index, element) in list(value, at: pointer, limit: limit).enumerated() {
      let place = "\(pointer)/\(index)"
      guard let text = text(element, at: place, limit: length) else { continue }
      if texts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
        faults.add(place, "duplicate", "Name it once; it stands in this list already.")
      } else {
        texts.append(text)
      }
    }
    return texts
  }

  /// A whole number in `range`; nil where the key is absent or null.
  mutating func integer(_ value: JSON?, at pointer: String, in range: ClosedRange<Int>) -> Int? {
    guard let value, !value.isNull else { return nil }
    guard let number = value.integer else {
      faults.add(pointer, "type", "Give a whole number.")
      return nil
    }
    guard range.contains(number) else {
      faults.add(
        pointer, "out_of_range",
        "Give a number from \(range.lowerBound) to \(range.upperBound).")
      return nil
    }
    return number
  }
}
