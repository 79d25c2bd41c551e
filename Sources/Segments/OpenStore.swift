internal import DuckDB
internal import EventLog
internal import Events
internal import Synchronization
internal import Threads

extension EventStore {
  /// Opens the store after any end of the process (docs/data-on-disk.md, "Start"): manifest, ids,
  /// identities, the log above what is in parts, files that nothing names.
  package static func open(
    _ directory: consuming DataDirectory, settings: Settings
  ) async throws -> EventStore {
    let layout = directory.layout
    let store = directory.store
    let database = try await Database(
      .init(
        memoryLimit: settings.memoryLimit, threads: settings.threads, directory: layout.root,
        temporaryDirectory: layout.temporary))
    let writerConnection = try database.connect()
    let fileConnection = try database.connect()
    let retired = RetiredTables()
    let hot = HotGeneration(number: 1, retired: retired)
    // On the connection's thread, since it reads files and fills the table as it goes.
    let recovered = Mutex<Journal<POSIXDisk>?>(nil)
    try await writerConnection.run { session in
      try session.execute(hot.createStatement)
      try recovered.withLock { $0 = try recover(layout, store, hot, session) }
    }
    guard let journal = recovered.withLock({ $0.take() }) else { throw CancellationError() }
    try directory.upgradeFormat()
    return EventStore(
      journal: journal, directory: directory, database: database,
      writerConnection: writerConnection, fileConnection: fileConnection, retired: retired,
      settings: settings)
  }

  private static func recover(
    _ layout: DataLayout, _ store: UUIDValue, _ hot: HotGeneration, _ session: Session
  ) throws -> Journal<POSIXDisk> {
    let disk = POSIXDisk()
    var manifestLog = try ManifestLog(
      disk: disk, directory: layout.manifest, store: store, isNew: try layout.isEmpty(disk)
    ) { (manifest) throws(DiskError) in try layout.addSeals(to: &manifest, disk) }
    let storage = IdentifierStorage(
      disk: disk, directory: layout.identifiers, temporary: layout.temporary, store: store)
    let engine = DuckDBRows(session: session)
    if let change = try storage.rebuilt(manifestLog.manifest, layout, engine) {
      do throws(AppendError) { try manifestLog.commit(change) } catch {
        throw error.diskError(layout.manifest)
      }
    }
    let runs = try IdentifierRuns(opening: manifestLog.manifest.runs, in: storage)
    return try Journal.open(
      disk: disk, layout: layout, store: store, manifestLog: manifestLog,
      identifiers: KnownIdentifiers(runs), hot: hot
    ) {
      // A table is smaller than events by far, and DuckDB keeps to its limit.
      if hot.pendingCount >= rowsBeforeDrain { try hot.drain(session) }
    }
  }

  private static let rowsBeforeDrain = 20_000
}

extension IdentifierStorage {
  /// Makes the runs anew from the events' files where they lack ids or do not read.
  ///
  /// - Returns: the change that names them; nil where they are well.
  func rebuilt(
    _ manifest: Manifest, _ layout: DataLayout, _ engine: some RowEngine
  ) throws -> Manifest.Change? {
    // Damage of any kind is mended in the same way.
    let runs = try? IdentifierRuns(opening: manifest.runs, in: self)
    if let runs, runs.count >= manifest.rowCount { return nil }
    var rebuild = IdentifierRebuild(firstNumber: manifest.nextFile, in: self)
    let files = Catalog.files(of: manifest, layout, disk).filter { $0.isWhole() }.map(\.path)
    if !files.isEmpty {
      try engine.forEachIdentifier(files) { project, id, day in
        try rebuild.add(IdentifierEntry(project: project, id: id, day: day))
      }
    }
    let (run, next) = try rebuild.finish()
    try disk.syncDirectory(directory)
    return Manifest.Change(
      nextFile: next, addedRuns: run.map { [$0.description] } ?? [],
      removedRuns: manifest.runs.map(\.number))
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
