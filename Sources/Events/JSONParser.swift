/// Why bytes are not JSON at all.
package struct JSONSyntaxError: Error, Sendable, Equatable {
  /// Offset of the byte that can't stand there.
  package var offset: Int
  package var message: String
}

/// What is wrong with a value whose extent is nevertheless clear, so that what stands beside it
/// can still be read.
package enum JSONFault: Sendable, Equatable {
  case duplicateKey(String)
  case tooDeep
  /// Bytes that are not UTF-8, half a surrogate pair, or a NUL.
  case invalidText
}

/// A strict single-pass parser of RFC 8259 over bytes in memory.
///
/// Syntax errors are thrown; faults inside a value are collected in ``faults`` and parsing goes
/// on, so that a batch loses only the event at fault. Depth is bounded: deeper values are skipped
/// without recursion.
package struct JSONParser {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private let maximumDepth: Int
  /// Faults since they were last taken.
  package private(set) var faults: [JSONFault] = []

  /// A parser over `bytes[range]`.
  package init(_ bytes: [UInt8], range: Range<Int>? = nil, maximumDepth: Int = 64) {
    self.bytes = bytes
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
    self.maximumDepth = maximumDepth
    // A byte order mark is no JSON, but editors write it; it carries no meaning.
    if end - position >= 3, bytes[position] == 0xEF, bytes[position + 1] == 0xBB,
      bytes[position + 2] == 0xBF
    {
      position += 3
    }
  }

  /// The one value that the bytes hold.
  package static func parse(
    _ bytes: [UInt8], maximumDepth: Int = 64
  ) throws(JSONSyntaxError) -> (value: JSON, faults: [JSONFault]) {
    var parser = JSONParser(bytes, maximumDepth: maximumDepth)
    let value = try parser.value()
    try parser.finish()
    return (value, parser.faults)
  }

  package mutating func takeFaults() -> [JSONFault] {
    defer { faults.removeAll() }
    return faults
  }

  /// The next value.
  package mutating func value() throws(JSONSyntaxError) -> JSON { try value(depth: 0) }

  /// Requires that nothing but white space follows.
  package mutating func finish() throws(JSONSyntaxError) {
    skipSpace()
    if position < end { throw failure("unexpected text after the value") }
  }

  /// The byte that starts the next token; nil at the end.
  package mutating func peek() -> UInt8? {
    skipSpace()
    return position < end ? bytes[position] : nil
  }

  /// Where the next token starts.
  package var offset: Int { position }

  /// Reads `[`, hands each element to `body` in turn, reads `]`.
  package mutating func forEachElement(
    _ body: (inout JSONParser) throws(JSONSyntaxError) -> Void
  ) throws(JSONSyntaxError) {
    try expect(UInt8(ascii: "["))
    if peek() == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try body(&self)
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return
      default: throw failure("expected , or ] in an array")
      }
    }
  }

  /// Reads `{`, hands each key to `body`, which must read the value, reads `}`.
  package mutating func forEachMember(
    _ body: (inout JSONParser, String) throws(JSONSyntaxError) -> Void
  ) throws(JSONSyntaxError) {
    try expect(UInt8(ascii: "{"))
    if peek() == UInt8(ascii: "}") {
      position += 1
      return
    }
    while true {
      guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
      let key = try string()
      try expect(UInt8(ascii: ":"))
      try body(&self, key)
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return
      default: throw failure("expected , or } in an object")
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSON {
    guard let byte = peek() else { throw failure("the text ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < maximumDepth else {
        faults.append(.tooDeep)
        try skipContainer()
        return .null
      }
      return byte == UInt8(ascii: "{") ? try object(depth: depth) : try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("unexpected character")
    }
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSON {
    var elements: [JSON] = []
    try forEachElement { (parser) throws(JSONSyntaxError) in
      elements.append(try parser.value(depth: depth + 1))
    }
    return .array(elements)
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSON {
    var members: [JSONMember] = []
    // Linear search is quicker than hashing for the handful of keys that objects have.
    var seen: Set<[UInt8]> = []
    try forEachMember { (parser, key) throws(JSONSyntaxError) in
      let value = try parser.value(depth: depth + 1)
      let isNew: Bool
      if members.count < 16 {
        isNew = !members.contains { $0.key.utf8.elementsEqual(key.utf8) }
      } else {
        if seen.isEmpty { seen = Set(members.map { Array($0.key.utf8) }) }
        isNew = seen.insert(Array(key.utf8)).inserted
      }
      if isNew {
        members.append(JSONMember(key, value))
      } else {
        parser.faults.append(.duplicateKey(key))
      }
    }
    return .object(members)
  }

  private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON
  {
    for (index, byte) in text.description.utf8.enumerated() {
      guard position + index < end, bytes[position + index] == byte else {
        throw failure("unknown word")
      }
    }
    position += text.utf8CodeUnitCount
    return value
  }

  private mutating func number() throws(JSONSyntaxError) -> JSON {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if position < end, bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if position < end, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(JSONSyntaxError) {
    let start = position
    while position < end, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    if position == start { throw failure("expected a digit") }
  }

  private mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
    guard peek() == byte else {
      throw failure("expected \(Character(UnicodeScalar(byte)))")
    }
    position += 1
  }

  private mutating func skipSpace() {
    while position < end {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// Passes over an array or object of any depth in constant space but for one bit a level.
  private mutating func skipContainer() throws(JSONSyntaxError) {
    var open: [UInt8] = []
    repeat {
      guard let byte = peek() else { throw failure("an array or object is not closed") }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(byte)
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.last == (byte == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "["))
        else { throw failure("brackets do not match") }
        open.removeLast()
        position += 1
      case UInt8(ascii: "\""): _ = try string()
      default: position += 1
      }
    } while !open.isEmpty
  }

  func failure(_ message: String) -> JSONSyntaxError {
    JSONSyntaxError(offset: position, message: message)
  }
}

// MARK: - Strings

extension JSONParser {
  /// A string; `position` is at its opening quote.
  private mutating func string() throws(JSONSyntaxError) -> String {
    position += 1
    let start = position
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let text = checked(bytes[start..<position])
        position += 1
        return text
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw failure("a control character in a string must be escaped")
      default: position += 1
      }
    }
    throw failure("a string is not closed")
  }

  private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
    var text = Array(bytes[start..<position])
    while position < end {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return checked(text[...])
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw failure("a control character in a string must be escaped")
      default: text.append(byte)
      }
    }
    throw failure("a string is not closed")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
    guard position < end else { throw failure("a string is not closed") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = UInt32(try hexadecimal())
      if 0xD800..<0xDC00 ~= code, position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      {
        let resume = position
        position += 2
        let low = UInt32(try hexadecimal())
        if 0xDC00..<0xE000 ~= low {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        } else {
          position = resume
        }
      }
      guard let scalar = UnicodeScalar(code) else {
        faults.append(.invalidText)
        return
      }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: throw failure("unknown escape in a string")
    }
  }

  private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt16 {
    guard position + 4 <= end else { throw failure("expected four hexadecimal digits") }
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue,
        bytes[position] < 0x80
      else { throw failure("expected four hexadecimal digits") }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  /// The bytes as text; a fault where they are no UTF-8 or hold a NUL.
  private mutating func checked(_ slice: ArraySlice<UInt8>) -> String {
    guard let text = String(validating: slice, as: UTF8.self), !slice.contains(0) else {
      faults.append(.invalidText)
      return ""
    }
    return text
  }
}
