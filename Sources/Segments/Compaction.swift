internal import DuckDB
internal import EventLog
package import Events

extension EventStore {
  /// Turns the parts of closed days into one file a project and day, and publishes those.
  ///
  /// - Returns: the number of day files written.
  @discardableResult
  package func compact(now: Instant) async throws -> Int {
    try await maintenance.run { try await self.compactAlone(now: now) }
  }

  /// Everything that is acknowledged goes to Parquet, and every closed day is published.
  @discardableResult
  package func flushAndCompact(now: Instant) async throws -> Int {
    try await flush(now: now)
    return try await compact(now: now)
  }

  private func compactAlone(now: Instant) async throws -> Int {
    let openDay = Self.firstOpenDay(now)
    let manifest = catalog.manifest
    if mayLackPublishing {
      try publishMissing(manifest)
      mayLackPublishing = false
    }
    let closed = manifest.parts.filter { $0.contents.allSatisfy { $0.day < openDay } }
    guard !closed.isEmpty else { return 0 }
    let layout = layout
    let days = try await writerConnection.run { (session) in
      try Self.writeDays(closed, manifest, layout, session)
    }
    try commit(
      Manifest.Change(
        nextFile: manifest.nextFile + 1, removedParts: closed.map(\.name), setDays: days))
    mayLackPublishing = true
    try await writerConnection.run { (_) throws(DiskError) in
      for day in days { try self.publish(day) }
    }
    mayLackPublishing = false
    return days.count
  }

  private static func writeDays(
    _ parts: [PartFile], _ manifest: Manifest, _ layout: DataLayout, _ session: Session
  ) throws -> [DayFile] {
    var sources: [DayKey: (files: [String], rows: Int)] = [:]
    for part in parts {
      for content in part.contents {
        let key = DayKey(project: content.project, day: content.day)
        sources[key, default: ([], 0)].files.append(layout.path(of: part))
        sources[key, default: ([], 0)].rows += content.rows
      }
    }
    let disk = POSIXDisk()
    let writer = ParquetWriter(layout: layout)
    var days: [DayFile] = []
    for (key, source) in sources.sorted(by: {
      ($0.key.project, $0.key.day) < ($1.key.project, $1.key.day)
    }) {
      var source = source
      if let existing = manifest.days[key] {
        source.files.append(layout.path(of: existing))
        source.rows += existing.rows
      }
      let day = DayFile(
        project: key.project, day: key.day, generation: manifest.nextFile, rows: source.rows)
      try disk.createDirectory(layout.directory(of: key.project))
      // The engine's order (docs/data-on-disk.md): a query reads the row groups of its events.
      let rows: Query = """
        SELECT \(unsafe: EventTable.columnNames)
        FROM read_parquet(\(files: source.files), hive_partitioning = false)
        WHERE project_id = \(key.project.description)
          AND created_at >= \(timestamp: key.day.start.microseconds)
          AND created_at < \(timestamp: key.day.advanced(by: 1).start.microseconds)
        ORDER BY event_type, user_id, created_at, id
        """
      let written = try writer.write(rows, to: layout.path(of: day), session)
      guard written == day.rows else {
        throw RowCountMismatch(expected: day.rows, written: written)
      }
      days.append(day)
    }
    for project in Set(days.map(\.project)) {
      try disk.syncDirectory(layout.directory(of: project))
    }
    try disk.syncDirectory(layout.days)
    return days
  }

  // MARK: - Publishing

  /// Gives a day file its name under `events/`; an older file of that day is replaced in one step.
  private nonisolated func publish(_ day: DayFile) throws(DiskError) {
    let disk = POSIXDisk()
    let (directories, path) = layout.published(day)
    for directory in directories { try disk.createDirectory(directory) }
    let temporary = layout.temporary + "/\(UUIDValue.random()).link"
    try disk.link(layout.path(of: day), as: temporary)
    try disk.rename(temporary, to: path)
    for directory in directories + [layout.events] { try disk.syncDirectory(directory) }
  }

  /// Publishes what a crash left between the manifest and the link.
  nonisolated func publishMissing(_ manifest: Manifest) throws(DiskError) {
    let disk = POSIXDisk()
    for day in manifest.days.values
    where !disk.isSameFile(layout.path(of: day), layout.published(day).path) {
      try publish(day)
    }
  }
}
