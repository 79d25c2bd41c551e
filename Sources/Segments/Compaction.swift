internal import DuckDB
internal import EventLog
package import Events

extension EventStore {
  /// Turns the parts of closed days into one file a project and day, and publishes those.
  ///
  /// Parts that are damaged, or would go into a damaged file, are left as they are.
  ///
  /// - Returns: the number of day files written.
  @discardableResult
  package func compact(now: Instant) async throws -> Int {
    try await maintenance.run { try await self.compactAlone(now: now) }
  }

  /// Everything that is acknowledged goes to Parquet, and every closed day is published, with the
  /// lists of joined ids.
  @discardableResult
  package func flushAndCompact(now: Instant) async throws -> Int {
    try await flush(now: now)
    let days = try await compact(now: now)
    try await publishPersons()
    return days
  }

  /// Merges parts of the open day where enough of like size have come together, so that a query has
  /// few files to open however often parts are written.
  package func mergeParts(now: Instant) async throws {
    try await maintenance.run { try await self.mergePartsAlone(now: now) }
  }

  private func mergePartsAlone(now: Instant) async throws {
    let openDay = Self.firstOpenDay(now)
    let manifest = catalog.manifest
    guard !PartFile.nextMerge(of: manifest.parts, openFrom: openDay).isEmpty else { return }
    let whole = await files.compactable(manifest.parts)
    let parts = PartFile.nextMerge(of: whole, openFrom: openDay)
    guard !parts.isEmpty else { return }
    let layout = layout
    let merged = try await fileConnection.run { (session) in
      let writer = SegmentWriter(
        layout: layout, disk: POSIXDisk(), engine: DuckDBRows(session: session))
      return try writer.part(merging: parts, manifest)
    }
    try commit(
      Manifest.Change(
        nextFile: manifest.nextFile + 1, addedParts: [merged], removedParts: parts.map(\.name)))
  }

  /// Merges runs of ids where enough of like size have come together.
  package func mergeIdentifiers() async throws {
    try await maintenance.run { try await self.mergeIdentifiersAlone() }
  }

  private func mergeIdentifiersAlone() async throws {
    let runs = identifierRuns.nextMerge
    guard !runs.isEmpty else { return }
    let storage = identifierStorage
    let number = catalog.manifest.nextFile
    let merged = try await fileConnection.run { (_) in
      let merged = try IdentifierMerge.merge(runs, number: number, in: storage)
      try storage.disk.syncDirectory(storage.directory)
      return merged
    }
    try replaceRuns(runs.map(\.description), with: merged)
  }

  private func compactAlone(now: Instant) async throws -> Int {
    let openDay = Self.firstOpenDay(now)
    let manifest = catalog.manifest
    let layout = layout
    if mayLackPublishing {
      try layout.publishMissing(manifest, POSIXDisk())
      mayLackPublishing = false
    }
    let closed = manifest.parts.filter { $0.contents.allSatisfy { $0.day < openDay } }
    guard !closed.isEmpty else { return 0 }
    let parts = await files.compactable(closed)
    guard !parts.isEmpty else { return 0 }
    let days = try await fileConnection.run { (session) in
      let writer = SegmentWriter(
        layout: layout, disk: POSIXDisk(), engine: DuckDBRows(session: session))
      return try writer.days(from: parts, manifest)
    }
    try commit(
      Manifest.Change(
        nextFile: manifest.nextFile + 1, removedParts: parts.map(\.name), setDays: days))
    mayLackPublishing = true
    try await fileConnection.run { (_) throws(DiskError) in
      for day in days { try layout.publish(day, POSIXDisk()) }
    }
    mayLackPublishing = false
    return days.count
  }
}
