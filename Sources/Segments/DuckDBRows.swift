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

  func copy(_ files: [RowSource], to path: String) throws -> Int {
    try copy(
      """
      SELECT \(unsafe: EventTable.columnNames) FROM (\(Self.rows(of: files)))
      ORDER BY \(unsafe: Self.orderOfParts)
      """, to: path)
  }

  func copy(_ key: DayKey, from files: [RowSource], to path: String) throws -> Int {
    // The engine's order (docs/data-on-disk.md): a query reads the row groups of its events.
    try copy(
      """
      SELECT \(unsafe: EventTable.columnNames) FROM (\(Self.rows(of: files)))
      WHERE project_id = \(key.project.description)
        AND created_at >= \(timestamp: key.day.start.microseconds)
        AND created_at < \(timestamp: key.day.advanced(by: 1).start.microseconds)
      ORDER BY event_type, user_id, created_at, id
      """, to: path)
  }

  /// The rows of files that exist, and under `filename` where each stands.
  private static func rows(of files: [RowSource]) -> Query {
    let groups = Dictionary(grouping: files, by: \.erased)
    let parts = groups.sorted { $0.value[0].path < $1.value[0].path }.map { erased, files in
      var query: Query = """
        SELECT * FROM read_parquet(\(files: files.map(\.path)), hive_partitioning = false, \
        filename = true)
        """
      for (place, users) in erased.enumerated() {
        query = """
          \(query) \(place == 0 ? "WHERE" : "AND" as Query) NOT (
            project_id = \(users.project.description) AND user_id IN (\(list: users.users)))
          """
      }
      return query
    }
    var query = parts[0]
    for part in parts.dropFirst() { query = "\(query) UNION ALL \(part)" }
    return query
  }

  func rows(of users: ErasedUsers, in files: [RowSource]) throws -> [FoundRows] {
    guard !files.isEmpty else { return [] }
    let query: Query = """
      SELECT filename, user_id, floor(epoch_us(created_at) / 86400000000)::BIGINT,
        count(*)::BIGINT
      FROM (\(Self.rows(of: files)))
      WHERE project_id = \(users.project.description) AND user_id IN (\(list: users.users))
      GROUP BY ALL ORDER BY ALL
      """
    var found: [FoundRows] = []
    try session.forEachChunk(query) { (chunk) throws(DuckDBError) in
      for row in 0..<chunk.count {
        guard let path = chunk.withTexts(0, { $0.text(row) }),
          let user = chunk.withTexts(1, { $0.text(row) })
        else { continue }
        let day = chunk.withInt64s(2) { values, _ in CalendarDay(daysSince1970: Int(values[row])) }
        let count = chunk.withInt64s(3) { values, _ in Int(values[row]) }
        found.append(FoundRows(path: path, user: user, day: day, count: count))
      }
    }
    return found
  }

  /// - Returns: how many rows the file holds.
  func copy(_ rows: Query, to path: String) throws -> Int {
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
