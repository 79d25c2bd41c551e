internal import DuckDB
internal import Events
internal import Funnels
internal import Segments

/// The units of a question with their events, as often as they are asked for.
struct UnitReader {
  private(set) var scan: FunnelScan
  let snapshot: Snapshot
  let persons: Persons
  let session: Session
  /// The share of the units that was read last.
  private var units: GroupedEvents?

  init(scan: FunnelScan, snapshot: Snapshot, persons: Persons, session: Session) {
    self.scan = scan
    self.snapshot = snapshot
    self.persons = persons
    self.session = session
  }

  /// Reads the first share of the units, which is all where memory allows.
  ///
  /// - Parameter userIDs: only events of these, where nobody else's are wanted.
  mutating func prepare(userIDs: [String]? = nil) throws {
    guard units == nil else { return }
    try scan.read(snapshot, session, userIDs: userIDs)
    units = scan.takeUnits()
  }

  /// Hands each unit's events, in order of time, to `body`, with the scan that knows their names.
  mutating func forEachUnit(
    _ body: (Int, Span<Occurrence>, FunnelScan) throws -> Void
  ) throws {
    try prepare()
    while let units {
      do {
        try units.forEachUnit(rank: scan.breakdownRanks) { unit, events in
          try body(unit, events, scan)
        }
      } catch CountingRefusal.tooManyEventsAtOneInstant(let count, let microseconds) {
        throw ReportError.tooManyEventsAtOneInstant(
          count: count, at: Instant(microseconds: microseconds))
      }
      guard scan.isShared else { return }
      self.units = nil
      guard scan.hasMore else { break }
      try prepare()
    }
    scan.rewind()
  }
}
