internal import DuckDB
internal import Funnels

/// The property texts of one chunk, copied out, because a filter looks at several of a row at once
/// and a chunk lends one column at a time. Empty for a funnel that asks for none.
struct PropertyTexts {
  private var columns: [[[UInt8]?]] = []
  private var sessions: [[UInt8]?] = []

  init(_ chunk: borrowing Chunk, _ layout: ScanColumns) {
    if layout.hasSession { sessions = Self.copy(chunk, ScanColumns.session) }
    for index in layout.properties.indices {
      columns.append(Self.copy(chunk, layout.firstProperty + index))
    }
  }

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
