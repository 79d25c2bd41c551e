internal import Funnels

/// The events of a scan as plain numbers, in order of arrival.
///
/// In blocks, since an array that doubles holds three times what it needs while it grows.
struct UnitEvents {
  struct Row {
    /// Microseconds since 1970.
    var time: Int64
    var unit: Int32
    var stages: UInt32
  }

  /// What only some funnels ask for.
  struct Detail {
    var hold: UInt32 = 0
    var group: UInt32 = 0
    /// The caller's name for the event.
    var ordinal: Int32 = 0
    var exclusions: UInt16 = 0
  }

  let hasDetails: Bool
  private(set) var count = 0
  private var blocks: [[Row]] = []
  private var details: [[Detail]] = []

  private static let blockSize = 1 << 16

  init(hasDetails: Bool) { self.hasDetails = hasDetails }

  /// Twice its size, since rows are kept while all are sorted.
  var bytesPerRow: Int {
    2 * (MemoryLayout<Row>.stride + (hasDetails ? MemoryLayout<Detail>.stride : 0))
  }

  mutating func append(_ row: Row, _ detail: Detail) {
    if count % Self.blockSize == 0 { beginBlock() }
    blocks[blocks.count - 1].append(row)
    if hasDetails { details[details.count - 1].append(detail) }
    count += 1
  }

  private mutating func beginBlock() {
    blocks.append([])
    blocks[blocks.count - 1].reserveCapacity(Self.blockSize)
    guard hasDetails else { return }
    details.append([])
    details[details.count - 1].reserveCapacity(Self.blockSize)
  }

  /// Only the rows whose unit is wanted.
  func filtered(_ isWanted: (Int32) -> Bool) -> UnitEvents {
    var kept = UnitEvents(hasDetails: hasDetails)
    for (block, rows) in blocks.enumerated() {
      for (place, row) in rows.enumerated() where isWanted(row.unit) {
        kept.append(row, hasDetails ? details[block][place] : Detail())
      }
    }
    return kept
  }

  /// The rows unit by unit, by a counting sort; each block goes as soon as it is sorted in.
  consuming func grouped(unitCount: Int) -> GroupedEvents {
    var starts = [Int](repeating: 0, count: unitCount + 1)
    for rows in blocks {
      for row in rows { starts[Int(row.unit) + 1] += 1 }
    }
    for unit in 0..<unitCount { starts[unit + 1] += starts[unit] }
    var next = starts
    var sorted = [Row](repeating: Row(time: 0, unit: 0, stages: 0), count: count)
    var sortedDetails = [Detail](repeating: Detail(), count: hasDetails ? count : 0)
    for block in blocks.indices {
      let rows = blocks[block]
      blocks[block] = []
      for (place, row) in rows.enumerated() {
        let target = next[Int(row.unit)]
        next[Int(row.unit)] = target + 1
        sorted[target] = row
        if hasDetails { sortedDetails[target] = details[block][place] }
      }
      if hasDetails { details[block] = [] }
    }
    return GroupedEvents(starts: starts, rows: sorted, details: sortedDetails)
  }
}

/// Events by unit.
struct GroupedEvents {
  /// Where each unit's rows begin; the end of the last one stands behind them.
  let starts: [Int]
  let rows: [UnitEvents.Row]
  /// As many as rows, or none.
  let details: [UnitEvents.Detail]

  /// Hands each unit's events, in order of time, to `body`.
  ///
  /// - Parameter rank: says which of several breakdown values of one instant comes first, so that
  ///   an answer doesn't depend on where its events stand.
  func forEachUnit(
    rank: [Int32], _ body: (Int, Span<Occurrence>) throws -> Void
  ) throws {
    var events: [Occurrence] = []
    for unit in 0..<(starts.count - 1) where starts[unit] < starts[unit + 1] {
      if unit & 0xFFF == 0 { try Task.checkCancellation() }
      events.removeAll(keepingCapacity: true)
      var isSorted = true
      var last = Int64.min
      for place in starts[unit]..<starts[unit + 1] {
        let row = rows[place]
        if row.time < last { isSorted = false }
        last = row.time
        events.append(occurrence(row, at: place, rank))
      }
      if !isSorted { events.sort { $0.time < $1.time } }
      try body(unit, events.span)
    }
  }

  private func occurrence(_ row: UnitEvents.Row, at place: Int, _ rank: [Int32]) -> Occurrence {
    guard !details.isEmpty else { return Occurrence(time: row.time, stages: row.stages) }
    let detail = details[place]
    return Occurrence(
      time: row.time, stages: row.stages, hold: detail.hold, group: detail.group,
      ordinal: rank.isEmpty ? detail.ordinal : rank[Int(detail.group)],
      exclusions: detail.exclusions)
  }
}
