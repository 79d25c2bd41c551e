import EventLog
import Simulation

/// A file that takes changes one after the other, each durable when its commit returns.
protocol CommittedFile: ~Copyable {
  associatedtype State: Equatable
  associatedtype Change

  static var directory: String { get }
  static var empty: State { get }
  /// Whether every start writes the whole state anew, as one.
  static var isWrittenAnew: Bool { get }
  static func change(of state: State, _ dice: inout Dice) -> Change
  static func apply(_ change: Change, to state: inout State)

  /// - Parameters:
  ///   - isNew: no start has come through yet.
  ///   - committed: what must be there at least.
  init(on disk: SimulatedDisk, isNew: Bool, committed: State) throws(DiskError)
  /// What was there when it was opened.
  var found: State { get }
  mutating func commit(_ change: Change) throws(AppendError)
}

/// Mistakes that a test plants to see them noticed.
enum PlantedMistake: CaseIterable, Sendable {
  case noFileSync, noDirectorySync, acknowledgedInSpiteOfAnError, wentOnAfterAnError

  fileprivate var ignored: Set<SimulatedDisk.Operation> {
    switch self {
    case .noFileSync: [.sync]
    case .noDirectorySync: [.syncDirectory]
    default: []
    }
  }
}

/// A shipped file on a simulated disk, life after life of the process, under one seed. What was
/// committed is there; the change that was being committed is there or not.
struct CommitSimulation<File: CommittedFile & ~Copyable> {
  private(set) var disk: SimulatedDisk
  private(set) var commits = 0
  private var isNew = true
  /// Whether the disk was full in this life.
  private var wasFull = false
  private var dice: Dice
  private var state = File.empty
  private var doubtful: File.Change?
  /// Before the last commit that stands in the file as one of its own.
  private var previous: File.State?
  private let mistake: PlantedMistake?
  private let survivesFailedSync: Bool

  /// - Parameter survivesFailedSync: whether a process may follow one whose sync failed without a
  ///   power cut between them.
  init(
    seed: UInt64, mistake: PlantedMistake? = nil, survivesFailedSync: Bool = true
  ) throws {
    dice = Dice(seed: seed)
    self.mistake = mistake
    self.survivesFailedSync = survivesFailedSync
    disk = SimulatedDisk(seed: seed)
    try disk.createDirectory(File.directory)
    try disk.syncDirectory("/")
    disk.ignore(mistake?.ignored ?? [])
  }

  static var failures: [SimulatedDisk.Failure] {
    [
      .crashBefore, .crashAfter, .error(SimulatedDisk.inputOutputError),
      .error(SimulatedDisk.noSpace),
    ]
  }

  /// Some lives that end at random places, and a last one that finds what the others left.
  mutating func run() throws {
    for _ in 0..<dice.number(1...6) {
      if dice.chance(90) {
        let failure = Self.failures[dice.number(0..<Self.failures.count)]
        disk.fail(call: dice.number(1...30), with: failure)
      }
      try live()
      endLife(byPowerCut: dice.chance(60))
    }
    try live()
  }

  mutating func endLife(byPowerCut: Bool) {
    let mustCut = disk.hasDroppedPages && !survivesFailedSync
    disk = byPowerCut || mustCut ? disk.afterPowerCut(&dice) : disk.afterKill()
  }

  /// Other dice from here on: the same past, another power cut.
  mutating func reseed(_ seed: UInt64) { dice = Dice(seed: seed) }

  /// A process from its start to its end, which an error may bring.
  mutating func live() throws {
    wasFull = false
    do {
      try work()
    } catch let error as DiskError {
      if disk.failedOperation == nil { throw Violation("without any fault: \(error)") }
      return
    }
    // A full disk ends no process.
    if let operation = disk.failedOperation, !wasFull {
      throw Violation("a failed \(operation.rawValue) was passed over")
    }
  }

  private mutating func work() throws {
    var file = try File(on: disk, isNew: isNew, committed: state)
    try check(file.found)
    isNew = false
    for _ in 0..<dice.number(0...6) {
      let change = File.change(of: state, &dice)
      doubtful = change
      do throws(AppendError) {
        try file.commit(change)
      } catch {
        if mistake == .acknowledgedInSpiteOfAnError { acknowledge(change) }
        if error == .full {
          wasFull = true
          doubtful = nil
          continue
        }
        if mistake != .wentOnAfterAnError { throw error.diskError("") }
        continue
      }
      acknowledge(change)
    }
  }

  private mutating func acknowledge(_ change: File.Change) {
    previous = state
    File.apply(change, to: &state)
    doubtful = nil
    commits += 1
  }

  /// What a start shows is promised from then on.
  private mutating func check(_ found: File.State) throws {
    if found != state {
      var other = state
      if let doubtful { File.apply(doubtful, to: &other) }
      if found != other {
        throw Violation("\("\(found)".prefix(300)) … is not what was committed")
      }
      previous = state
      state = other
    }
    doubtful = nil
    if File.isWrittenAnew { previous = nil }
  }

  /// Lets a bit rot and opens the file: it says that it can't be read, or it lost nothing but the
  /// last commit, since a rotten last frame looks like a torn one.
  mutating func checkFlippedBit() throws {
    guard let flipped = disk.flipBit(in: File.directory, &dice) else { return }
    do {
      let file = try File(on: disk, isNew: isNew, committed: state)
      if file.found != previous { try check(file.found) }
    } catch is DiskError {
      return
    } catch {
      throw Violation("\(flipped.path), bit \(flipped.bit): \(error)")
    }
  }
}

extension CommitSimulation where File: ~Copyable {
  /// Ends of the process before and after, and errors of, the first, second, … call of a kind,
  /// until a life comes through.
  ///
  /// - Returns: how many calls were made to fail.
  static func failEveryCall(of operation: SimulatedDisk.Operation) throws -> Int {
    var failed = 0
    for seed in 1...2 as ClosedRange<UInt64> {
      var past = try CommitSimulation(seed: seed, survivesFailedSync: false)
      // The first of them is the first start of all.
      if seed > 1 { try past.run() }
      for failure in failures {
        var call = 1
        while try past.liveAndCheck(call, operation, failure) { call += 1 }
        failed += call - 1
      }
    }
    return failed
  }

  /// - Returns: whether the call was reached.
  private func liveAndCheck(
    _ call: Int, _ operation: SimulatedDisk.Operation, _ failure: SimulatedDisk.Failure
  ) throws -> Bool {
    var simulation = self
    simulation.endLife(byPowerCut: false)
    simulation.disk.fail(call: call, of: operation, with: failure)
    do {
      try simulation.live()
      let wasReached = simulation.disk.failedOperation != nil
      for seed in 1...4 as ClosedRange<UInt64> where wasReached {
        var next = simulation
        next.reseed(seed)
        next.endLife(byPowerCut: seed > 2)
        try next.live()
        next.endLife(byPowerCut: true)
        try next.live()
      }
      return wasReached
    } catch let violation as Violation {
      throw Violation("\(operation.rawValue) \(call), \(failure): \(violation)")
    }
  }
}
