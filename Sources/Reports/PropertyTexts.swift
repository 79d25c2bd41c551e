internal import DuckDB
internal import Funnels

/// The texts of one column, copied one behind the other: no memory of its own for each.
struct CopiedTexts {
  private var bytes: [UInt8] = []
  /// Where each row's text begins in `bytes`; the end of the last one stands behind them.
  private var starts = [0]
  private var isNull: [Bool] = []

  init() {}

  init(_ chunk: borrowing Chunk, column: Int) {
    starts.reserveCapacity(chunk.count + 1)
    isNull.reserveCapacity(chunk.count)
    chunk.withTexts(column) { texts in
      for row in 0..<chunk.count {
        let isNull = texts.isNull(row)
        if !isNull { texts.append(row, to: &bytes) }
        endRow(isNull: isNull)
      }
    }
  }

  private mutating func endRow(isNull: Bool) {
    starts.append(bytes.count)
    self.isNull.append(isNull)
  }

  mutating func append(_ text: [UInt8]?) {
    if let text { bytes += text }
    endRow(isNull: text == nil)
  }

  var count: Int { isNull.count }

  func isNull(_ row: Int) -> Bool { isNull[row] }

  /// Lends the text's bytes; nil where there is none.
  func withText<Result>(_ row: Int, _ body: (Span<UInt8>) -> Result) -> Result? {
    isNull[row] ? nil : body(bytes.span.extracting(starts[row]..<starts[row + 1]))
  }

  func text(_ row: Int) -> [UInt8]? {
    isNull[row] ? nil : Array(bytes[starts[row]..<starts[row + 1]])
  }

  /// Puts the text behind those of `target`; says whether there is one.
  func append(_ row: Int, to target: inout [UInt8]) -> Bool {
    if isNull[row] { return false }
    target += bytes[starts[row]..<starts[row + 1]]
    return true
  }
}

/// The property texts of one chunk, copied out, because a filter looks at several of a row at once
/// and a chunk lends one column at a time. Empty for a funnel that asks for none.
struct PropertyTexts {
  private var columns: [CopiedTexts] = []
  let sessions: CopiedTexts
  /// Ids and names of the events, where they are asked for.
  let eventIDs: CopiedTexts
  let eventNames: CopiedTexts

  init(_ chunk: borrowing Chunk, _ layout: ScanColumns) {
    sessions =
      layout.hasSession ? CopiedTexts(chunk, column: ScanColumns.session) : CopiedTexts()
    eventIDs = layout.hasIdentity ? CopiedTexts(chunk, column: layout.eventID) : CopiedTexts()
    eventNames = layout.hasIdentity ? CopiedTexts(chunk, column: layout.eventName) : CopiedTexts()
    var column = layout.firstProperty
    for key in layout.properties {
      let count = ScanColumns.columns(of: key).count
      let found = (column..<column + count).map { CopiedTexts(chunk, column: $0) }
      columns.append(Self.resolve(key, found, rows: chunk.count))
      column += count
    }
  }

  /// The texts of a property, from those of the columns that it may be found in.
  private static func resolve(
    _ key: PropertyKey, _ found: [CopiedTexts], rows: Int
  ) -> CopiedTexts {
    if found.count == 1 { return found[0] }
    var resolved = CopiedTexts()
    if let builtIn = BuiltInProperty(rawValue: key.name) {
      // Few different user agents and addresses stand in many rows.
      var known: [[UInt8]: [UInt8]?] = [:]
      for row in 0..<rows {
        guard found[0].isNull(row), let source = found[1].text(row) else {
          resolved.append(found[0].text(row))
          continue
        }
        let derived =
          known[source] ?? builtIn.derive(from: text(source)).map { Array($0.utf8) }
        known[source] = derived
        resolved.append(derived)
      }
      return resolved
    }
    let keys = PropertyPath.topLevelKeys(of: key.name)
    for row in 0..<rows {
      let found = PropertyPath.text(of: key.name) { name in
        keys.firstIndex { $0.utf8.elementsEqual(name.utf8) }
          .flatMap { found[$0].text(row) }.map(text)
      }
      resolved.append(found.map { Array($0.utf8) })
    }
    return resolved
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  func withText<Result>(
    _ column: Int, _ row: Int, _ body: (Span<UInt8>) -> Result
  ) -> Result? {
    columns[column].withText(row, body)
  }

  func append(_ column: Int, _ row: Int, to target: inout [UInt8]) -> Bool {
    columns[column].append(row, to: &target)
  }
}

/// One event's texts, and its person's, as filters ask for them; set to each row of a chunk.
struct EventProperties: PropertyRow {
  let texts: PropertyTexts
  let eventColumns: Int
  let traits: PersonTraits
  var row = 0
  /// The number of the event's user id.
  var id = 0

  func withText(_ column: Int, _ body: (Span<UInt8>) -> Bool) -> Bool? { lend(column, body) }

  /// Lends a text; nil where there is none.
  func lend<Result>(_ column: Int, _ body: (Span<UInt8>) -> Result) -> Result? {
    if column < eventColumns { return texts.withText(column, row, body) }
    return traits.withText(column - eventColumns, ofID: id, body)
  }

  /// Puts a text behind those of `target`; says whether there is one.
  func append(_ column: Int, to target: inout [UInt8]) -> Bool {
    column < eventColumns
      ? texts.append(column, row, to: &target)
      : traits.append(column - eventColumns, ofID: id, to: &target)
  }
}

/// The persons' properties that a question asks for, looked up once for each user id.
struct PersonTraits {
  private let names: [String]
  private var columns: [CopiedTexts]

  init(_ keys: [PropertyKey]) {
    names = keys.map(\.name)
    columns = keys.map { _ in CopiedTexts() }
  }

  mutating func append(_ traits: [String: String]) {
    for (place, name) in names.enumerated() {
      columns[place].append(PropertyPath.text(of: name) { traits[$0] }.map { Array($0.utf8) })
    }
  }

  func withText<Result>(
    _ trait: Int, ofID id: Int, _ body: (Span<UInt8>) -> Result
  ) -> Result? {
    columns[trait].withText(id, body)
  }

  func append(_ trait: Int, ofID id: Int, to target: inout [UInt8]) -> Bool {
    columns[trait].append(id, to: &target)
  }
}
