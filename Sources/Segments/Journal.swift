internal import EventLog
internal import Events

/// The durable half of the store: what is acknowledged, which ids are there, which files count.
///
/// Neither threads nor DuckDB: every change to the disk goes through ``Disk``, so that a simulated
/// one can drop, tear and refuse it. The store's thread owns it.
struct Journal<D: Disk>: ~Copyable {
  let disk: D
  let layout: DataLayout
  let catalog: Catalog
  let identities: Identities
  let recovery: LogRecovery
  let live = LiveFeed<Event>()

  private var log: LogWriter<D>
  private var manifestLog: ManifestLog<D>
  private var identityFile: IdentityFile<D>
  private var identifiers: KnownIdentifiers
  private var groups = GroupCommit()
  /// Every group up to this one is either committed or refused.
  private var settledGroup: UInt64 = 0
  /// Groups that were refused for want of space.
  private var refusedGroups: [ClosedRange<UInt64>] = []
  /// Set for good when the disk fails: what is there can only be said after a new start.
  private(set) var failure: StoreError?
  /// Identifications since the last cut.
  private var newIdentifications: [Identification] = []
  /// Events since the last cut.
  private(set) var hotRows = 0
  /// What was cut and is not yet in parts, oldest first: a flush that failed is tried again before
  /// the log may forget anything after it.
  private(set) var cuts: [Cut] = []

  /// The rows of one flush: a table that takes no more, and the last record in it.
  struct Cut: Sendable {
    var generation: HotGeneration
    var rows: Int
    var last: UInt64
    var identifications: [Identification]
    var identifiers: IdentifierGeneration
  }

  /// A cut whose rows are in files, and the run with their ids.
  struct Completion: Sendable {
    var cut: Cut
    var run: IdentifierRun?
  }

  /// Recovers what the last process left: identities, the log above what is in parts, strays.
  ///
  /// - Parameter replayed: is called after each commit group that went to `hot`.
  static func open(
    disk: D, layout: DataLayout, store: UUIDValue, manifestLog: consuming ManifestLog<D>,
    identifiers: KnownIdentifiers, hot: HotGeneration,
    settings: LogSettings = LogSettings(), replayed: () throws -> Void = {}
  ) throws -> Journal {
    let manifest = manifestLog.manifest
    let isTorn = manifestLog.isTorn
    let identities = Identities()
    var forgotten = manifest.forgotten[...]
    let identityFile = try IdentityFile(
      disk: disk, directory: layout.identities, store: store, committed: manifest.identifications
    ) { number, identification in
      while let next = forgotten.first, next.through < number {
        identities.forget(next.erased)
        forgotten.removeFirst()
      }
      identities.apply(identification)
    }
    for users in forgotten { identities.forget(users.erased) }
    var hotRows = 0
    var newIdentifications: [Identification] = []
    var identifiers = identifiers
    let log = try LogReader.open(
      layout.log, disk: disk, store: store, flushed: manifest.flushed, settings: settings
    ) { _, entries in
      var events: [Event] = []
      for entry in entries {
        switch entry {
        case .event(let event):
          if try identifiers.insert(event) { events.append(event) }
        case .identification(let identification):
          identities.apply(identification)
          newIdentifications.append(identification)
        }
      }
      hotRows += events.count
      hot.add(events)
      try replayed()
    }
    if let oldest = log.recovery.oldest, oldest > manifest.flushed + 1 {
      throw DataDirectoryError.manifestBehindLog(flushed: manifest.flushed, oldest: oldest)
    }
    var journal = Journal(
      disk: disk, layout: layout,
      catalog: Catalog(layout: layout, disk: disk, manifest: manifest, hot: hot),
      identities: identities, recovery: log.recovery, log: log, manifestLog: manifestLog,
      identityFile: identityFile, identifiers: identifiers)
    journal.newIdentifications = newIdentifications
    journal.hotRows = hotRows
    try journal.recordLosses()
    try layout.clearStrays(manifest, keeps: isTorn, disk)
    try layout.publishMissing(manifest, disk)
    return journal
  }

  private init(
    disk: D, layout: DataLayout, catalog: Catalog, identities: Identities, recovery: LogRecovery,
    log: consuming LogWriter<D>, manifestLog: consuming ManifestLog<D>,
    identityFile: consuming IdentityFile<D>, identifiers: KnownIdentifiers
  ) {
    self.disk = disk
    self.layout = layout
    self.catalog = catalog
    self.identities = identities
    self.recovery = recovery
    self.log = log
    self.manifestLog = manifestLog
    self.identityFile = identityFile
    self.identifiers = identifiers
  }

  /// Damage to the log is known for good, also when the log is gone.
  private mutating func recordLosses() throws {
    let known = Set(manifestLog.manifest.losses)
    let losses = recovery.missing.map { Loss(first: $0.first, records: $0.count) }
    let new = losses.filter { !known.contains($0) }
    guard !new.isEmpty else { return }
    try commit(Manifest.Change(nextFile: manifestLog.manifest.nextFile, addedLosses: new))
  }

  // MARK: - Taking entries

  /// Gives entries to the next commit group.
  ///
  /// - Returns: for each entry, whether it was there already; and the group that must be committed
  ///   before anyone is told so.
  mutating func add(
    _ entries: [Entry]
  ) throws(StoreError) -> (duplicates: [Bool], group: UInt64) {
    if let failure { throw failure }
    var duplicates = [Bool](repeating: false, count: entries.count)
    var fresh: [Entry] = []
    fresh.reserveCapacity(entries.count)
    var encoded = ByteWriter(capacity: entries.count * 192)
    for (place, entry) in entries.enumerated() {
      if case .event(let event) = entry, try isKnown(event) {
        duplicates[place] = true
      } else {
        fresh.append(entry)
        EntryCodec.encode(entry, into: &encoded)
      }
    }
    // A duplicate's original may still wait for the disk: its answer waits with it.
    let group = fresh.isEmpty ? groups.lastNumber : groups.add(fresh, encoded: encoded.bytes)
    return (duplicates, group)
  }

  private mutating func isKnown(_ event: Event) throws(StoreError) -> Bool {
    do {
      return try !identifiers.insert(event)
    } catch {
      // Made again from the events' files at the next start, which finds it gone.
      if let damaged = error as? DamagedFile { try? layout.quarantine(damaged.path, disk) }
      let failure = StoreError.failed("\(error)")
      self.failure = failure
      throw failure
    }
  }

  /// Commits what waits until `group` is settled.
  mutating func settle(_ group: UInt64) throws(StoreError) {
    while settledGroup < group {
      if let failure { throw failure }
      commitNextGroup()
    }
    if refusedGroups.contains(where: { $0.contains(group) }) { throw .full }
  }

  /// Whether the last group was refused because the disk is full.
  var lacksSpace: Bool { refusedGroups.last?.upperBound == settledGroup }

  private mutating func commitNextGroup() {
    guard let group = groups.takeFirst() else { return }
    do throws(AppendError) {
      _ = try log.append(count: group.entries.count, payload: group.payload.bytes)
    } catch {
      switch error {
      case .full: refuseAll(from: group)
      case .failed(let error): failure = .failed(error.description)
      }
      return
    }
    settledGroup = group.number
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
    live.publish(events)
  }

  /// Refuses a group and all that wait behind it: one of those may hold a duplicate of an event
  /// that is refused here.
  private mutating func refuseAll(from first: GroupCommit.Group) {
    var next: GroupCommit.Group? = first
    while let group = next {
      for case .event(let event) in group.entries { identifiers.remove(event.project, event.id) }
      settledGroup = group.number
      next = groups.takeFirst()
    }
    if let last = refusedGroups.last, last.upperBound + 1 == first.number {
      refusedGroups[refusedGroups.count - 1] = last.lowerBound...settledGroup
    } else {
      refusedGroups.append(first.number...settledGroup)
    }
  }

  // MARK: - Files

  /// Ends the current table and log segment, so that both can be turned into parts.
  ///
  /// What waits for the disk is committed first: its ids must not be in a run before it is in the
  /// log, or recovery would take it for a duplicate.
  ///
  /// - Parameter next: the table for what comes from now on.
  mutating func cut(next: HotGeneration) throws(StoreError) {
    while settledGroup < groups.lastNumber {
      if let failure { throw failure }
      commitNextGroup()
    }
    let sealed = catalog.current
    catalog.begin(next)
    log.rotate()
    cuts.append(
      Cut(
        generation: sealed, rows: hotRows, last: log.next - 1,
        identifications: newIdentifications, identifiers: identifiers.seal()))
    hotRows = 0
    newIdentifications = []
  }

  /// Commits a change to the manifest and puts it into force.
  ///
  /// - Parameter completion: what the change makes durable in files, the oldest of `cuts`.
  mutating func commit(
    _ change: Manifest.Change, completing completion: Completion? = nil
  ) throws(StoreError) {
    if let failure { throw failure }
    var change = change
    do throws(AppendError) {
      if let completion {
        try identityFile.append(completion.cut.identifications)
        change.identifications = identityFile.count
        if let run = completion.run { change.addedRuns = [run.description] }
      }
      try manifestLog.commit(change)
    } catch {
      // Without space nothing was begun, or identifications stand there twice, which is once.
      guard case .failed(let error) = error else { throw .full }
      throw failed(error)
    }
    catalog.apply(change, sealed: completion?.cut.generation)
    if let completion {
      cuts.removeFirst()
      let (cut, run) = (completion.cut, completion.run)
      try withIdentifiers { try $0.adopt(run, sealed: cut.identifiers) }
    }
    guard let flushed = change.flushed else { return }
    do throws(DiskError) { try log.removeSegments(through: flushed) } catch { throw failed(error) }
  }

  /// Erases a person whose events of before the last cut are all in files: in one commit their rows
  /// there and what was known of them are gone.
  ///
  /// - Returns: false where the person has changed since the cut; nothing was done then.
  mutating func erase(
    _ users: ErasedUsers, _ change: Manifest.Change
  ) throws(StoreError) -> Bool {
    if let failure { throw failure }
    let ids = Set(users.users.map(ByteString.init))
    let hasChanged = newIdentifications.contains { identification in
      identification.project == users.project
        && (ids.contains(ByteString(identification.userID))
          || identification.anonymousID.map { ids.contains(ByteString($0)) } == true)
    }
    if hasChanged { return false }
    var change = change
    change.addedForgotten = [
      ForgottenUsers(
        project: users.project, users: users.users, through: identityFile.count)
    ]
    try commit(change)
    identities.forget(users)
    return true
  }

  /// Commits a merge of runs and removes the old ones.
  mutating func replaceRuns(
    _ old: [IdentifierRunDescription], with run: IdentifierRun?
  ) throws(StoreError) {
    try commit(
      Manifest.Change(
        nextFile: manifest.nextFile + 1, addedRuns: run.map { [$0.description] } ?? [],
        removedRuns: old.map(\.number)))
    try withIdentifiers { try $0.replace(old, with: run) }
    for run in old {
      // A file that stays is found and removed at the next start.
      try? disk.remove(identifierRuns.storage.path(of: run))
    }
  }

  /// A filter that can't be read ends the process like any failed disk.
  private mutating func withIdentifiers(
    _ body: (inout KnownIdentifiers) throws -> Void
  ) throws(StoreError) {
    do { try body(&identifiers) } catch {
      let failure = StoreError.failed("\(error)")
      self.failure = failure
      throw failure
    }
  }

  var identifierRuns: IdentifierRuns { identifiers.runs }

  /// Says that nothing more comes, so that what rots from now on is found out.
  mutating func end() throws(StoreError) {
    if let failure { throw failure }
    do throws(AppendError) { try log.end() } catch {
      guard case .failed(let error) = error else { return }
      throw failed(error)
    }
  }

  private mutating func failed(_ error: DiskError) -> StoreError {
    let failure = StoreError.failed(error.description)
    self.failure = failure
    return failure
  }

  var manifest: Manifest { manifestLog.manifest }

  /// Events that wait for parts.
  var unflushedRows: Int { cuts.reduce(hotRows) { $0 + $1.rows } }

  var hasSomethingToFlush: Bool { hotRows > 0 || !newIdentifications.isEmpty || !cuts.isEmpty }

  var hasSomethingToCut: Bool { hotRows > 0 || !newIdentifications.isEmpty }
}

extension DataLayout {
  /// Removes files that no manifest names: a crash came between writing and committing them.
  ///
  /// - Parameter keeps: they may be what a change named that no longer reads; they are put aside.
  func clearStrays(_ manifest: Manifest, keeps: Bool, _ disk: some Disk) throws(DiskError) {
    var named = Set(manifest.parts.map { path(of: $0) })
    named.formUnion(manifest.days.values.map { path(of: $0) })
    var present: Set<String> = []
    for name in try disk.list(parts) { present.insert(parts + "/" + name) }
    for project in try disk.list(days) {
      let directory = days + "/" + project
      for name in try disk.list(directory) { present.insert(directory + "/" + name) }
    }
    let keeps = keeps || !named.isSubset(of: present)
    named.formUnion(manifest.runs.map { identifiers + "/" + $0.name })
    for name in try disk.list(identifiers) { present.insert(identifiers + "/" + name) }
    for path in present.subtracting(named).sorted() {
      if keeps { try quarantine(path, disk) } else { try disk.remove(path) }
    }
  }
}
