internal import DuckDB
internal import EventLog
package import Events

extension EventStore {
  /// A day takes late events as part of the day for this long; afterwards it is closed and gets
  /// its file.
  static let graceMicroseconds: Int64 = 5 * 60 * 1_000_000

  /// The days before this one are closed at `now`.
  static func firstOpenDay(_ now: Instant) -> CalendarDay {
    now.advanced(byMicroseconds: -graceMicroseconds).day
  }

  /// Turns what is in memory into parts: one for closed days, one for each open day.
  ///
  /// Order: files durable, identities durable, manifest (the commit point), then the log's
  /// segments go.
  package func flush(now: Instant) async throws {
    try await maintenance.run { try await self.flushAlone(now: now) }
  }

  func flushAlone(now: Instant) async throws {
    try await cut()
    try await flushCuts(now: now)
  }

  func flushCuts(now: Instant) async throws {
    while let cut = oldestCut { try await flush(cut, now: now) }
  }

  private func flush(_ cut: Journal<POSIXDisk>.Cut, now: Instant) async throws {
    let layout = layout
    let first = catalog.manifest.nextFile
    let openDay = Self.firstOpenDay(now)
    let storage = identifierStorage
    try await writerConnection.run { (session) throws(DuckDBError) in
      try cut.generation.drain(session)
    }
    let (parts, run) = try await fileConnection.run { (session) in
      let writer = SegmentWriter(
        layout: layout, disk: POSIXDisk(), engine: DuckDBRows(session: session))
      let parts = try writer.parts(of: cut.generation, openFrom: openDay, firstFile: first)
      let run = try writer.run(
        of: cut.identifiers, number: first + UInt64(parts.count), in: storage)
      return (parts, run)
    }
    try commit(
      Manifest.Change(
        flushed: cut.last, nextFile: first + UInt64(parts.count) + 1, addedParts: parts),
      completing: Journal.Completion(cut: cut, run: run))
  }
}
