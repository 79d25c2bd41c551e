import Events
import Simulation
import Testing

@testable import Funnels

/// Bars, trends and breakdowns are one computation, so they agree wherever they can be compared.
///
/// `IAFA_ORACLE_CASES` asks for more cases, as in ``OracleTests``.
struct SurfaceTests {
  private static let seeds = 1...UInt64(max(1, OracleTests.caseCount / 4))

  @Test func `F37: who has a status at a stage are as many as the report says`() throws {
    var waiting = 0
    for seed in Self.seeds {
      let random = try RandomCase(seed: seed)
      let funnel = random.funnel
      var counter = FunnelCounter(funnel, random.question)
      let outcome = try counter.count(random.events.span)
      var tally = FunnelTally(funnel)
      tally.add(outcome)
      for stage in tally.finish().stages {
        let listed = StageStatus.allCases.filter {
          outcome.reached > 0 && funnel.has($0, outcome, stage: stage.order)
        }
        #expect(listed.contains(.reached) == (stage.users == 1), "seed \(seed)")
        #expect(listed.contains(.dropped) == (stage.droppedUsers == 1), "seed \(seed)")
        #expect(listed.contains(.waiting) == (stage.waitingUsers == 1), "seed \(seed)")
        #expect(!listed.contains(.converted) || listed.contains(.reached), "seed \(seed)")
        waiting += stage.waitingUsers
      }
    }
    #expect(waiting > Self.seeds.count / 100, "nobody ever waited")
  }

  @Test func `a trend of one bucket is the bars`() throws {
    for seed in Self.seeds {
      let random = try RandomCase(seed: seed)
      let funnel = random.funnel
      // A trend judges struck attempts by its own rule (F34).
      if !funnel.exclusions.isEmpty, funnel.exclusionEffect == .leaveFunnel { continue }
      let bounds = [random.question.start.microseconds, random.question.end.microseconds]
      if bounds[0] >= bounds[1] { continue }
      var counter = FunnelCounter(funnel, random.question)
      var trend = TrendTally(
        funnel, random.question, bounds: bounds, from: 1,
        to: funnel.lastRequiredStage)
      var tally = FunnelTally(funnel)
      tally.add(try counter.count(random.events.span))
      try counter.count(random.events.span, into: &trend)
      let (report, point) = (tally.finish(), trend.finish()[0])
      #expect(point.entered == report.enteredUsers, "seed \(seed)")
      #expect(point.converted == report.convertedUsers, "seed \(seed)")
    }
  }

  @Test func `the groups of a first touch sum up to the bars`() throws {
    for seed in Self.seeds {
      let random = try RandomCase(seed: seed)
      var dice = Dice(seed: seed)
      let events = random.events.map { event in
        var event = event
        event.group = UInt32(dice.number(0...3))
        return event
      }
      var counter = FunnelCounter(random.funnel, random.question)
      var splitter = BreakdownSplitter(random.funnel, random.question, .firstTouch)
      var groups = BreakdownTally(FunnelTally(random.funnel))
      var tally = FunnelTally(random.funnel)
      tally.add(try counter.count(events.span))
      try splitter.forEachGroup(events.span) {
        (group, share, startGroup) throws(CountingRefusal) in
        let outcome = try counter.count(share, startGroup: startGroup)
        groups.update(group) { $0.add(outcome) }
      }
      let summed = groups.finish(limit: 0) { String($0) }.other?.finish()
      let empty = FunnelTally(random.funnel).finish()
      #expect(summed ?? empty == tally.finish(), "seed \(seed)")
    }
  }
}
