internal import DuckDB
internal import EventLog
internal import Events
internal import Threads

/// What opening a data directory brings together, on its way into the store.
struct OpenedStore: ~Copyable {
  var directory: DataDirectory
  var database: Database
  var identities: Identities
  var catalog: Catalog
  var retired: RetiredTables
  var writerConnection: Connection
  var log: LogWriter<POSIXDisk>
  var manifestLog: ManifestLog<POSIXDisk>
  var identityFile: IdentityFile<POSIXDisk>
  var identifiers: IdentifierIndex
  var newIdentifications: [Identification]
  var hotRows: Int
}

extension EventStore {
  /// Opens the store after any end of the process (docs/data-on-disk.md, "Start"): manifest,
  /// files that it does not name, identities, ids, then the log above what is in parts.
  package static func open(
    _ directory: consuming DataDirectory, settings: Settings
  ) async throws -> EventStore {
    let disk = POSIXDisk()
    let layout = directory.layout
    let store = directory.store
    let manifestLog = try ManifestLog(disk: disk, directory: layout.manifest, store: store)
    let manifest = manifestLog.manifest
    try removeStrays(layout, manifest, disk)

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
    let catalog = Catalog(layout: layout, manifest: manifest, hot: hot)
    var identifiers = try await readIdentifiers(layout, manifest, writerConnection)

    let identities = Identities()
    let identityFile = try IdentityFile(disk: disk, directory: layout.identities, store: store) {
      identities.apply($0)
    }
    var newIdentifications: [Identification] = []
    var hotRows = 0
    let log = try LogReader.open(
      layout.log, disk: disk, store: store, flushed: manifest.flushed
    ) { _, entries in
      var events: [Event] = []
      for entry in entries {
        switch entry {
        case .event(let event):
          if identifiers.insert(event.project, event.id) { events.append(event) }
        case .identification(let identification):
          identities.apply(identification)
          newIdentifications.append(identification)
        }
      }
      hotRows += events.count
      hot.add(events)
    }
    let opened = OpenedStore(
      directory: directory, database: database, identities: identities, catalog: catalog,
      retired: retired, writerConnection: writerConnection, log: log, manifestLog: manifestLog,
      identityFile: identityFile, identifiers: identifiers, newIdentifications: newIdentifications,
      hotRows: hotRows)
    let eventStore = EventStore(
      parts: opened, thread: DedicatedThread(name: "event-store"), settings: settings)
    try eventStore.publishMissing(manifest)
    return eventStore
  }

  /// Removes files that no manifest names: a crash came between writing and committing them.
  private static func removeStrays(
    _ layout: DataLayout, _ manifest: Manifest, _ disk: POSIXDisk
  ) throws(DiskError) {
    let parts = Set(manifest.parts.map(\.name))
    for name in try disk.list(layout.parts) where !parts.contains(name) {
      try disk.remove(layout.parts + "/" + name)
    }
    let days = Set(manifest.days.values.map { layout.path(of: $0) })
    for project in try disk.list(layout.days) {
      let directory = layout.days + "/" + project
      for name in try disk.list(directory) where !days.contains(directory + "/" + name) {
        try disk.remove(directory + "/" + name)
      }
    }
  }

  private static func readIdentifiers(
    _ layout: DataLayout, _ manifest: Manifest, _ connection: Connection
  ) async throws -> IdentifierIndex {
    let files =
      manifest.parts.map { layout.path(of: $0) } + manifest.days.values.map { layout.path(of: $0) }
    let rows =
      manifest.parts.reduce(0) { $0 + $1.rows } + manifest.days.values.reduce(0) { $0 + $1.rows }
    guard !files.isEmpty else { return IdentifierIndex() }
    let query: Query = """
      SELECT project_id::UUID, id::UUID
      FROM read_parquet(\(files: files), hive_partitioning = false)
      """
    let firstBit = UInt128(1) << 127
    return try await connection.run { (session) throws(DuckDBError) in
      var index = IdentifierIndex()
      index.reserve(rows)
      try session.forEachChunk(query) { (chunk) throws(DuckDBError) in
        chunk.withUInt128s(0) { projects, _ in
          chunk.withUInt128s(1) { ids, _ in
            for row in 0..<chunk.count {
              _ = index.insert(
                ProjectID(bits: projects[row] ^ firstBit), EventID(bits: ids[row] ^ firstBit))
            }
          }
        }
      }
      return index
    }
  }
}
