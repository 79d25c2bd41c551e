import EventLog
import Simulation
import Testing

@Suite struct LogSimulationTests {
  @Test func `Every acknowledged record is there once, in order, after any end of the process`()
    async throws
  {
    var records = 0
    try await Seeds.run { seed in
      var simulation = try LogSimulation(seed: seed)
      try simulation.run()
      records += simulation.ledger.acknowledged.count
    }
    #expect(records > 2 * Seeds.all.count, "hardly anything was written")
  }

  @Test(arguments: LogSimulation.Mistake.allCases)
  func `The simulation notices a planted mistake`(mistake: LogSimulation.Mistake) async throws {
    let noticed = try await Seeds.firstViolation { seed in
      var simulation = try LogSimulation(seed: seed, mistake: mistake)
      try simulation.run()
    }
    #expect(noticed != nil)
  }

  /// Ends of the process before and after, and errors of, the first, second, … call of a kind,
  /// until a life comes through.
  @Test(arguments: LogSimulation.operations)
  func `Whichever call fails, no promise is broken`(
    operation: SimulatedDisk.Operation
  ) async throws {
    var failed = 0
    for past in try (1...2 as ClosedRange<UInt64>).map(Self.past) {
      for failure in LogSimulation.failures {
        var call = 1
        while try Self.liveAndCheck(past, call, operation, failure) {
          call += 1
          // Other tests get their turns in between.
          await Task.yield()
        }
        failed += call - 1
      }
    }
    #expect(failed > 0, "no such call was made")
  }

  /// A log that went through some crashes, the last one while a segment was begun.
  private static func past(seed: UInt64) throws -> LogSimulation {
    var simulation = try LogSimulation(seed: seed)
    for _ in 0..<3 {
      try simulation.liveWithFault()
      simulation.endLife(byPowerCut: true)
    }
    try simulation.leaveTornSegment()
    return simulation
  }

  /// - Returns: whether the call was reached.
  private static func liveAndCheck(
    _ past: LogSimulation, _ call: Int, _ operation: SimulatedDisk.Operation,
    _ failure: SimulatedDisk.Failure
  ) throws -> Bool {
    var simulation = past
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

  @Test func `A flipped bit never changes a record, and what it costs is reported`() async throws {
    try await Seeds.run { seed in
      var simulation = try LogSimulation(seed: seed)
      try simulation.fill()
      simulation.endLife(byPowerCut: true)
      let place = simulation.flipBit(at: 64..<Int.max)
      do { try simulation.checkDamage() } catch { throw Violation("\(place): \(error)") }
    }
  }

  @Test func `A flipped bit in a header costs no segment`() async throws {
    try await Seeds.run(Seeds.ordinary) { seed in
      var simulation = try LogSimulation(seed: seed)
      try simulation.fill()
      simulation.endLife(byPowerCut: true)
      let place = simulation.flipBit(at: 0..<64)
      do { try simulation.checkDamage() } catch { throw Violation("\(place): \(error)") }
    }
  }

  @Test func `What a start shows is durable even where a sync failed before it`() async throws {
    try await Seeds.run(Seeds.ordinary) { seed in
      var simulation = try LogSimulation(seed: seed, survivesFailedSync: true)
      try simulation.run()
    }
  }
}
