import Events
import Reports
import Segments
import Simulation
import Testing

/// The explorer over a store, wherever its events stand.
@Suite struct ExplorerTests {
  private static let names = [
    "plan", "cart", "price", "page", "page.kind", "$browser", "$event", "$url", "$path",
    "$session_id", "$utm_source", "nothing", "$os.nothing",
  ]

  private struct Case {
    let reporter: Reporter
    let slow: SlowExplorer
    let selection: EventSelection
  }

  /// Asks about random parts of a random history.
  private static func cases(
    seed: UInt64, _ body: (Case, inout Dice) async throws -> Void
  ) async throws {
    var dice = Dice(seed: seed)
    try await withStore { store in
      let history = SlowExplorer.history(&dice)
      try await ReporterTests.fill(store, history, &dice)
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      for round in 0..<6 {
        let start = morning.advanced(bySeconds: 60 * Double(dice.number(-1..<80)))
        let end = start.advanced(bySeconds: 60 * Double(dice.number(1..<120)))
        let range =
          round == 0 ? morning..<morning.advanced(bySeconds: 86_400) : start..<max(start, end)
        let event = round > 0 && dice.chance(40) ? ["a", "b", "none"][dice.number(0..<3)] : nil
        try await body(
          Case(
            reporter: reporter,
            slow: SlowExplorer(history: history, range: range, event: event),
            selection: EventSelection(project: project, range: range, event: event)), &dice)
      }
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `What the events of each type carry is what a slow look says`(seed: UInt64) async throws {
    var kinds: Set<EventSchema.Kind> = []
    try await Self.cases(seed: seed) { one, _ in
      let schema = try await one.reporter.schema(one.selection)
      #expect(schema == one.slow.schema)
      kinds.formUnion(schema.flatMap(\.properties).map(\.kind))
    }
    #expect(kinds.contains(.number) && kinds.contains(.other))
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Types, properties and values are what a slow count says`(seed: UInt64) async throws {
    var found = 0
    try await Self.cases(seed: seed) { one, dice in
      let all = ListWindow(offset: 0, limit: 500)
      let types = try await one.reporter.eventTypes(one.selection, all)
      #expect(
        types.items.map { "\($0.name) \($0.count) \($0.users) \($0.firstSeen) \($0.lastSeen)" }
          == one.slow.eventTypes)
      #expect(!types.hasMore && !types.isPartial)
      found += types.items.count
      let properties = try await one.reporter.properties(one.selection, all).items
      let isOrdered = zip(properties, properties.dropFirst()).allSatisfy { first, second in
        (second.count, first.name) < (first.count, second.name)
      }
      #expect(isOrdered)
      for name in Self.names {
        let expected = one.slow.values(name)
        let values = try await one.reporter.values(of: name, one.selection, all).items
        #expect(values.map { "\($0.value) \($0.count)" } == expected, "\(name)")
        let summary = properties.first { $0.name == name }
        guard name != "page.kind" else { continue }
        #expect(summary?.count ?? 0 == values.reduce(0) { $0 + $1.count }, "\(name)")
        let examples = Set(summary?.examples ?? [])
        #expect(examples.isSubset(of: values.map(\.value)), "\(name)")
        #expect(examples.isEmpty == values.isEmpty, "\(name)")
      }
    }
    #expect(found > 4)
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Page by page the events are all of the selection, newest first`(seed: UInt64)
    async throws
  {
    var found = 0
    try await Self.cases(seed: seed) { one, dice in
      let user = dice.chance(60) ? "u\(dice.number(0..<16))" : nil
      let limit = dice.number(1..<60)
      var shown: [StoredEvent] = []
      var hasMore = true
      while hasMore {
        let part = try await one.reporter.events(
          one.selection, of: user, after: shown.last?.place, limit: limit)
        #expect(part.hasMore ? part.items.count == limit : part.items.count <= limit)
        shown += part.items
        hasMore = part.hasMore
      }
      let expected = one.slow.events(of: user)
      #expect(shown.map(\.id) == expected.map(\.id))
      for (event, original) in zip(shown, expected) {
        #expect(event.type == original.type && event.userID == original.userID)
        #expect(event.sessionID == original.sessionID && event.url == original.url)
        #expect(event.userAgent == original.userAgent && event.time == original.time)
        let properties = (original.properties ?? []).map {
          JSONMember($0.key, .string($0.value))
        }
        #expect(event.properties == .object(properties))
      }
      found += shown.count
    }
    #expect(found > 10)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `A person is found under each of their ids, and exported whole`(seed: UInt64)
    async throws
  {
    var dice = Dice(seed: seed)
    try await withStore { store in
      let history = SlowExplorer.history(&dice)
      try await ReporterTests.fill(store, history, &dice)
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      let slow = SlowExplorer(history: history, range: EventSelection.all(of: project).range)
      for user in 0..<16 { try await Self.compare("u\(user)", reporter, slow) }
    }
  }

  private static func compare(
    _ user: String, _ reporter: Reporter, _ slow: SlowExplorer
  ) async throws {
    let ids = slow.person(user)
    let events = slow.events(of: user)
    let profile = try await reporter.person(user, in: .all(of: project))
    let export = try await reporter.export(user, in: .all(of: project))
    guard let profile, let export else {
      let isKnown = slow.history.identifications.contains {
        $0.userID == user && !$0.traits.isEmpty
      }
      #expect(events.isEmpty && ids.count == 1 && !isKnown, "\(user)")
      return
    }
    #expect(Set(profile.ids) == ids && profile.ids.count == ids.count)
    #expect(profile.ids.first == profile.userID)
    #expect(profile.events == events.count)
    #expect(profile.sessions == Set(events.compactMap(\.sessionID)).count)
    #expect(profile.firstSeen == events.last?.time && profile.lastSeen == events.first?.time)
    let exported = try await export.events(nil)
    #expect(exported.map(\.id) == events.reversed().map(\.id))
    if let last = exported.last {
      #expect(try await export.events(last.place).isEmpty)
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `Counts over time are what a slow count says, with and without groups`(seed: UInt64)
    async throws
  {
    var found = 0
    try await Self.cases(seed: seed) { one, dice in
      let zone = try #require(
        ZoneCalendar(["UTC", "Europe/Zurich", "Asia/Kolkata"][dice.number(0..<3)]))
      let interval = BucketInterval.allCases[dice.number(0..<4)]
      let buckets = try #require(
        zone.buckets(one.selection.range, by: interval, weekStart: .monday))
      let name = dice.chance(70) ? Self.names[dice.number(0..<Self.names.count)] : nil
      let counts = try await one.reporter.counts(one.selection, in: buckets, by: name)
      let slow = one.slow.counts(in: buckets, by: name)
      #expect(counts.points.map(\.total) == slow.map(\.total))
      #expect(counts.points.map(\.groups) == slow.map(\.groups), "\(name ?? "")")
      #expect(counts.points.map(\.other) == slow.map(\.other), "\(name ?? "")")
      #expect((counts.values == nil) == (name == nil))
      found += counts.points.reduce(0) { $0 + $1.total.users }
    }
    #expect(found > 10)
  }

  @Test func `A list by numbers goes on where its window ended`() async throws {
    try await Self.cases(seed: 3) { one, _ in
      let all = try await one.reporter.values(
        of: "$session_id", one.selection, ListWindow(offset: 0, limit: 500)
      ).items
      var shown: [PropertyValue] = []
      var hasMore = true
      while hasMore {
        let part = try await one.reporter.values(
          of: "$session_id", one.selection, ListWindow(offset: shown.count, limit: 3))
        shown += part.items
        hasMore = part.hasMore
      }
      #expect(shown == all)
    }
  }
}
