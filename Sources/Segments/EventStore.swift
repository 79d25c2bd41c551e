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
  /// The disk is full; works again as soon as there is space.
  case full
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

    /// Of a row in memory, on its way and in its table: about as much was measured.
    private static let bytesPerHotRow = 512

    package init(
      flushRows: Int = 100_000, flushSeconds: Int = 60, memoryLimit: Int = 512 << 20,
      threads: Int = 2, maximumHotRows: Int? = nil
    ) {
      self.flushRows = flushRows
      self.flushSeconds = flushSeconds
      self.memoryLimit = memoryLimit
      self.threads = threads
      // A batch of the largest size is always taken.
      self.maximumHotRows = maximumHotRows ?? max(20_000, memoryLimit / Self.bytesPerHotRow)
    }
  }

  package nonisolated let layout: DataLayout
  nonisolated let store: UUIDValue
  package nonisolated let settings: Settings
  package nonisolated let database: Database
  package nonisolated let identities: Identities
  package nonisolated let recovery: LogRecovery
  package nonisolated let live: LiveFeed<Event>
  nonisolated let catalog: Catalog
  nonisolated let retired: RetiredTables
  /// The one connection that creates, fills and drops tables.
  nonisolated let writerConnection: Connection
  /// The one that writes files, which may take long; recent events become visible meanwhile.
  nonisolated let fileConnection: Connection
  nonisolated let identifierStorage: IdentifierStorage
  nonisolated let files: FileChecker

  private let thread = DedicatedThread(name: "event-store")
  private let directory: DataDirectory
  private var journal: Journal<POSIXDisk>
  /// Whether a day file may be without its name under `events/`.
  var mayLackPublishing = false
  /// What the published lists of joined ids say; nothing is known of those of another process.
  var publishedPersons: [ProjectID: Persons.Version] = [:]
  private var nextGeneration: Int
  let maintenance = AsyncLock()

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  init(
    journal: consuming Journal<POSIXDisk>, directory: consuming DataDirectory,
    database: Database, writerConnection: Connection, fileConnection: Connection,
    retired: RetiredTables, settings: Settings
  ) {
    self.settings = settings
    self.database = database
    store = directory.store
    self.writerConnection = writerConnection
    self.fileConnection = fileConnection
    identifierStorage = journal.identifierRuns.storage
    self.retired = retired
    layout = journal.layout
    identities = journal.identities
    catalog = journal.catalog
    recovery = journal.recovery
    live = journal.live
    files = FileChecker(journal.catalog)
    nextGeneration = journal.catalog.current.number + 1
    self.directory = directory
    self.journal = journal
  }

  /// Makes entries durable; returns when they are.
  ///
  /// - Returns: for each entry, whether it was there already (I6: the same id counts once).
  package func accept(_ entries: [Entry]) async throws(StoreError) -> [Bool] {
    if let failure = journal.failure { throw failure }
    if unflushedRows + entries.count > settings.maximumHotRows { throw .overloaded }
    let (duplicates, group) = try journal.add(entries)
    // Others that wait for this thread get in and share the sync.
    await Task.yield()
    try journal.settle(group)
    return duplicates
  }

  // MARK: - For the flush

  /// Ends the current table and log segment, so that both can be turned into parts.
  func cut() async throws {
    if let failure = journal.failure { throw failure }
    guard journal.hasSomethingToCut else { return }
    let next = HotGeneration(number: nextGeneration, retired: retired)
    nextGeneration += 1
    try await writerConnection.run { (session) throws(DuckDBError) in
      try session.execute(next.createStatement)
    }
    try journal.cut(next: next)
  }

  var oldestCut: Journal<POSIXDisk>.Cut? { journal.cuts.first }

  func commit(
    _ change: Manifest.Change, completing completion: Journal<POSIXDisk>.Completion? = nil
  ) throws(StoreError) {
    try journal.commit(change, completing: completion)
  }

  var identifierRuns: IdentifierRuns { journal.identifierRuns }

  func replaceRuns(
    _ old: [IdentifierRunDescription], with run: IdentifierRun?
  ) throws(StoreError) {
    try journal.replaceRuns(old, with: run)
  }

  func erase(_ users: ErasedUsers, _ change: Manifest.Change) throws(StoreError) -> Bool {
    try journal.erase(users, change)
  }

  /// The process is about to stop in good order.
  package func end() throws(StoreError) { try journal.end() }

  // MARK: - For queries

  /// A view of a project's events that counts each once, with everything that was acknowledged
  /// before the call.
  package nonisolated func snapshot(
    of project: ProjectID, _ range: Range<Instant>
  ) async throws -> Snapshot {
    try await drain()
    return await files.whole(catalog.snapshot(project, range))
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

  var hasSomethingToFlush: Bool { journal.hasSomethingToFlush }

  /// Rows that wait for the next part.
  package var unflushedRows: Int { journal.unflushedRows }

  /// Rows in parts and day files.
  package nonisolated var storedRows: Int { catalog.manifest.rowCount }

  /// Acknowledged records that damage to the log has cost.
  package nonisolated var lostRecords: Int {
    catalog.manifest.losses.reduce(0) { $0 + $1.records }
  }

  /// Files that are not what was written, as far as they have been read.
  package nonisolated var damagedFiles: [SegmentFile] { files.damaged }

  /// Whether new events can be taken: nil, or what is wrong.
  package var problem: StoreError? { journal.failure }

  /// Whether the last events were refused because the disk is full; the next ones may be taken.
  package var lacksSpace: Bool { journal.lacksSpace }
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
