import Demo
import Events
import Testing

@Suite struct DemoFunnelTests {
  @Test func `Every event that a funnel names occurs`() async throws {
    let made = try await sample.value.events
    let types = Set(made.map(\.type))
    let pages = Set(made.compactMap { $0["page"] })
    for funnel in DemoShop.funnels {
      let stages = try #require(funnel.definition["stages"]?.elements)
      #expect(2...20 ~= stages.count)
      #expect(funnel.definition["name"]?.text == funnel.name)
      for stage in stages {
        #expect(types.contains(try #require(stage["event"]?.text)))
        for filter in stage["filters"]?.elements ?? [] {
          #expect(filter["property"]?.text == "page")
          #expect(pages.contains(try #require(filter["value"]?.text)))
        }
      }
    }
  }

  @Test func `Each funnel gets narrower at every stage and lets somebody through`() async throws {
    let people = People(try await sample.value)
    for funnel in DemoShop.funnels {
      let counts = people.reaching(try #require(funnel.definition["stages"]?.elements))
      let last = try #require(counts.last)
      #expect(last > 0, "\(funnel.name): \(counts)")
      #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(last < counts[0], "\(funnel.name): \(counts)")
    }
  }

  /// Before the problem, and early enough for everybody to have had the time.
  @Test func `The checkout converts as shops do`() async throws {
    let cutoff = aMonday.advanced(bySeconds: -20 * 86_400)
    let people = People(
      try await sample.value.filter { $0.time < cutoff })
    let counts = people.reaching(
      try #require(DemoShop.funnels[0].definition["stages"]?.elements))
    let rates = zip(counts, counts.dropFirst()).map { 100 * Double($1) / Double($0) }
    #expect(50...64 ~= rates[0])
    #expect(35...46 ~= rates[1])
    #expect(54...67 ~= rates[2])
    #expect(60...74 ~= rates[3])
  }
}

/// Events by person, both ids of a customer taken together.
private struct People {
  private let histories: [[Event]]

  init(_ entries: [Entry]) {
    var owners: [String: String] = [:]
    for identification in entries.identifications {
      if let anonymous = identification.anonymousID { owners[anonymous] = identification.userID }
    }
    histories = Array(
      Dictionary(grouping: entries.events) { owners[$0.userID] ?? $0.userID }.values)
  }

  /// How many did the stages one after the other, however long it took.
  func reaching(_ stages: [JSON]) -> [Int] {
    var counts = Array(repeating: 0, count: stages.count)
    for history in histories {
      var depth = 0
      for event in history where depth < stages.count && matches(event, stages[depth]) {
        counts[depth] += 1
        depth += 1
      }
    }
    return counts
  }

  private func matches(_ event: Event, _ stage: JSON) -> Bool {
    guard event.type == stage["event"]?.text else { return false }
    return (stage["filters"]?.elements ?? []).allSatisfy { filter in
      filter["property"]?.text.flatMap { event[$0] } == filter["value"]?.text
    }
  }
}
