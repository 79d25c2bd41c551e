import Events
import Funnels
import Reports
import Segments
import Simulation
import Testing

/// Bars, groups, people lists and explanations are one computation: by chance asked of one store,
/// they never contradict each other.
@Suite struct SurfaceAgreementTests {
  private static let attributions = ["first_touch", "last_touch", "all_events", "stage:1"]

  private static func query(
    _ question: RandomQuestion, breakdown: Breakdown? = nil
  ) throws -> FunnelQuery {
    FunnelQuery(
      project: project, funnel: try Funnel.read(question.definition, as: .adHoc).get(),
      question: Question(
        start: question.start, end: question.end, bound: question.isEntryBound ? .entry : .all,
        asOf: question.asOf),
      breakdown: breakdown)
  }

  private static func breakdown(_ dice: inout Dice, limit: Int) throws -> Breakdown {
    let keys: [[PropertyKey]] = [
      [PropertyKey(name: "plan")], [PropertyKey(name: "cart"), PropertyKey(name: "page.kind")],
      [PropertyKey(name: "company", scope: .user)], [PropertyKey(name: "$event")],
    ]
    let attribution = try #require(Attribution(attributions[dice.number(0..<attributions.count)]))
    return Breakdown(
      properties: keys[dice.number(0..<keys.count)], attribution: attribution, limit: limit)
  }

  /// The whole list, a few at a time.
  private static func people(
    _ reporter: Reporter, _ query: FunnelQuery, _ stage: Int, _ status: StageStatus,
    group: String? = nil
  ) async throws -> [PeopleList.Person] {
    var people: [PeopleList.Person] = []
    var after: PeopleRequest.Position?
    while true {
      let page = try await reporter.people(
        query,
        PeopleRequest(stage: stage, status: status, group: group, limit: 3, after: after)
      ).value
      people += page.people
      if !page.hasMore {
        #expect(page.count == people.count)
        return people
      }
      let last = try #require(page.people.last)
      after = .init(entered: last.entered.microseconds, name: last.name)
    }
  }

  private static func number(
    _ status: StageStatus, _ stage: FunnelReport.Stage, _ report: FunnelReport
  ) -> Int {
    switch status {
    case .reached: stage.users
    case .dropped: stage.droppedUsers
    case .waiting: stage.waitingUsers
    case .converted: report.stages[min(stage.order, report.stages.count - 1)].users
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Behind every number stand as many people, each explained as the list has them`(
    seed: UInt64
  ) async throws {
    var dice = Dice(seed: seed)
    try await withStore { store in
      let history = RandomEvents(&dice)
      try await ReporterTests.fill(store, history, &dice)
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      for place in 0..<5 {
        let question = RandomQuestion(&dice)
        let comment: Comment = "seed \(seed), question \(place): \(question)"
        let query = try Self.query(question)
        let report = try await reporter.report(query).value.whole.bars.finish()
        for stage in report.stages {
          for status in StageStatus.allCases {
            let people = try await Self.people(reporter, query, stage.order, status)
            #expect(people.count == Self.number(status, stage, report), comment)
            #expect(Set(people.map(\.name)).count == people.count, comment)
            guard stage.order == 1, status == .reached else { continue }
            for person in people {
              let told = try await reporter.explain(query, person.name).value
              #expect(told.reached == person.reached, comment)
              #expect(told.attempt.map(\.at) == person.times.compactMap { $0 }, comment)
              let used = Set(told.attempt.map(\.eventID))
              #expect(used.count == told.attempt.count, "no event twice: \(comment)")
              #expect(told.candidates.allSatisfy { !used.contains($0.eventID) }, comment)
            }
          }
        }
      }
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Groups have their people, and touches sum up to the whole`(seed: UInt64) async throws {
    var dice = Dice(seed: seed &+ 100)
    try await withStore { store in
      let history = RandomEvents(&dice)
      try await ReporterTests.fill(store, history, &dice)
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      for place in 0..<4 {
        let question = RandomQuestion(&dice)
        let breakdown = try Self.breakdown(&dice, limit: dice.number(1..<4))
        let comment: Comment = "seed \(seed), question \(place): \(question), \(breakdown)"
        let query = try Self.query(question, breakdown: breakdown)
        let answer = try await reporter.report(query).value
        for group in answer.groups {
          let report = group.sums.bars.finish()
          for stage in report.stages {
            for status in [StageStatus.reached, .dropped, .waiting] {
              let people = try await Self.people(
                reporter, query, stage.order, status, group: group.values.joined(separator: "|"))
              #expect(people.count == Self.number(status, stage, report), comment)
            }
          }
        }
        guard breakdown.attribution == .firstTouch || breakdown.attribution == .lastTouch else {
          continue
        }
        var sum = try #require(answer.groups.first?.sums ?? answer.other ?? answer.whole)
        for group in answer.groups.dropFirst() { sum.merge(group.sums) }
        if let other = answer.other, !answer.groups.isEmpty { sum.merge(other) }
        #expect(sum.bars.finish() == answer.whole.bars.finish(), comment)
      }
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `What is read share by share for want of memory gives the same numbers`(
    seed: UInt64
  ) async throws {
    var dice = Dice(seed: seed &+ 200)
    try await withStore { store in
      let history = RandomEvents(&dice)
      try await ReporterTests.fill(store, history, &dice)
      let roomy = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      let tight = try Reporter(store: store, lanes: 1, timeoutSeconds: 60, memoryLimit: 20 * 48)
      var scannedAgain = 0
      for place in 0..<12 {
        let question = RandomQuestion(&dice)
        let breakdown = dice.chance(70) ? try Self.breakdown(&dice, limit: 2) : nil
        let query = try Self.query(question, breakdown: breakdown)
        let (whole, shared) = (try await roomy.report(query), try await tight.report(query))
        let comment: Comment = "seed \(seed), question \(place): \(question)"
        #expect(
          whole.value.whole.bars.finish() == shared.value.whole.bars.finish(), comment)
        #expect(whole.value.groups.map(\.values) == shared.value.groups.map(\.values), comment)
        #expect(
          whole.value.groups.map { $0.sums.bars.finish() }
            == shared.value.groups.map { $0.sums.bars.finish() }, comment)
        #expect(
          whole.value.other?.bars.finish() == shared.value.other?.bars.finish(), comment)
        if shared.eventsScanned > whole.eventsScanned { scannedAgain += 1 }
      }
      #expect(scannedAgain > 1, "memory was never short")
    }
  }

  @Test func `Of thousands of values the largest are told apart and the rest is summed`()
    async throws
  {
    try await withStore { store in
      let entries = (0..<3000).map { number -> Entry in
        let value = number < 300 ? "large \(number % 3)" : "small \(number)"
        return .event(
          Event(
            project: project, id: EventID(bits: UInt128(number + 1)), type: "a",
            userID: "u\(number)", properties: [Property("v", value)], time: morning))
      }
      _ = try await store.accept(entries)
      for memoryLimit in [512 << 20, 700 * 64] {
        let reporter = try Reporter(
          store: store, lanes: 1, timeoutSeconds: 60, memoryLimit: memoryLimit)
        var query = try ReporterTests.simple(["stages": [["name": "A", "event": "a"]]])
        query.breakdown = Breakdown(
          properties: [PropertyKey(name: "v")], attribution: .firstTouch, limit: 4)
        let answer = try await reporter.report(query).value
        #expect(
          answer.groups.map(\.values) == [["large 0"], ["large 1"], ["large 2"], ["small 1000"]])
        #expect(answer.groups.map(\.sums.entered) == [100, 100, 100, 1])
        #expect(answer.other?.entered == 2699)
      }
    }
  }
}
