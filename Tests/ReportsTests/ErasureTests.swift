import Events
import Funnels
import Reports
import Segments
import Simulation
import Testing

/// Persons erased from a store, wherever their events stand.
@Suite struct ErasureTests {
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `What is erased is in no answer, and nothing else is missing`(seed: UInt64) async throws {
    var dice = Dice(seed: seed)
    try await withStore { store in
      var history = SlowExplorer.history(&dice)
      try await ReporterTests.fill(store, history, &dice)
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      var erased = 0
      for round in 0..<6 {
        erased += try await Self.erase("u\(dice.number(0..<16))", store, &history)
        try await Self.care(store, &dice)
        // The same ids, by other people.
        let again = (0..<dice.number(0..<20)).map { number in
          Event(
            project: project, id: EventID(bits: UInt128(round * 100 + number) << 64 | 99),
            type: ["a", "b", "c"][dice.number(0..<3)], userID: "u\(dice.number(0..<16))",
            time: morning.advanced(byMicroseconds: Int64(dice.number(0..<9000)) * 1_000_003 + 7))
        }
        _ = try await store.accept(again.map(Entry.event))
        history.events += again
        try await Self.compare(reporter, history, &dice)
      }
      #expect(erased > 10)
    }
  }

  /// Erases a person from the store and, in the plain way, from the history.
  private static func erase(
    _ user: String, _ store: EventStore, _ history: inout RandomEvents
  ) async throws -> Int {
    let ids = SlowExplorer(history: history, range: EventSelection.all(of: project).range)
      .person(user)
    let isKnown = history.identifications.contains { identification in
      ids.contains(identification.userID)
        && (identification.anonymousID ?? identification.userID != identification.userID
          || !identification.traits.isEmpty)
    }
    let before = history.events.count
    history.events.removeAll { $0.project == project && ids.contains($0.userID) }
    history.identifications.removeAll { ids.contains($0.userID) }
    let gone = before - history.events.count
    let receipt = try await store.erase(
      ErasureRequest(project: project, userID: user, now: morning))
    if gone > 0 || isKnown {
      #expect(receipt?.events == gone && receipt.map { Set($0.ids) } == ids, "\(user)")
    } else {
      #expect(receipt == nil, "\(user)")
    }
    return gone
  }

  /// Some of what maintenance does, in any order.
  private static func care(_ store: EventStore, _ dice: inout Dice) async throws {
    for _ in 0..<dice.number(0..<4) {
      let later = morning.advanced(bySeconds: 90_000 * Double(dice.number(0..<2)))
      switch dice.number(0..<4) {
      case 0: try await store.rewriteErased()
      case 1: try await store.flushAndCompact(now: later)
      case 2: try await store.mergeParts(now: later)
      default: try await store.flush(now: later)
      }
    }
  }

  private static func compare(
    _ reporter: Reporter, _ history: RandomEvents, _ dice: inout Dice
  ) async throws {
    let all = EventSelection.all(of: project)
    let slow = SlowExplorer(history: history, range: all.range)
    let types = try await reporter.eventTypes(all, ListWindow(offset: 0, limit: 500)).items
    #expect(
      types.map { "\($0.name) \($0.count) \($0.users) \($0.firstSeen) \($0.lastSeen)" }
        == slow.eventTypes)
    let events = try await reporter.events(all, limit: 500).items
    #expect(events.map(\.id) == slow.events(of: nil).map(\.id))
    let question = RandomQuestion(&dice)
    let answer = try await reporter.report(ReporterTests.query(question))
    #expect(
      answer.value.whole.bars.finish().stages.map(\.users)
        == SlowCount(history: history, question: question).users,
      "\(question)")
  }

  @Test func `Others of the same file, and of other projects, keep their events`() async throws {
    try await withStore { store in
      let other = ProjectID(bits: 9)
      let entries = (0..<60).map { number in
        Entry.event(
          Event(
            project: number % 2 == 0 ? project : other, id: EventID(bits: UInt128(number)),
            type: "a", userID: "u\(number % 3)", time: morning.advanced(bySeconds: Double(number))))
      }
      _ = try await store.accept(entries)
      let receipt = try await store.erase(
        ErasureRequest(project: project, userID: "u1", now: morning))
      #expect(receipt?.events == 10 && receipt?.files == 1 && receipt?.ids == ["u1"])
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      func counts() async throws -> [Int] {
        var counts: [Int] = []
        for one in [project, other] {
          let window = ListWindow(offset: 0, limit: 5)
          let types = try await reporter.eventTypes(.all(of: one), window).items
          counts += types.flatMap { [$0.count, $0.users] }
        }
        return counts
      }
      #expect(try await counts() == [20, 2, 30, 3])
      #expect(try await store.rewriteErased())
      #expect(try await !store.rewriteErased())
      #expect(try await counts() == [20, 2, 30, 3])
      #expect(store.storedRows == 50)
      // The events' ids stay known: sent again they are duplicates, and stay erased.
      #expect(try await store.accept(entries).allSatisfy { $0 })
      #expect(try await counts() == [20, 2, 30, 3])
    }
  }
}
