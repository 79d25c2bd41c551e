package import DuckDB
package import EventLog
package import Events
internal import Threads

/// Why entries were not taken. Nothing of the request is stored, and a retry is always safe.
package enum StoreError: Error, Sendable, Equatable {
  /// The disk failed: the process must end, recovery decides what is there.
  case failed(String)
  /// More waits for Parquet than memory allows; retry after a few seconds.
  case overloaded
}

/// The one writer: takes entries, makes them durable in commit groups, hands them to queries.
///
/// An actor on its own thread, since it waits for the disk. `accept` returns after the sync, so a
/// 200 that follows it is a promise kept.
package actor EventStore {
  package struct Settings: Sendable {
    /// Rows after which a part is written.
    package var flushRows: Int
    /// Seconds after which a part is written though fewer rows wait.
    package var flushSeconds: Int
    /// Bytes of DuckDB's memory, queries and recent events together.
    package var memoryLimit: Int
    package var threads: Int
    /// Rows that may wait in memory before clients are asked to come back later.
    package var maximumHotRows: Int

    package init(
      flushRows: Int = 100_000, flushSeconds: Int = 60, memoryLimit: Int = 512 << 20,
      threads: Int = 2, maximumHotRows: Int = 4_000_000
    ) {
      self.flushRows = flushRows
      self.flushSeconds = flushSeconds
      self.memoryLimit = memoryLimit
      self.threads = threads
      self.maximumHotRows = maximumHotRows
    }
  }

  package nonisolated let layout: DataLayout
  package nonisolated let settings: Settings
  package nonisolated let database: Database
  package nonisolated let identities: Identities
  package nonisolated let recovery: LogRecovery
  nonisolated let catalog: Catalog
  nonisolated let retired: RetiredTables
  /// The one connection that creates, fills and drops tables, and writes files.
  nonisolated let writerConnection: Connection

  private let thread: DedicatedThread
  private let directory: DataDirectory
  private var log: LogWriter<POSIXDisk>
  private var manifestLog: ManifestLog<POSIXDisk>
  private var identityFile: IdentityFile<POSIXDisk>
  private var identifiers: IdentifierIndex
  private var groups = GroupCommit()
  private var committedGroup: UInt64 = 0
  private var failure: StoreError?
  /// Identifications since the last flush.
  private var newIdentifications: [Identification]
  /// Events since the last cut.
  private var hotRows: Int
  /// What was cut and is not yet in parts, oldest first: a flush that failed is tried again before
  /// the log may forget anything after it.
  private(set) var cuts: [Cut] = []
  /// Whether a day file may be without its name under `events/`.
  var mayLackPublishing = false
  private var nextGeneration: Int
  let maintenance = AsyncLock()

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  init(
    parts: consuming OpenedStore, thread: DedicatedThread, settings: Settings
  ) {
    self.thread = thread
    self.settings = settings
    layout = parts.directory.layout
    database = parts.database
    identities = parts.identities
    catalog = parts.catalog
    retired = parts.retired
    writerConnection = parts.writerConnection
    recovery = parts.log.recovery
    identifiers = parts.identifiers
    newIdentifications = parts.newIdentifications
    hotRows = parts.hotRows
    nextGeneration = parts.catalog.current.number + 1
    directory = parts.directory
    log = parts.log
    manifestLog = parts.manifestLog
    identityFile = parts.identityFile
  }

  /// Makes entries durable; returns when they are.
  ///
  /// - Returns: for each entry, whether it was there already (I6: the same id counts once).
  package func accept(_ entries: [Entry]) async throws(StoreError) -> [Bool] {
    if let failure { throw failure }
    if unflushedRows + entries.count > settings.maximumHotRows { throw .overloaded }
    var duplicates = [Bool](repeating: false, count: entries.count)
    var fresh: [Entry] = []
    fresh.reserveCapacity(entries.count)
    var encoded = ByteWriter(capacity: entries.count * 192)
    for (place, entry) in entries.enumerated() {
      if case .event(let event) = entry, !identifiers.insert(event.project, event.id) {
        duplicates[place] = true
      } else {
        fresh.append(entry)
        EntryCodec.encode(entry, into: &encoded)
      }
    }
    // A duplicate's original may still wait for the disk: its answer waits with it.
    let group =
      fresh.isEmpty ? groups.lastNumber : groups.add(fresh, encoded: encoded.bytes)
    // Others that wait for this thread get in and share the sync.
    await Task.yield()
    while committedGroup < group {
      if let failure { throw failure }
      commitNextGroup()
    }
    return duplicates
  }

  private func commitNextGroup() {
    guard let group = groups.takeFirst() else { return }
    do {
      _ = try log.append(count: group.entries.count, payload: group.payload.bytes)
    } catch {
      failure = .failed(error.description)
      return
    }
    committedGroup = group.number
    var events: [Event] = []
    events.reserveCapacity(group.entries.count)
    for entry in group.entries {
      switch entry {
      case .event(let event): events.append(event)
      case .identification(let identification):
        identities.apply(identification)
        newIdentifications.append(identification)
      }
    }
    hotRows += events.count
    catalog.current.add(events)
  }

  // MARK: - For the flush

  /// The rows of one flush: a table that takes no more, and the last record in it.
  struct Cut: Sendable {
    var generation: HotGeneration
    var rows: Int
    var last: UInt64
    var identifications: [Identification]
  }

  /// Ends the current table and log segment, so that both can be turned into parts.
  func cut() async throws {
    if let failure { throw failure }
    guard hotRows > 0 || !newIdentifications.isEmpty else { return }
    let next = HotGeneration(number: nextGeneration, retired: retired)
    nextGeneration += 1
    try await writerConnection.run { (session) throws(DuckDBError) in
      try session.execute(next.createStatement)
    }
    // From here to the return nothing is awaited: no row can slip between the two tables.
    let sealed = catalog.current
    catalog.begin(next)
    log.rotate()
    cuts.append(
      Cut(
        generation: sealed, rows: hotRows, last: log.next - 1,
        identifications: newIdentifications))
    hotRows = 0
    newIdentifications = []
  }

  /// Commits a change to the manifest and puts it into force; `cut` is what it makes durable in
  /// parts, the oldest of `cuts`.
  func commit(_ change: Manifest.Change, completing cut: Cut? = nil) throws {
    if let failure { throw failure }
    do {
      try identityFile.append(cut?.identifications ?? [])
      try manifestLog.commit(change)
      catalog.apply(change, sealed: cut?.generation)
      if cut != nil { cuts.removeFirst() }
      if let flushed = change.flushed { try log.removeSegments(through: flushed) }
    } catch {
      failure = .failed(error.description)
      throw StoreError.failed(error.description)
    }
  }

  // MARK: - For queries

  /// A view of a project's events that counts each once, with everything that was acknowledged
  /// before the call.
  package nonisolated func snapshot(
    of project: ProjectID, _ range: Range<Instant>
  ) async throws -> Snapshot {
    try await drain()
    return catalog.snapshot(project, range)
  }

  /// Moves what is pending into the tables that queries read.
  nonisolated func drain() async throws(DuckDBError) {
    let generations = catalog.hotGenerations
    guard generations.contains(where: { $0.pendingCount > 0 }) else { return }
    let retired = retired
    try await writerConnection.run { (session) throws(DuckDBError) in
      for generation in generations { try generation.drain(session) }
      try retired.drop(session)
    }
  }

  var hasSomethingToFlush: Bool {
    hotRows > 0 || !newIdentifications.isEmpty || !cuts.isEmpty
  }

  /// Rows that wait for the next part.
  package var unflushedRows: Int { cuts.reduce(hotRows) { $0 + $1.rows } }

  /// Rows in parts and day files.
  package nonisolated var storedRows: Int { catalog.manifest.rowCount }

  /// Whether new events can be taken: nil, or what is wrong.
  package var problem: StoreError? { failure }
}

/// Lets one task at a time through, in the order in which they came.
actor AsyncLock {
  private var isHeld = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func run<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    if isHeld {
      await withCheckedContinuation { waiting.append($0) }
    } else {
      isHeld = true
    }
    defer {
      if waiting.isEmpty { isHeld = false } else { waiting.removeFirst().resume() }
    }
    return try await body()
  }
}
