internal import DuckDB
internal import Events

/// DuckDB as the engine that writes files. It writes without going through ``Disk``, to temporary
/// names only: nothing names them before ``SegmentWriter`` has synced them.
struct DuckDBRows: RowEngine {
  let session: Session

  /// The specification's compression and row groups (4.2), as far as DuckDB's writer takes them.
  private static let options = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"

  /// Projects stand together, so that a query reads its own row groups only.
  private static let orderOfParts = "project_id, event_type, user_id, created_at"

  func contents(of generation: HotGeneration) throws -> [PartFile.Content] {
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

  func copy(
    _ generation: HotGeneration, _ range: Range<Int64>, to path: String
  ) throws -> Int {
    try copy(
      """
      SELECT \(unsafe: EventTable.columnNames) FROM \(unsafe: generation.table)
      WHERE epoch_us(created_at) >= \(range.lowerBound)
        AND epoch_us(created_at) < \(range.upperBound)
      ORDER BY \(unsafe: Self.orderOfParts)
      """, to: path)
  }

  func copy(_ files: [String], to path: String) throws -> Int {
    try copy(
      """
      SELECT \(unsafe: EventTable.columnNames)
      FROM read_parquet(\(files: files), hive_partitioning = false)
      ORDER BY \(unsafe: Self.orderOfParts)
      """, to: path)
  }

  func copy(_ key: DayKey, from files: [String], to path: String) throws -> Int {
    // The engine's order (docs/data-on-disk.md): a query reads the row groups of its events.
    try copy(
      """
      SELECT \(unsafe: EventTable.columnNames)
      FROM read_parquet(\(files: files), hive_partitioning = false)
      WHERE project_id = \(key.project.description)
        AND created_at >= \(timestamp: key.day.start.microseconds)
        AND created_at < \(timestamp: key.day.advanced(by: 1).start.microseconds)
      ORDER BY event_type, user_id, created_at, id
      """, to: path)
  }

  private func copy(_ rows: Query, to path: String) throws -> Int {
    try session.execute("COPY (\(rows)) TO '\(unsafe: path)' (\(unsafe: Self.options))")
    let count = try session.integer(
      "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata('\(unsafe: path)')")
    return Int(count ?? 0)
  }

  func forEachIdentifier(
    _ files: [String], _ body: (ProjectID, EventID, CalendarDay) throws -> Void
  ) throws {
    let firstBit = UInt128(1) << 127
    let query: Query = """
      SELECT project_id::UUID, id::UUID, floor(epoch_us(created_at) / 86400000000)::BIGINT
      FROM read_parquet(\(files: files), hive_partitioning = false)
      """
    try session.forEachChunk(query) { chunk in
      try chunk.withUInt128s(0) { projects, _ in
        try chunk.withUInt128s(1) { ids, _ in
          try chunk.withInt64s(2) { days, _ in
            for row in 0..<chunk.count {
              try body(
                ProjectID(bits: projects[row] ^ firstBit), EventID(bits: ids[row] ^ firstBit),
                CalendarDay(daysSince1970: Int(days[row])))
            }
          }
        }
      }
    }
  }
}
