import EventLog
import Events
import Simulation

@testable import Segments

/// The store's durable half as it is shipped (journal, log, manifest, ids, identities, the writer
/// of segments, the catalogue) on a simulated disk, life after life, under one seed.
///
/// What is not shipped here: DuckDB's COPY, for which ``SimulatedRows`` stands in, and the actor
/// that calls the journal in this order. Both run in the kill loop against the real server.
struct StoreSimulation {
  /// Mistakes that a test plants to see them noticed.
  enum Mistake: String, CaseIterable, Sendable {
    case noFileSync, noDirectorySync, acknowledgedBeforeTheSync, identifiersForgotten,
      manifestBeforeParts, wentOnAfterAFailure, erasedInTheManifestAlone,
      eventsErasedAndTheirMergeNot
  }

  static let project = ProjectID(bits: 7)
  private static let store = UUIDValue(bits: 42)
  static let layout = DataLayout(root: "/data")
  private static let now = Instant("2026-11-23T12:00:00Z")!

  var disk: SimulatedDisk
  var ledger = StoreLedger()
  /// How often each kind of step was done.
  private(set) var steps: [String: Int] = [:]
  private var dice: Dice
  let mistake: Mistake?
  private var sent = 0
  private var generations = 0

  init(seed: UInt64, mistake: Mistake? = nil) throws {
    dice = Dice(seed: seed)
    self.mistake = mistake
    disk = SimulatedDisk(seed: seed)
    // As DataDirectory prepares it.
    for directory in Self.layout.directories { try disk.createDirectory(directory) }
    try disk.syncDirectory("/")
    try disk.syncDirectory(Self.layout.root)
    if mistake == .noFileSync { disk.ignore([.sync]) }
    if mistake == .noDirectorySync { disk.ignore([.syncDirectory]) }
  }

  // MARK: - The whole run

  /// Some lives that end at random places, and a last one that finds what the others left.
  mutating func run() throws {
    for _ in 0..<dice.number(1...5) {
      let failure = Self.failures[dice.number(0..<Self.failures.count)]
      // Some lives end before the start is through.
      let call = dice.number(1...(dice.chance(25) ? 40 : 400))
      if dice.chance(90) { disk.fail(call: call, with: failure) }
      try live { try $0.anything(&$1) }
      endLife(byPowerCut: dice.chance(60))
    }
    try live { _, _ in }
  }

  static let failures: [SimulatedDisk.Failure] = [
    .crashBefore, .crashAfter, .error(SimulatedDisk.inputOutputError),
    .error(SimulatedDisk.noSpace),
  ]

  /// The next process finds the disk that the last one left.
  mutating func endLife(byPowerCut: Bool) {
    disk = byPowerCut ? disk.afterPowerCut(&dice) : disk.afterKill()
  }

  /// Other dice from here on: the same past, another power cut.
  mutating func reseed(_ seed: UInt64) { dice = Dice(seed: seed) }

  /// A process from its start to its end, which a failure may bring.
  mutating func live(
    _ work: (inout StoreSimulation, inout Journal<SimulatedDisk>) throws -> Void
  ) throws {
    do {
      var journal = try start()
      try check(journal)
      try work(&self, &journal)
      try check(journal)
    } catch let violation as Violation {
      throw violation
    } catch {
      if disk.failedOperation == nil { throw Violation("without any fault: \(error)") }
    }
  }

  /// Every kind of step, in a fixed order: what the n-th call's loop goes through.
  mutating func everything(_ journal: inout Journal<SimulatedDisk>) throws {
    for round in 0..<4 {
      try accept(&journal, requests: 2)
      try flush(&journal)
      if round == 1 { try compact(&journal) }
    }
    try merge(&journal)
    try mergeParts(&journal)
    try compact(&journal)
    try erase(&journal, "p1")
    try accept(&journal, requests: 1)
    try rewriteErased(&journal)
    try rewriteErased(&journal)
    try expire(&journal)
    try journal.end()
  }

  private mutating func anything(_ journal: inout Journal<SimulatedDisk>) throws {
    for _ in 0..<dice.number(1...14) {
      switch dice.number(0..<13) {
      case 0...4: try accept(&journal, requests: dice.number(1...3))
      case 5, 6: try flush(&journal)
      case 7: try compact(&journal)
      case 8: try dice.chance(50) ? merge(&journal) : mergeParts(&journal)
      case 9:
        let user = dice.chance(60) ? "p\(dice.number(0..<4))" : "u\(dice.number(0...sent))"
        try erase(&journal, user)
      case 10: try rewriteErased(&journal)
      case 11: try dice.chance(50) ? expire(&journal) : mergeParts(&journal)
      default: try check(journal)
      }
    }
    if dice.chance(30) { try journal.end() }
  }

  // MARK: - Steps

  private mutating func start() throws -> Journal<SimulatedDisk> {
    let layout = Self.layout
    for name in try disk.list(layout.temporary) { try disk.remove(layout.temporary + "/" + name) }
    var manifestLog = try ManifestLog(
      disk: disk, directory: layout.manifest, store: Self.store, isNew: try layout.isEmpty(disk))
    let storage = IdentifierStorage(
      disk: disk, directory: layout.identifiers, temporary: layout.temporary, store: Self.store,
      filterMemory: dice.chance(50) ? 1 << 20 : 0)
    if let change = try storage.rebuilt(manifestLog.manifest, layout, SimulatedRows(disk: disk)) {
      ledger.identifiersMadeAnew()
      try manifestLog.commit(change)
      count("ids made anew")
    }
    let runs = try IdentifierRuns(
      opening: mistake == .identifiersForgotten ? [] : manifestLog.manifest.runs, in: storage)
    let sizes = [512, 4096, 16_384]
    return try Journal.open(
      disk: disk, layout: layout, store: Self.store, manifestLog: manifestLog,
      identifiers: KnownIdentifiers(runs), hot: generation(),
      settings: LogSettings(segmentSize: sizes[dice.number(0..<sizes.count)]))
  }

  private mutating func generation() -> HotGeneration {
    generations += 1
    return HotGeneration(number: generations, retired: RetiredTables())
  }

  /// Requests that wait for the disk together.
  private mutating func accept(
    _ journal: inout Journal<SimulatedDisk>, requests: Int
  ) throws {
    var waiting: [(entries: [Entry], duplicates: [Bool], group: UInt64)] = []
    for _ in 0..<requests {
      let entries = (0..<dice.number(1...4)).map { _ in entry() }
      ledger.send(entries)
      let (duplicates, group) = try journal.add(entries)
      waiting.append((entries, duplicates, group))
      if mistake == .acknowledgedBeforeTheSync {
        try ledger.acknowledge(entries, duplicates: duplicates)
      }
    }
    // A flush may begin while they wait.
    if dice.chance(20) { try flush(&journal) }
    var wasRefused = false
    for request in waiting {
      wasRefused = false
      do throws(StoreError) {
        try journal.settle(request.group)
      } catch {
        if error == .full {
          wasRefused = true
          continue
        }
        if mistake == .wentOnAfterAFailure {
          try ledger.acknowledge(request.entries, duplicates: request.duplicates)
        }
        throw error
      }
      if mistake != .acknowledgedBeforeTheSync {
        try ledger.acknowledge(request.entries, duplicates: request.duplicates)
      }
    }
    if !waiting.isEmpty, journal.lacksSpace != wasRefused {
      throw Violation("the journal says that it lacks space: \(journal.lacksSpace)")
    }
    count("requests")
  }

  /// A new event, one that was sent before, or an identification.
  private mutating func entry() -> Entry {
    if dice.chance(10) {
      sent += 1
      return .identification(
        Identification(
          project: Self.project, anonymousID: "a\(sent)", userID: "u\(sent)", traits: [],
          received: Self.now))
    }
    let isRetry = sent > 0 && dice.chance(30)
    if !isRetry { sent += 1 }
    let number = isRetry ? dice.number(1...sent) : sent
    // A day that is open, or one of three that are closed; always the same for a number.
    let time = Self.now.advanced(bySeconds: -86_400 * Double(number % 4) - Double(number))
    return .event(
      Event(
        project: Self.project, id: EventID(bits: UInt128(number)), type: "e",
        userID: "p\(number / 2 % 4)",
        properties: [Property("k", String(repeating: "x", count: number * 37 % 500))],
        time: time))
  }

  mutating func flush(_ journal: inout Journal<SimulatedDisk>) throws {
    if journal.hasSomethingToCut { try journal.cut(next: generation()) }
    while let cut = journal.cuts.first {
      do {
        try flush(cut, &journal)
      } catch {
        // Tried again at the next flush, unless the process has to end.
        if journal.failure != nil || !disk.isAlive { throw error }
        return
      }
    }
  }

  private mutating func flush(
    _ cut: Journal<SimulatedDisk>.Cut, _ journal: inout Journal<SimulatedDisk>
  ) throws {
    let first = journal.manifest.nextFile
    let storage = journal.identifierRuns.storage
    func write(_ disk: SimulatedDisk) throws -> ([PartFile], IdentifierRun?) {
      var storage = storage
      storage.disk = disk
      let writer = SegmentWriter(
        layout: Self.layout, disk: disk, engine: SimulatedRows(disk: disk))
      let parts = try writer.parts(
        of: cut.generation, openFrom: EventStore.firstOpenDay(Self.now), firstFile: first)
      let number = first + UInt64(parts.count)
      return (parts, try writer.run(of: cut.identifiers, number: number, in: storage))
    }
    let isTooEarly = mistake == .manifestBeforeParts
    let (parts, run) = try write(isTooEarly ? disk.afterKill() : disk)
    try journal.commit(
      Manifest.Change(
        flushed: cut.last, nextFile: first + UInt64(parts.count) + 1, addedParts: parts),
      completing: .init(cut: cut, run: run))
    if isTooEarly { _ = try write(disk) }
    count("flushes")
  }

  private mutating func compact(_ journal: inout Journal<SimulatedDisk>) throws {
    let layout = Self.layout
    let manifest = journal.manifest
    let openDay = EventStore.firstOpenDay(Self.now)
    do {
      try layout.publishMissing(manifest, disk)
      let parts = manifest.parts.filter { $0.contents.allSatisfy { $0.day < openDay } }
      guard !parts.isEmpty else { return }
      let writer = SegmentWriter(
        layout: layout, disk: disk, engine: SimulatedRows(disk: disk))
      let days = try writer.days(from: parts, manifest)
      try journal.commit(
        Manifest.Change(
          nextFile: manifest.nextFile + 1, removedParts: parts.map(\.name), setDays: days))
      for day in days { try layout.publish(day, disk) }
      count("compactions")
    } catch {
      if journal.failure != nil || !disk.isAlive { throw error }
    }
  }

  private mutating func merge(_ journal: inout Journal<SimulatedDisk>) throws {
    let runs = journal.identifierRuns.nextMerge
    guard !runs.isEmpty else { return }
    do {
      let storage = journal.identifierRuns.storage
      let merged = try IdentifierMerge.merge(
        runs, number: journal.manifest.nextFile, in: storage)
      try disk.syncDirectory(storage.directory)
      try journal.replaceRuns(runs.map(\.description), with: merged)
      count("merges of ids")
    } catch {
      if journal.failure != nil || !disk.isAlive { throw error }
    }
  }

  private mutating func mergeParts(_ journal: inout Journal<SimulatedDisk>) throws {
    let manifest = journal.manifest
    let parts = PartFile.nextMerge(
      of: manifest.parts, openFrom: EventStore.firstOpenDay(Self.now))
    guard !parts.isEmpty else { return }
    do {
      let writer = SegmentWriter(
        layout: Self.layout, disk: disk, engine: SimulatedRows(disk: disk))
      let merged = try writer.part(merging: parts, manifest)
      try journal.commit(
        Manifest.Change(
          nextFile: manifest.nextFile + 1, addedParts: [merged], removedParts: parts.map(\.name)))
      count("merges of parts")
    } catch {
      if journal.failure != nil || !disk.isAlive { throw error }
    }
  }

  mutating func count(_ step: String) { steps[step, default: 0] += 1 }

  // MARK: - The oracle

  /// What a query sees now is what was promised.
  private mutating func check(_ journal: borrowing Journal<SimulatedDisk>) throws {
    let range = Instant("2000-01-01T00:00:00Z")!..<Instant("2100-01-01T00:00:00Z")!
    let snapshot = journal.catalog.snapshot(Self.project, range)
    let rows = SimulatedRows(disk: disk)
    var seen: [Event] = []
    for file in snapshot.files {
      guard file.isWhole() else {
        // A read that is made to fail is damage while it lasts.
        if disk.failedOperation != nil { return }
        throw Violation("\(file.path) is not what was written")
      }
      let erased = mistake == .erasedInTheManifestAlone ? [] : snapshot.erased[file.path] ?? []
      seen += try rows.events(in: file.path).filter { !erased.contains($0.userID) }
    }
    seen += snapshot.hot.flatMap(\.waiting)
    try ledger.check(seen, journal.identities)
    if snapshot.isPartial { throw Violation("nothing was damaged, and the answer is partial") }
  }
}
