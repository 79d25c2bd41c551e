import Simulation
import Testing

@testable import Segments

@Suite struct StoreSimulationTests {
  @Test func `Every acknowledged event counts once after any end of the process`() async throws {
    var steps: [String: Int] = [:]
    var events = 0
    var duplicates = 0
    try await Seeds.run { seed in
      var simulation = try StoreSimulation(seed: seed)
      try simulation.run()
      steps.merge(simulation.steps) { $0 + $1 }
      events += simulation.ledger.acknowledged.count
      duplicates += simulation.ledger.duplicates
    }
    let atLeast = Seeds.all.count / 10
    #expect(events > atLeast && duplicates > atLeast, "\(events) events, \(duplicates) again")
    for step in ["requests", "flushes", "compactions"] {
      #expect(steps[step, default: 0] > atLeast, "\(step): \(steps)")
    }
    for step in [
      "merges of ids", "merges of parts", "erasures", "days written anew", "parts written anew",
      "expiries",
    ] {
      #expect(steps[step, default: 0] > atLeast / 5, "\(step): \(steps)")
    }
  }

  @Test(arguments: StoreSimulation.Mistake.allCases)
  func `The simulation notices a planted mistake`(mistake: StoreSimulation.Mistake) async throws {
    let noticed = try await Seeds.firstViolation { seed in
      var simulation = try StoreSimulation(seed: seed, mistake: mistake)
      try simulation.run()
    }
    #expect(noticed != nil)
  }

  /// Ends of the process before and after, and errors of, the first, second, … call of a kind: every
  /// crash point there is, since between two calls nothing reaches the disk.
  @Test(arguments: SimulatedDisk.Operation.allCases)
  func `Whichever call fails, no promise is broken`(
    operation: SimulatedDisk.Operation
  ) async throws {
    var failed = 0
    // The first life fills the directory, so that the second starts with something.
    var past = try StoreSimulation(seed: 1)
    try past.live { try $0.everything(&$1) }
    for failure in StoreSimulation.failures {
      var call = 1
      while try Self.liveAndCheck(past, call, operation, failure) {
        call += 1
        // Other tests get their turns in between.
        await Task.yield()
      }
      failed += call - 1
    }
    #expect(failed > 0, "no such call was made")
  }

  /// - Returns: whether the call was reached.
  private static func liveAndCheck(
    _ past: StoreSimulation, _ call: Int, _ operation: SimulatedDisk.Operation,
    _ failure: SimulatedDisk.Failure
  ) throws -> Bool {
    var simulation = past
    simulation.reseed(UInt64(call))
    simulation.endLife(byPowerCut: call.isMultiple(of: 2))
    simulation.disk.fail(call: call, of: operation, with: failure)
    do {
      try simulation.live { try $0.everything(&$1) }
      let wasReached = simulation.disk.failedOperation != nil
      guard wasReached else { return false }
      for byPowerCut in [false, true] {
        var next = simulation
        next.endLife(byPowerCut: byPowerCut)
        try next.live { _, _ in }
        guard !byPowerCut else { continue }
        // What the next process found must survive a power cut after it.
        next.endLife(byPowerCut: true)
        try next.live { _, _ in }
      }
      return true
    } catch let violation as Violation {
      throw Violation("\(operation.rawValue) \(call), \(failure): \(violation)")
    }
  }
}
