import EventLog
import Events
import Simulation
import Testing

@testable import Segments

/// The manifest, whose state is the manifest itself.
private struct SimulatedManifest: CommittedFile, ~Copyable {
  static let directory = "/manifest"
  static let empty = Manifest()
  static let isWrittenAnew = true
  private var log: ManifestLog<SimulatedDisk>
  let found: Manifest

  init(on disk: SimulatedDisk, isNew: Bool, committed: Manifest) throws(DiskError) {
    log = try ManifestLog(
      disk: disk, directory: Self.directory, store: UUIDValue(bits: 42), isNew: isNew)
    found = log.manifest
  }

  mutating func commit(_ change: Manifest.Change) throws(AppendError) { try log.commit(change) }

  static func change(of manifest: Manifest, _ dice: inout Dice) -> Manifest.Change {
    var next = manifest.nextFile
    var change = Manifest.Change(nextFile: next)
    if dice.chance(60) { change.flushed = manifest.flushed + UInt64(dice.number(1...1000)) }
    for _ in 0..<dice.number(0...(dice.chance(20) ? 30 : 2)) {
      change.addedParts.append(
        PartFile(
          name: "\(next).parquet", rows: 7,
          contents: [
            .init(
              project: ProjectID(bits: UInt128(next)), day: day(&dice), rows: dice.number(0...9))
          ]))
      next += 1
    }
    change.removedParts = manifest.parts.map(\.name).filter { _ in dice.chance(30) }
    if dice.chance(30) {
      change.setDays = [
        DayFile(
          project: ProjectID(bits: UInt128(dice.number(1...3))), day: day(&dice), generation: next,
          rows: dice.number(1...100))
      ]
      next += 1
    }
    change.nextFile = next
    return change
  }

  private static func day(_ dice: inout Dice) -> CalendarDay {
    CalendarDay(daysSince1970: 20_000 + dice.number(0..<20))
  }

  static func apply(_ change: Manifest.Change, to manifest: inout Manifest) {
    manifest.apply(change)
  }
}

/// The identities, whose state is every identification in order.
private struct SimulatedIdentities: CommittedFile, ~Copyable {
  static let directory = "/identities"
  static let empty: [Identification] = []
  static let isWrittenAnew = false
  private var file: IdentityFile<SimulatedDisk>
  let found: [Identification]

  init(
    on disk: SimulatedDisk, isNew: Bool, committed: [Identification]
  ) throws(DiskError) {
    var found: [Identification] = []
    file = try IdentityFile(
      disk: disk, directory: Self.directory, store: UUIDValue(bits: 42),
      committed: UInt64(committed.count)
    ) { found.append($1) }
    self.found = found
  }

  mutating func commit(_ change: [Identification]) throws(AppendError) { try file.append(change) }

  static func change(of known: [Identification], _ dice: inout Dice) -> [Identification] {
    (0..<dice.number(1...4)).map { place in
      Identification(
        project: ProjectID(bits: 1), anonymousID: dice.chance(50) ? "a" : nil,
        userID: "u\(known.count + place)",
        traits: dice.chance(30)
          ? [Property("note", String(repeating: "x\0", count: dice.number(0..<2000)))] : [],
        received: Instant(microseconds: Int64(known.count)))
    }
  }

  static func apply(_ change: [Identification], to known: inout [Identification]) {
    known += change
  }
}

/// What the manifest asks of a disk.
private let operations: [SimulatedDisk.Operation] = [
  .list, .create, .open, .size, .write, .read, .sync, .syncDirectory, .allocate,
]

@Suite struct ManifestSimulationTests {
  @Test func `Every committed change is in force after any end of the process`() async throws {
    var commits = 0
    try await Seeds.run { seed in
      var simulation = try CommitSimulation<SimulatedManifest>(seed: seed)
      try simulation.run()
      commits += simulation.commits
    }
    #expect(commits > 2 * Seeds.all.count, "hardly anything was committed")
  }

  @Test(arguments: PlantedMistake.allCases)
  func `The simulation notices a planted mistake`(mistake: PlantedMistake) async throws {
    let noticed = try await Seeds.firstViolation { seed in
      var simulation = try CommitSimulation<SimulatedManifest>(seed: seed, mistake: mistake)
      try simulation.run()
    }
    #expect(noticed != nil)
  }

  @Test(arguments: operations + [.remove])
  func `Whichever call fails, no commit is lost`(operation: SimulatedDisk.Operation) throws {
    let failed = try CommitSimulation<SimulatedManifest>.failEveryCall(of: operation)
    #expect(failed > 0, "no such call was made")
  }

  @Test func `A manifest with a flipped bit is refused`() async throws {
    try await Seeds.run(Seeds.ordinary) { seed in
      var simulation = try CommitSimulation<SimulatedManifest>(seed: seed)
      try simulation.run()
      try simulation.checkFlippedBit()
    }
  }
}

@Suite struct IdentitySimulationTests {
  @Test func `Every identification is there, in order, after any end of the process`() async throws
  {
    // A failed sync may cost what nobody relied on: the log has it until the manifest's commit.
    var commits = 0
    try await Seeds.run { seed in
      var simulation = try CommitSimulation<SimulatedIdentities>(
        seed: seed, survivesFailedSync: false)
      try simulation.run()
      commits += simulation.commits
    }
    #expect(commits > 100, "hardly anything was committed")
  }

  @Test(arguments: PlantedMistake.allCases)
  func `The simulation notices a planted mistake`(mistake: PlantedMistake) async throws {
    let noticed = try await Seeds.firstViolation { seed in
      var simulation = try CommitSimulation<SimulatedIdentities>(seed: seed, mistake: mistake)
      try simulation.run()
    }
    #expect(noticed != nil)
  }

  @Test(arguments: operations + [.truncate])
  func `Whichever call fails, no identification is lost`(
    operation: SimulatedDisk.Operation
  ) throws {
    let failed = try CommitSimulation<SimulatedIdentities>.failEveryCall(of: operation)
    #expect(failed > 0, "no such call was made")
  }

  @Test func `Identities with a flipped bit are refused`() async throws {
    try await Seeds.run(Seeds.ordinary) { seed in
      var simulation = try CommitSimulation<SimulatedIdentities>(seed: seed)
      try simulation.run()
      try simulation.checkFlippedBit()
    }
  }
}
