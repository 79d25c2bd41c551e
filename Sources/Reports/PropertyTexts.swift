internal import DuckDB
internal import Funnels

/// The property texts of one chunk, copied out, because a filter looks at several of a row at once
/// and a chunk lends one column at a time. Empty for a funnel that asks for none.
struct PropertyTexts {
  private var columns: [[[UInt8]?]] = []
  private var sessions: [[UInt8]?] = []

  init(_ chunk: borrowing Chunk, _ layout: ScanColumns) {
    if layout.hasSession { sessions = Self.copy(chunk, ScanColumns.session) }
    var column = layout.firstProperty
    for key in layout.properties {
      let count = ScanColumns.columns(of: key).count
      let found = (column..<column + count).map { Self.copy(chunk, $0) }
      columns.append(Self.resolve(key, found, rows: chunk.count))
      column += count
    }
  }

  /// The texts of a property, from those of the columns that it may be found in.
  private static func resolve(
    _ key: PropertyKey, _ found: [[[UInt8]?]], rows: Int
  ) -> [[UInt8]?] {
    if found.count == 1 { return found[0] }
    if let builtIn = BuiltInProperty(rawValue: key.name) {
      // Few different user agents and addresses stand in many rows.
      var known: [[UInt8]: [UInt8]?] = [:]
      return (0..<rows).map { row in
        if let own = found[0][row] { return own }
        guard let source = found[1][row] else { return nil }
        if let derived = known[source] { return derived }
        let derived = builtIn.derive(from: text(source)).map { Array($0.utf8) }
        known[source] = derived
        return derived
      }
    }
    let keys = PropertyPath.topLevelKeys(of: key.name)
    return (0..<rows).map { row in
      PropertyPath.text(of: key.name) { name in
        keys.firstIndex { $0.utf8.elementsEqual(name.utf8) }
          .flatMap { found[$0][row] }.map(text)
      }.map { Array($0.utf8) }
    }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func copy(_ chunk: borrowing Chunk, _ column: Int) -> [[UInt8]?] {
    chunk.withTexts(column) { texts in
      var copies: [[UInt8]?] = []
      copies.reserveCapacity(chunk.count)
      for row in 0..<chunk.count {
        if texts.isNull(row) {
          copies.append(nil)
        } else {
          copies.append(texts.withBytes(row) { bytes in bytes.indices.map { bytes[$0] } })
        }
      }
      return copies
    }
  }

  func text(_ column: Int, _ row: Int) -> [UInt8]? { columns[column][row] }

  func session(_ row: Int) -> [UInt8]? { sessions[row] }
}

/// One event's texts, and its person's, as filters ask for them.
struct EventProperties: PropertyRow {
  let texts: PropertyTexts
  let row: Int
  let traits: [PropertyKey]
  let firstTrait: Int
  let traitTexts: [String: String]

  func withText(_ column: Int, _ body: (Span<UInt8>) -> Bool) -> Bool? {
    if column < firstTrait { return texts.text(column, row).map { body($0.span) } }
    return traitTexts[traits[column - firstTrait].name].map { body(Array($0.utf8).span) }
  }
}
