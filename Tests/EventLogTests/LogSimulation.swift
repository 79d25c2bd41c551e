import EventLog
import Events
import Simulation

/// The shipped log on a simulated disk, life after life of the process, under one seed.
///
/// It is driven as the store drives it: groups through ``GroupCommit``, a rotation at a flush,
/// segments removed once `flushed` is durable elsewhere, nothing after an error.
struct LogSimulation {
  /// Mistakes that a test plants to see them noticed.
  enum Mistake: String, CaseIterable, Sendable {
    case noFileSync, noDirectorySync, noSyncOfWhatIsReplayed, acknowledgedBeforeTheSync,
      acknowledgedInSpiteOfAnError, wentOnAfterAnError, replayedTwice, replayedHalf,
      removedBeforeTheFlush
  }

  private static let directory = "/data/log"
  private(set) var disk: SimulatedDisk
  private(set) var ledger = LogLedger()
  private var dice: Dice
  private let mistake: Mistake?
  /// Whether a process may follow one whose sync failed without a power cut between them.
  private let survivesFailedSync: Bool
  private let segmentSize: Int
  private var sent = 0
  /// Whether the disk was full in this life.
  private var wasFull = false

  init(seed: UInt64, mistake: Mistake? = nil, survivesFailedSync: Bool = false) throws {
    dice = Dice(seed: seed)
    self.mistake = mistake
    self.survivesFailedSync = survivesFailedSync
    segmentSize = [512, 2048, 8192, 16_384][dice.number(0..<4)]
    disk = SimulatedDisk(seed: seed)
    // The store makes its directories durable with its FORMAT, before the log is opened.
    try disk.createDirectory("/data")
    try disk.createDirectory(Self.directory)
    try disk.syncDirectory("/")
    try disk.syncDirectory("/data")
  }

  // MARK: - The whole run

  /// Some lives that end at random places, and a last one that finds what the others left.
  mutating func run() throws {
    for _ in 0..<dice.number(1...6) {
      try liveWithFault()
      endLife(byPowerCut: dice.chance(60))
    }
    try live()
  }

  mutating func liveWithFault() throws {
    // A third of the lives ends before the start is through.
    let call = dice.number(1...(dice.chance(33) ? 12 : 60))
    let failure = Self.failures[dice.number(0..<Self.failures.count)]
    if dice.chance(90) { disk.fail(call: call, with: failure) }
    try live()
  }

  static let failures: [SimulatedDisk.Failure] = [
    .crashBefore, .crashAfter, .error(SimulatedDisk.inputOutputError),
    .error(SimulatedDisk.noSpace),
  ]

  /// The next process finds the disk that the last one left.
  mutating func endLife(byPowerCut: Bool) {
    let mustCut = disk.hasDroppedPages && !survivesFailedSync
    disk = byPowerCut || mustCut ? disk.afterPowerCut(&dice) : disk.afterKill()
  }

  /// What the log asks of a disk; a rename keeps a segment of which a crash left only torn bytes.
  static let operations: [SimulatedDisk.Operation] = [
    .createDirectory, .list, .create, .open, .size, .allocate, .write, .read, .sync, .rename,
    .remove, .syncDirectory, .truncate, .freeBytes,
  ]

  /// Other dice from here on: the same past, another power cut.
  mutating func reseed(_ seed: UInt64) { dice = Dice(seed: seed) }

  /// Lets a bit of the log rot; says where.
  mutating func flipBit(at places: Range<Int>) -> String {
    disk.flipBit(in: Self.directory, at: places, &dice).map { "\($0.path), bit \($0.bit)" } ?? ""
  }

  /// A process from its start to its end, which an error may bring.
  mutating func live() throws {
    wasFull = false
    do {
      try work()
    } catch let error as DiskError {
      if disk.failedOperation == nil { throw Violation("without any fault: \(error)") }
      return
    }
    // Space that stays reserved does no harm, and a full disk ends no process.
    if let operation = disk.failedOperation, operation != .truncate, !wasFull {
      throw Violation("a failed \(operation.rawValue) was passed over")
    }
  }

  // MARK: - One life

  /// A life without faults that only writes.
  mutating func fill() throws {
    var log = try start()
    for _ in 0..<6 { try commit(&log) }
  }

  /// A segment that was begun, with a first frame that a power cut tore.
  mutating func leaveTornSegment() throws {
    for _ in 0..<200 {
      var attempt = self
      attempt.disk = disk.afterKill()
      attempt.dice = Dice(seed: dice.next())
      var log = try attempt.start()
      // The frame's sync is the second: the segment's header was the first.
      attempt.disk.fail(call: 2, of: .sync, with: .crashBefore)
      do { try attempt.commit(&log) } catch is DiskError {}
      attempt.endLife(byPowerCut: true)
      var probe = attempt
      probe.endLife(byPowerCut: false)
      _ = try probe.start()
      if try probe.tornSegments > attempt.tornSegments {
        self = attempt
        return
      }
    }
    throw Violation("no power cut tore a first frame")
  }

  private var tornSegments: Int {
    get throws { try disk.list(Self.directory).count { $0.hasSuffix(".kept") } }
  }

  /// What a start says about a log that rotted.
  func checkDamage() throws {
    let before = try disk.list(Self.directory).count
    var found: [Replayed] = []
    let log = try LogReader.open(
      Self.directory, disk: disk, store: UUIDValue(bits: 42), flushed: 0,
      settings: LogSettings(segmentSize: segmentSize)
    ) { found.append(Replayed(first: $0, entries: $1)) }
    try ledger.checkDamage(found, log.recovery)
    if try disk.list(Self.directory).count < before { throw Violation("a segment was removed") }
  }

  private mutating func work() throws {
    var log = try start()
    for _ in 0..<dice.number(1...8) {
      switch dice.number(0..<10) {
      case 0: log.rotate()
      case 1, 2: try flush(&log)
      default: try commit(&log)
      }
    }
  }

  private mutating func start() throws -> LogWriter<SimulatedDisk> {
    disk.ignore(mistake.map(\.ignoredAtStart) ?? [])
    var found: [Replayed] = []
    let mistake = mistake
    let log = try LogReader.open(
      Self.directory, disk: disk, store: UUIDValue(bits: 42), flushed: ledger.flushed,
      settings: LogSettings(segmentSize: segmentSize)
    ) { first, entries in
      let half = entries.count > 1 && mistake == .replayedHalf
      found.append(Replayed(first: first, entries: half ? Array(entries.dropLast()) : entries))
      if mistake == .replayedTwice { found.append(Replayed(first: first, entries: entries)) }
    }
    disk.ignore(mistake.map(\.ignored) ?? [])
    try ledger.check(found, log.recovery, next: log.next)
    return log
  }

  /// Some requests that wait for the disk together.
  private mutating func commit(_ log: inout LogWriter<SimulatedDisk>) throws {
    var groups = GroupCommit()
    for _ in 0..<dice.number(1...3) {
      let batch = (0..<dice.number(1...3)).map { dice.entry(sent + $0) }
      sent += batch.count
      _ = groups.add(batch, encoded: batch.flatMap(\.logBytes))
    }
    while let group = groups.takeFirst() {
      ledger.send(group.entries.map(\.logBytes))
      if mistake == .acknowledgedBeforeTheSync { ledger.acknowledge() }
      let first: UInt64
      do throws(AppendError) {
        first = try log.append(count: group.entries.count, payload: group.payload.bytes)
      } catch .full {
        // Nothing was begun; the client is told to come back.
        if mistake == .acknowledgedInSpiteOfAnError { ledger.acknowledge() }
        ledger.withdraw()
        wasFull = true
        continue
      } catch {
        if mistake == .acknowledgedInSpiteOfAnError { ledger.acknowledge() }
        if mistake != .wentOnAfterAnError { throw error.diskError("") }
        // The client is told of the error, and the next group comes.
        continue
      }
      if mistake == .acknowledgedBeforeTheSync { continue }
      if first != ledger.last + 1 { throw Violation("record \(first) follows \(ledger.last)") }
      ledger.acknowledge()
    }
  }

  /// Everything so far is in files, says the manifest; the log may forget it.
  private mutating func flush(_ log: inout LogWriter<SimulatedDisk>) throws {
    log.rotate()
    // Records that came while the files were written.
    let last = ledger.last
    if dice.chance(50) { try commit(&log) }
    if mistake == .removedBeforeTheFlush {
      try log.removeSegments(through: last)
      ledger.flushed = last
    } else {
      ledger.flushed = last
      try log.removeSegments(through: last)
    }
  }
}

extension LogSimulation.Mistake {
  /// What the disk does not do though it says so.
  var ignored: Set<SimulatedDisk.Operation> {
    switch self {
    case .noFileSync: [.sync]
    case .noDirectorySync: [.syncDirectory]
    default: []
    }
  }

  var ignoredAtStart: Set<SimulatedDisk.Operation> {
    self == .noSyncOfWhatIsReplayed ? [.sync] : ignored
  }
}
