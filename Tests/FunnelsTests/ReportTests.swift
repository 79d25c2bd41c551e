import Events
import Testing

@testable import Funnels

struct ReportTests {
  @Test(arguments: [
    (1, 3, 33.33), (2, 3, 66.67), (1, 8, 12.5), (1, 800, 0.13), (3, 800, 0.38), (0, 5, 0),
    (5, 5, 100), (0, 0, 0), (1, 1600, 0.06), (201, 40_000, 0.5), (1, 20_000, 0.01),
  ])
  func `F29: rates have two decimals, half away from zero`(part: Int, whole: Int, rate: Double) {
    #expect(Rate.percent(part, of: whole) == rate)
  }

  @Test func `F29: intervals are Wilson's`() {
    #expect(Rate.wilson(10_000, of: 10_000) == 99.96...100)
    #expect(Rate.wilson(0, of: 10) == 0...27.75)
    #expect(Rate.wilson(5, of: 10) == 23.66...76.34)
    #expect(Rate.wilson(0, of: 0) == nil)
  }

  @Test func `F28: percentiles interpolate`() {
    #expect(quantile(0.5, ofSorted: [1, 2, 3, 4]) == 2.5)
    #expect(quantile(0.9, ofSorted: [0, 10]) == 9)
    #expect(quantile(0.9, ofSorted: [7]) == 7)
  }

  @Test func `a report of nobody has rates of zero and no times`() throws {
    let report = FunnelTally(try letters("AB")).finish()
    #expect(report.enteredUsers == 0 && report.overallConversionRate == 0)
    #expect(report.timeToConvert == nil)
    for stage in report.stages {
      #expect(stage.conversionRate == 0 && stage.stepConversionRate == 0)
      #expect(stage.conversionInterval == nil && stage.timeFromPrevious == nil)
    }
  }

  @Test func `tallies of disjoint units merge into the whole`() throws {
    let funnel = try letters("ABC", #""window_seconds":10"#)
    let asked = question(.entry, asOf: 14)
    let persons = ["A@0 B@1 C@3", "A@0 B@4", "A@9", "A@0", "A@1 B@2 C@9", "X@1"]
    let outcomes = try persons.map { try outcome(funnel, $0, asked) }
    var whole = FunnelTally(funnel)
    var parts = [FunnelTally(funnel), FunnelTally(funnel)]
    for (index, outcome) in outcomes.enumerated() {
      whole.add(outcome)
      parts[index % 2].add(outcome)
    }
    parts[0].merge(parts[1])
    let report = parts[0].finish()
    #expect(report == whole.finish())
    #expect(report.stages.map(\.users) == [5, 3, 2])
    #expect(report.stages.map(\.waitingUsers) == [0, 1, 0])
    #expect(report.stages.map(\.droppedUsers) == [0, 1, 1])
    #expect(report.stages.map(\.dropOffRate) == [0, 40, 33.33])
    #expect(report.stages[1].timeFromPrevious?.averageSeconds == 2)
    #expect(report.timeToConvert?.medianSeconds == 5.5)
    #expect(report.convertedUsers == 2 && report.overallConversionRate == 40)
  }

  @Test func `without times a report has the same counts`() throws {
    let funnel = try letters("AB")
    var tally = FunnelTally(funnel, keepsTimes: false)
    tally.add(try outcome(funnel, "A@0 B@1"))
    let report = tally.finish()
    #expect(report.convertedUsers == 1)
    #expect(report.timeToConvert == nil && report.stages[1].timeFromPrevious == nil)
  }
}

struct BreakdownTests {
  private func tally(
    _ counts: [UInt32: Int], keeping kept: Set<UInt32>? = nil
  ) throws -> BreakdownTally<FunnelTally> {
    let funnel = try letters("AB")
    var tally = BreakdownTally(FunnelTally(funnel), keeping: kept)
    for (group, count) in counts {
      for _ in 0..<count {
        let outcome = try outcome(funnel, "A@0 B@1")
        tally.update(group) { $0.add(outcome) }
      }
    }
    return tally
  }

  @Test func `the largest groups come first, then by text; the rest is summed`() throws {
    let texts = ["", "b", "a", "Z", "é"]
    let report = try tally([0: 1, 1: 2, 2: 2, 3: 5, 4: 1]).finish(limit: 3) { texts[Int($0)] }
    #expect(report.groups.map { texts[Int($0.group)] } == ["Z", "a", "b"])
    #expect(report.other?.entered == 2)
    let all = try tally([0: 1, 4: 1]).finish(limit: 3) { texts[Int($0)] }
    #expect(all.groups.map(\.group) == [0, 4] && all.other == nil)
    let kept = try tally([0: 1, 1: 2, 2: 2, 3: 5, 4: 1], keeping: [1, 2, 3])
      .finish(limit: 3) { texts[Int($0)] }
    #expect(kept.groups.map(\.group) == report.groups.map(\.group))
    #expect(kept.other?.finish() == report.other?.finish())
  }

  @Test func `F30: touches of one instant go by their ordinal`() throws {
    let funnel = try letters("AB")
    let events = [
      Occurrence(time: 1, stages: 1, group: 5, ordinal: 9),
      Occurrence(time: 1, stages: 1, group: 6, ordinal: 3),
      Occurrence(time: 1, stages: 0, group: 7, ordinal: 1),
      Occurrence(time: 1, stages: 1, group: 0, ordinal: 2),
    ]
    for (attribution, group) in [(Attribution.firstTouch, 6), (.lastTouch, 5)] {
      var splitter = BreakdownSplitter(funnel, everything, attribution)
      for order in [events, events.reversed()] {
        try splitter.forEachGroup(order.span) { found, _, _ in #expect(found == group) }
      }
    }
  }
}

struct AttributionTests {
  /// Who reaches which stage in each group of plans; the blank group is 0.
  private func reached(_ events: String, _ attribution: Attribution) throws -> [String: Int] {
    let funnel = try letters("AB")
    let plans = ["", "free", "pro"]
    var timeline = Timeline(funnel)
    let samples = sampleEvents(events).sorted { $0.time < $1.time }
    var occurrences = timeline.occurrences(samples)
    for (index, sample) in samples.enumerated() {
      let plan = sample.text(PropertyKey(name: "plan")) ?? ""
      occurrences[index].group = UInt32(try #require(plans.firstIndex(of: plan)))
    }
    var splitter = BreakdownSplitter(funnel, everything, attribution)
    var counter = FunnelCounter(funnel, everything)
    var reached: [String: Int] = [:]
    try splitter.forEachGroup(occurrences.span) {
      (group, share, startGroup) throws(CountingRefusal) in
      reached[plans[Int(group)]] = try counter.count(share, startGroup: startGroup).reached
    }
    return reached
  }

  @Test func `F30: the first or last value that isn't blank`() throws {
    #expect(try reached("A@0 B@1/plan=pro", .firstTouch) == ["pro": 2])
    #expect(try reached("A@0/plan=free B@1/plan=pro", .firstTouch) == ["free": 2])
    #expect(try reached("A@0/plan=free B@1/plan=pro", .lastTouch) == ["pro": 2])
    #expect(try reached("X@-1/plan=free A@0", .firstTouch) == ["": 1])
  }

  @Test func `F31: one funnel for each value, over its events alone`() throws {
    #expect(try reached("A@0/plan=free B@1/plan=pro", .allEvents) == ["free": 1, "pro": 0])
    #expect(try reached("A@0/plan=pro B@1/plan=pro A@2", .allEvents) == ["pro": 2, "": 1])
  }

  @Test func `F32: the event that fills the stage carries the value`() throws {
    let events = "A@0/plan=free A@1/plan=pro B@2"
    #expect(try reached(events, .stage(1)) == ["free": 2, "pro": 2])
    #expect(try reached(events, .stage(2)) == ["": 2])
    #expect(try reached("A@0/plan=free", .stage(2)) == [:])
  }
}

struct TrendTests {
  private func points(
    _ funnel: Funnel, _ persons: [String], _ asked: Question, bounds: [Int64]
  ) throws -> [TrendTally.Point] {
    var counter = FunnelCounter(funnel, asked)
    var trend = TrendTally(
      funnel, asked, bounds: bounds.map { $0 * second }, from: 1, to: funnel.stages.count)
    for person in persons {
      var timeline = Timeline(funnel)
      try counter.count(timeline.occurrences(sampleEvents(person)).span, into: &trend)
    }
    return trend.finish()
  }

  @Test func `F33: once per bucket, by the best attempt that starts there`() throws {
    let funnel = try letters("AB", #""window_seconds":15"#)
    let asked = question(from: 0, to: 40, .entry, asOf: 40)
    let found = try points(
      funnel, ["A@1 A@2 B@12 A@21", "A@11", "B@5"], asked, bounds: [0, 10, 20, 30, 40])
    #expect(found.map(\.entered) == [1, 1, 1, 0])
    #expect(found.map(\.converted) == [1, 0, 0, 0])
    #expect(found.map(\.conversionRate) == [100, 0, 0, 0])
    #expect(found.map(\.isMature) == [true, true, false, false])
  }

  @Test func `F34: a struck bucket drops out, and others with it if the person went on`() throws {
    let funnel = try letters("AB", #""exclusions":[{"event":"X"}],"window_seconds":5"#)
    let asked = question(from: 0, to: 40, .entry)
    let bounds: [Int64] = [0, 10, 20, 30]
    let struckOnly = try points(funnel, ["A@1 X@2 A@11"], asked, bounds: bounds)
    #expect(struckOnly.map(\.entered) == [0, 1, 0])
    let wentOn = try points(funnel, ["A@1 X@2 B@3 A@11 A@21 B@22"], asked, bounds: bounds)
    #expect(wentOn.map(\.entered) == [0, 0, 1])
  }
}

struct ConversionTimesTests {
  private func report(_ seconds: [Double], bins: Int? = nil) throws -> ConversionTimes.Report {
    let funnel = try letters("AB")
    var times = ConversionTimes(from: 1, to: 2)
    for time in seconds { times.add(try outcome(funnel, "A@0 B@\(time)")) }
    times.add(try outcome(funnel, "A@0"))
    return times.finish(bins: bins)
  }

  @Test func `F35: bins of whole seconds, the last one closed`() throws {
    let found = try report([1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(found.bins.map(\.fromSeconds) == [1, 4, 7])
    #expect(found.bins.map(\.toSeconds) == [4, 7, 10])
    #expect(found.bins.map(\.users) == [3, 3, 3])
    let two = try report([0, 5, 10], bins: 2)
    #expect(two.bins.map(\.users) == [1, 2] && two.bins.last?.toSeconds == 10)
  }

  @Test func `F35: equal times make one bin, and no times none`() throws {
    #expect(try report([3, 3, 3]).bins == [.init(fromSeconds: 3, toSeconds: 4, users: 3)])
    #expect(try report([]) == .init(bins: [], users: 0, summary: nil))
  }
}
