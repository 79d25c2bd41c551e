/// A request body taken apart: the wire shape, nothing trusted.
///
/// The body is read by content: an object with `events`, a bare array, one object, or NDJSON.
package struct IncomingBatch: Sendable {
  package struct Element: Sendable {
    package var json: JSON
    /// What the text itself has against it: a repeated key, too deep, no JSON at all.
    package var faults: [Fault]
    package var byteCount: Int

    package init(json: JSON, faults: [Fault], byteCount: Int) {
      self.json = json
      self.faults = faults
      self.byteCount = byteCount
    }
  }

  package var elements: [Element] = []
  /// `api_key` beside `events`.
  package var apiKey: String?
  /// `sent_at` beside `events`, unchecked.
  package var sentAt: JSON?

  /// Reads a body of `/track/batch`. Throws where the body as a whole is not JSON.
  package static func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> IncomingBatch {
    var parser = JSONParser(bytes, maximumDepth: parserDepth)
    guard let first = parser.peek() else {
      throw JSONSyntaxError(offset: 0, message: "the body is empty")
    }
    if first == UInt8(ascii: "[") {
      var batch = IncomingBatch()
      try batch.readElements(&parser)
      try parser.finish()
      return batch
    }
    if let batch = try readEnvelope(bytes) { return batch }
    return readLines(bytes)
  }

  /// Reads a body of `/track` or `/identify`: one object.
  package static func readOne(_ bytes: [UInt8]) throws(JSONSyntaxError) -> Element {
    var parser = JSONParser(bytes, maximumDepth: parserDepth)
    let json = try parser.value()
    try parser.finish()
    return Element(
      json: json, faults: parser.faults.map(Fault.init(reading:)), byteCount: bytes.count)
  }

  /// The event's own object stands around its properties.
  private static let parserDepth = Limits.propertyDepth + 1

  private mutating func readElements(_ parser: inout JSONParser) throws(JSONSyntaxError) {
    var elements: [Element] = []
    try parser.forEachElement { (parser) throws(JSONSyntaxError) in
      _ = parser.peek()
      let start = parser.offset
      let json = try parser.value()
      elements.append(
        Element(
          json: json, faults: parser.takeFaults().map(Fault.init(reading:)),
          byteCount: parser.offset - start))
    }
    self.elements = elements
  }

  /// An object with `events`, or one event alone; nil where more than one value stands there.
  private static func readEnvelope(_ bytes: [UInt8]) throws(JSONSyntaxError) -> IncomingBatch? {
    var parser = JSONParser(bytes, maximumDepth: parserDepth)
    guard parser.peek() == UInt8(ascii: "{") else { return nil }
    var batch = IncomingBatch()
    var hasEvents = false
    do throws(JSONSyntaxError) {
      try parser.forEachMember { (parser, key) throws(JSONSyntaxError) in
        if key == "events", parser.peek() == UInt8(ascii: "[") {
          hasEvents = true
          try batch.readElements(&parser)
        } else {
          let value = try parser.value()
          if key == "api_key" { batch.apiKey = value.text }
          if key == "sent_at" { batch.sentAt = value }
        }
      }
      try parser.finish()
    } catch {
      // A batch that breaks off is no NDJSON; a first line that breaks off is one bad line.
      if hasEvents || !bytes.contains(0x0A) { throw error }
      return nil
    }
    if !hasEvents { batch.elements = [try readOne(bytes)] }
    return batch
  }

  /// One value a line; a line that is no JSON is one refused event.
  private static func readLines(_ bytes: [UInt8]) -> IncomingBatch {
    var batch = IncomingBatch()
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      if let element = readLine(bytes, start..<end) { batch.elements.append(element) }
      start = end + 1
    }
    return batch
  }

  /// The value of one NDJSON line; nil for a blank line.
  package static func readLine(_ bytes: [UInt8], _ range: Range<Int>) -> Element? {
    var parser = JSONParser(bytes, range: range, maximumDepth: parserDepth)
    guard parser.peek() != nil else { return nil }
    do throws(JSONSyntaxError) {
      let json = try parser.value()
      try parser.finish()
      return Element(
        json: json, faults: parser.faults.map(Fault.init(reading:)), byteCount: range.count)
    } catch {
      let fault = Fault(
        "", "malformed", "not JSON: \(error.message) at byte \(error.offset - range.lowerBound)")
      return Element(json: .null, faults: [fault], byteCount: range.count)
    }
  }
}

extension Fault {
  package init(reading fault: JSONFault) {
    switch fault {
    case .duplicateKey(let key):
      self.init("", "duplicate_key", "the key \"\(key)\" stands twice in one object")
    case .tooDeep:
      self.init("", "too_deep", "nested deeper than \(Limits.propertyDepth) levels")
    case .invalidText:
      self.init(
        "", "invalid_text", "a text holds bytes that are not UTF-8, half a surrogate pair or a NUL")
    }
  }
}
