import Events
import Testing

@testable import Funnels

/// What the cases that are not asked here would need. Buckets in a time zone are the caller's:
/// this module is handed their bounds. They are counted, never dropped silently.
private let unclaimed: Set<String> = []

extension VectorCase {
  fileprivate var isClaimed: Bool {
    requires.isDisjoint(with: unclaimed) && source["histogram_input"] == nil
      && !(requires.contains("trends") && requires.contains("timezone"))
  }
}

struct VectorTests {
  @Test func `the cases are there, and it is known how many are claimed`() {
    let claimed = VectorCase.all.filter(\.isClaimed)
    #expect(VectorCase.all.count == 305)
    print("vectors: \(claimed.count) of \(VectorCase.all.count) portable cases claimed")
  }

  @Test(arguments: VectorCase.all.filter(\.isClaimed))
  func `every portable case holds`(vector: VectorCase) throws {
    let read = Funnel.read(vector.definition, as: .adHoc)
    if vector.expect["error"] != nil {
      #expect(vector.isRefused(read), "should be refused")
      return
    }
    let funnel = try read.get()
    var counter = FunnelCounter(funnel, vector.question)
    var tally = FunnelTally(funnel)
    var outcomes: [String: Outcome] = [:]
    for (unit, occurrences) in try vector.units(of: funnel) {
      let outcome = try counter.count(occurrences.span)
      tally.add(outcome)
      outcomes[unit] = outcome
    }
    let report = tally.finish()
    try expectStages(vector.expect["steps"], report, outcomes, funnel)
    for member in vector.expect["reached"]?.members ?? [] {
      let reached = (outcomes[member.key] ?? Outcome()).reached
      #expect(reached == member.value.integer, "\(member.key)")
    }
    for member in vector.expect["chain"]?.members ?? [] {
      let times = (member.value.elements ?? []).compactMap { $0.text.flatMap { Instant($0) } }
      let seconds = times.map { Double($0.microseconds) / 1e6 }
      #expect(outcomes[member.key]?.seconds == seconds, "\(member.key)")
    }
    expectClose(vector.expect["total_average_seconds"], report.timeToConvert?.averageSeconds)
    if let bounds = vector.expect["total_average_between"]?.elements?.compactMap(\.double) {
      let average = try #require(report.timeToConvert?.averageSeconds)
      #expect(bounds[0] < average && average < bounds[1])
    }
    try expectConversionTimes(vector, funnel, outcomes)
    try expectTrend(vector, funnel)
    try expectBreakdown(vector, funnel)
  }
}

/// Holds a report and the outcomes it was made of against a case's `steps`.
func expectStages(
  _ expected: JSON?, _ report: FunnelReport, _ outcomes: [String: Outcome], _ funnel: Funnel
) throws {
  guard let expected = expected?.elements else { return }
  try #require(expected.count == report.stages.count)
  for (index, want) in expected.enumerated() {
    let stage = report.stages[index]
    let before = funnel.stageBefore(index + 1)
    let who = Set(outcomes.filter { $0.value.hasFilled(index + 1) }.keys)
    let dropped = Set(
      outcomes.filter { before > 0 && $0.value.hasFilled(before) }.keys
    ).subtracting(who)
    #expect(stage.users == who.count)
    #expect(stage.droppedUsers + stage.waitingUsers == dropped.count)
    if let users = want["users"]?.integer { #expect(stage.users == users, "stage \(index + 1)") }
    if let names = want["converted_users"]?.elements {
      #expect(who == Set(names.compactMap(\.text)), "stage \(index + 1)")
    }
    if let names = want["dropped_users"]?.elements {
      #expect(dropped == Set(names.compactMap(\.text)), "stage \(index + 1)")
    }
    expectClose(want["average_seconds"], stage.timeFromPrevious?.averageSeconds)
    expectClose(want["median_seconds"], stage.timeFromPrevious?.medianSeconds)
    expectClose(want["conversion_rate"], stage.conversionRate, within: 0.006)
    expectClose(want["drop_off_rate"], stage.dropOffRate, within: 0.006)
    if index > 0 {
      expectClose(want["conversion_rate_step"], stage.stepConversionRate, within: 0.006)
      if let lost = want["drop_off"]?.integer {
        #expect(stage.droppedUsers + stage.waitingUsers == lost)
      }
    }
  }
}

/// Nothing where `expected` is absent; null asks for no value.
func expectClose(_ expected: JSON?, _ value: Double?, within: Double? = nil) {
  guard let expected else { return }
  guard let want = expected.double, let value else {
    #expect(expected.isNull && value == nil)
    return
  }
  let margin = within ?? 1e-6 + 1e-9 * max(abs(want), abs(value))
  #expect(abs(want - value) <= margin, "\(want) expected, \(value) computed")
}
