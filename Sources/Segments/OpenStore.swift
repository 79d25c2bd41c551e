internal import DuckDB
internal import EventLog
internal import Events
internal import Threads

extension EventStore {
  /// Opens the store after any end of the process (docs/data-on-disk.md, "Start"): manifest, ids,
  /// identities, the log above what is in parts, files that nothing names.
  package static func open(
    _ directory: consuming DataDirectory, settings: Settings
  ) async throws -> EventStore {
    let disk = POSIXDisk()
    let layout = directory.layout
    let manifestLog = try ManifestLog(
      disk: disk, directory: layout.manifest, store: directory.store,
      isNew: try layout.isEmpty(disk)
    ) { (manifest) throws(DiskError) in try layout.addSeals(to: &manifest, disk) }

    let database = try await Database(
      .init(
        memoryLimit: settings.memoryLimit, threads: settings.threads, directory: layout.root,
        temporaryDirectory: layout.temporary))
    let writerConnection = try database.connect()
    let retired = RetiredTables()
    let hot = HotGeneration(number: 1, retired: retired)
    try await writerConnection.run { (session) throws(DuckDBError) in
      try session.execute(hot.createStatement)
    }
    let identifiers = try await readIdentifiers(layout, manifestLog.manifest, writerConnection)
    let journal = try Journal.open(
      disk: disk, layout: layout, store: directory.store, manifestLog: manifestLog,
      identifiers: identifiers, hot: hot)
    try directory.upgradeFormat()
    return EventStore(
      journal: journal, directory: directory, database: database,
      writerConnection: writerConnection, retired: retired, settings: settings)
  }

  private static func readIdentifiers(
    _ layout: DataLayout, _ manifest: Manifest, _ connection: Connection
  ) async throws -> IdentifierIndex {
    let named = Catalog.files(of: manifest, layout, POSIXDisk())
    return try await connection.run { session in
      var index = IdentifierIndex()
      let files = named.filter { $0.isWhole() }.map(\.path)
      guard !files.isEmpty else { return index }
      index.reserve(manifest.rowCount)
      try DuckDBRows(session: session).forEachIdentifier(files) { project, id, _ in
        _ = index.insert(project, id)
      }
      return index
    }
  }
}

extension DataLayout {
  /// Whether nothing has ever been stored here.
  func isEmpty(_ disk: some Disk) throws(DiskError) -> Bool {
    for directory in [log, parts, days] where !(try disk.list(directory)).isEmpty { return false }
    return true
  }

  /// Seals files that were named before there were seals (format 1).
  func addSeals(to manifest: inout Manifest, _ disk: some Disk) throws(DiskError) {
    for place in manifest.parts.indices where manifest.parts[place].seal == .unknown {
      manifest.parts[place].seal = try FileSeal.of(path(of: manifest.parts[place]), disk)
    }
    for (key, day) in manifest.days where day.seal == .unknown {
      manifest.days[key]?.seal = try FileSeal.of(path(of: day), disk)
    }
  }
}
