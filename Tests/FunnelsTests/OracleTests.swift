import Events
import FoundationEssentials
import Testing

@testable import Funnels

/// The counter against the slow oracle. `IAFA_ORACLE_CASES` asks for more, `IAFA_ORACLE_SEED`
/// for other ones.
struct OracleTests {
  static let environment = ProcessInfo.processInfo.environment
  static let caseCount = environment["IAFA_ORACLE_CASES"].flatMap { Int($0) } ?? 20_000
  static let firstSeed = environment["IAFA_ORACLE_SEED"].flatMap { UInt64($0) } ?? 1

  @Test func `the counter agrees with an oracle that tries everything`() throws {
    print("oracle: \(Self.caseCount) cases from seed \(Self.firstSeed)")
    var inFunnel = 0
    var disagreements = 0
    for offset in 0..<UInt64(Self.caseCount) {
      let random = try RandomCase(seed: Self.firstSeed &+ offset)
      let expected = SlowOracle(random.funnel, random.question, random.events).answer
      if expected.reached > 0 { inFunnel += 1 }
      for (mayTakeQuickWay, leapsFrom) in [(true, 256), (false, 0), (false, 256)] {
        var counter = FunnelCounter(
          random.funnel, random.question, mayTakeQuickWay: mayTakeQuickWay,
          leapsFrom: leapsFrom)
        let outcome = try counter.count(random.events.span)
        let got = answer(outcome)
        if got != expected || !isFilledByItsEvents(outcome, random) {
          disagreements += 1
          if disagreements <= 5 { report(random, expected, got, mayTakeQuickWay) }
        }
      }
    }
    #expect(disagreements == 0)
    #expect(inFunnel * 3 > Self.caseCount, "the cases should mean something")
  }

  private func answer(_ outcome: Outcome) -> SlowOracle.Answer {
    var times: [Int: Int64] = [:]
    for stage in 1...20 { times[stage] = outcome.time(ofStage: stage) }
    return SlowOracle.Answer(
      reached: outcome.reached, times: times, isWaiting: outcome.isWaiting,
      deadline: outcome.deadline)
  }

  /// Every filled stage names an event of that time that matches it, and no event is named twice.
  private func isFilledByItsEvents(_ outcome: Outcome, _ random: RandomCase) -> Bool {
    var used: Set<Int32> = []
    return (1...random.funnel.stages.count).filter(outcome.hasFilled).allSatisfy { stage in
      let ordinal = outcome.ordinals[stage - 1]
      guard let event = random.events.first(where: { $0.ordinal == ordinal }) else { return false }
      let matches =
        random.funnel.order == .any
        ? event.stages != 0 : event.stages & 1 << UInt32(stage - 1) != 0
      return matches && event.time == outcome.times[stage - 1] && used.insert(ordinal).inserted
    }
  }

  private func report(
    _ random: RandomCase, _ expected: SlowOracle.Answer, _ got: SlowOracle.Answer, _ quick: Bool
  ) {
    let events = random.events.map { event in
      "\(event.time):\(String(event.stages, radix: 2))"
        + (event.exclusions == 0 ? "" : "x\(event.exclusions)")
        + (random.funnel.holdConstant.isEmpty ? "" : "h\(event.hold)")
    }
    Issue.record(
      """
      seed \(random.seed)\(quick ? " (quick way allowed)" : ""): expected \(expected), got \(got)
      \(random.funnel.json.jsonText)
      \(random.question)
      \(events.joined(separator: " "))
      """)
  }
}
