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

  private func flushAlone(now: Instant) async throws {
    try await cut()
    while let cut = cuts.first { try await flush(cut, now: now) }
  }

  private func flush(_ cut: Cut, now: Instant) async throws {
    let layout = layout
    let first = catalog.manifest.nextFile
    let openDay = Self.firstOpenDay(now)
    let parts = try await writerConnection.run { (session) in
      try cut.generation.drain(session)
      return try Self.writeParts(
        of: cut.generation, openFrom: openDay, firstFile: first, layout, session)
    }
    try commit(
      Manifest.Change(
        flushed: cut.last, nextFile: first + UInt64(parts.count), addedParts: parts),
      completing: cut)
  }

  private static func writeParts(
    of generation: HotGeneration, openFrom openDay: CalendarDay, firstFile: UInt64,
    _ layout: DataLayout, _ session: Session
  ) throws -> [PartFile] {
    var groups: [CalendarDay?: [PartFile.Content]] = [:]
    for content in try contents(of: generation, session) {
      groups[content.day < openDay ? nil : content.day, default: []].append(content)
    }
    let writer = ParquetWriter(layout: layout)
    var parts: [PartFile] = []
    for (day, contents) in groups {
      let name = "\(firstFile + UInt64(parts.count)).parquet"
      let range =
        day.map { $0.start.microseconds..<$0.advanced(by: 1).start.microseconds }
        ?? Int64.min..<openDay.start.microseconds
      // Projects stand together, so that a query reads its own row groups only.
      let rows: Query = """
        SELECT \(unsafe: EventTable.columnNames) FROM \(unsafe: generation.table)
        WHERE epoch_us(created_at) >= \(range.lowerBound)
          AND epoch_us(created_at) < \(range.upperBound)
        ORDER BY project_id, event_type, user_id, created_at
        """
      let part = PartFile(
        name: name, rows: contents.reduce(0) { $0 + $1.rows }, contents: contents)
      let written = try writer.write(rows, to: layout.path(of: part), session)
      guard written == part.rows else {
        throw RowCountMismatch(expected: part.rows, written: written)
      }
      parts.append(part)
    }
    try POSIXDisk().syncDirectory(layout.parts)
    return parts
  }

  private static func contents(
    of generation: HotGeneration, _ session: Session
  ) throws(DuckDBError) -> [PartFile.Content] {
    var contents: [PartFile.Content] = []
    let query: Query = """
      SELECT project_id, floor(epoch_us(created_at) / 86400000000)::BIGINT AS day, count(*)
      FROM \(unsafe: generation.table) GROUP BY ALL ORDER BY ALL
      """
    try session.forEachChunk(query) { (chunk) throws(DuckDBError) in
      for row in 0..<chunk.count {
        guard let text = chunk.withTexts(0, { $0.text(row) }), let project = ProjectID(text) else {
          continue
        }
        let day = chunk.withInt64s(1) { values, _ in values[row] }
        let count = chunk.withInt64s(2) { values, _ in values[row] }
        contents.append(
          PartFile.Content(
            project: project, day: CalendarDay(daysSince1970: Int(day)), rows: Int(count)))
      }
    }
    return contents
  }
}
