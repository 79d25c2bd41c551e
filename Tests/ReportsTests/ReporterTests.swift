import Events
import Foundation
import Funnels
import Reports
import Segments
import Simulation
import Testing

func withStore<R>(_ body: (EventStore) async throws -> R) async throws -> R {
  let url = FileManager.default.temporaryDirectory.appending(path: "iafa-\(UUID().uuidString)")
  // A folder left behind harms nobody, and an error here would hide the test's own.
  defer { try? FileManager.default.removeItem(at: url) }
  let store = try await EventStore.open(
    DataDirectory(url.path), settings: .init(memoryLimit: 128 << 20, threads: 1))
  return try await body(store)
}

/// Funnels counted over a store, wherever its events stand.
@Suite struct ReporterTests {
  static func query(_ question: RandomQuestion) throws -> FunnelQuery {
    FunnelQuery(
      project: project, funnel: try Funnel.read(question.definition, as: .adHoc).get(),
      question: Question(
        start: question.start, end: question.end, bound: question.isEntryBound ? .entry : .all,
        asOf: question.asOf))
  }

  /// Puts the history in, in pieces, some of them in Parquet by the end.
  static func fill(
    _ store: EventStore, _ history: RandomEvents, _ dice: inout Dice
  ) async throws {
    var entries = history.events.map(Entry.event)
    for identification in history.identifications.reversed() {
      entries.insert(.identification(identification), at: 0)
    }
    while !entries.isEmpty {
      let piece = entries.prefix(dice.number(20..<90))
      entries.removeFirst(piece.count)
      _ = try await store.accept(Array(piece))
      let day = Double(dice.number(0..<2) * 86_400)
      switch dice.number(0..<3) {
      case 0: try await store.flush(now: morning)
      case 1: try await store.flushAndCompact(now: morning.advanced(bySeconds: 90_000 + day))
      default: break
      }
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `The same numbers as a slow count of the same events`(seed: UInt64) async throws {
    var dice = Dice(seed: seed)
    try await withStore { store in
      let history = RandomEvents(&dice)
      try await Self.fill(store, history, &dice)
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      var found = 0
      for number in 0..<25 {
        let question = RandomQuestion(&dice)
        let answer = try await reporter.report(Self.query(question))
        let users = answer.value.whole.bars.finish().stages.map(\.users)
        #expect(
          users == SlowCount(history: history, question: question).users,
          "seed \(seed), question \(number): \(question)")
        found += users[0]
      }
      #expect(found > 0)
    }
  }

  static func simple(
    _ definition: JSON = ["stages": [["name": "A", "event": "a"], ["name": "B", "event": "b"]]],
    _ bound: Question.Bound = .all, keepsTimes: Bool = true
  ) throws -> FunnelQuery {
    FunnelQuery(
      project: project, funnel: try Funnel.read(definition, as: .adHoc).get(),
      question: Question(
        start: morning, end: morning.advanced(bySeconds: 60), bound: bound,
        asOf: morning.advanced(bySeconds: 100_000)), keepsTimes: keepsTimes)
  }

  private static func event(_ number: Int, _ type: String, _ user: String, _ second: Double)
    -> Entry
  {
    .event(
      Event(
        project: project, id: EventID(bits: UInt128(number)), type: type, userID: user,
        time: morning.advanced(bySeconds: second)))
  }

  @Test func `In strict order an event that no stage names stands in the way`() async throws {
    try await withStore { store in
      _ = try await store.accept([
        Self.event(1, "a", "u1", 0), Self.event(2, "x", "u1", 1), Self.event(3, "b", "u1", 2),
        Self.event(4, "a", "u2", 0), Self.event(5, "b", "u2", 2),
      ])
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      let stages: JSON = [["name": "A", "event": "a"], ["name": "B", "event": "b"]]
      let strict = try await reporter.report(Self.simple(["stages": stages, "order": "strict"]))
      #expect(strict.value.whole.bars.finish().stages.map(\.users) == [2, 1])
      #expect(strict.eventsScanned == 5)
      let ordered = try await reporter.report(Self.simple(["stages": stages]))
      #expect(ordered.value.whole.bars.finish().stages.map(\.users) == [2, 2])
      #expect(ordered.eventsScanned == 4)
      #expect(ordered.filesRead == 0)
      #expect(ordered.elapsedMilliseconds > 0)
      let counts = try await reporter.report(Self.simple(keepsTimes: false))
      #expect(counts.value.whole.bars.finish().stages.map(\.users) == [2, 2])
      #expect(counts.value.whole.bars.finish().timeToConvert == nil)
    }
  }

  @Test func `An exclusion between two stages strikes the person`() async throws {
    try await withStore { store in
      _ = try await store.accept([
        Self.event(1, "a", "u1", 0), Self.event(2, "refund", "u1", 1),
        Self.event(3, "b", "u1", 2), Self.event(4, "a", "u2", 0), Self.event(5, "b", "u2", 2),
      ])
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      let answer = try await reporter.report(
        Self.simple([
          "stages": [["name": "A", "event": "a"], ["name": "B", "event": "b"]],
          "exclusions": [["event": "refund"]],
        ]))
      #expect(answer.value.whole.bars.finish().stages.map(\.users) == [1, 1])
    }
  }

  @Test func `The window's last microsecond counts, the one after it does not`() async throws {
    try await withStore { store in
      _ = try await store.accept([
        Self.event(1, "a", "u1", 59.999999), Self.event(2, "b", "u1", 69.999999),
        Self.event(3, "a", "u2", 59.999999), Self.event(4, "b", "u2", 70),
        Self.event(5, "a", "u3", 60), Self.event(6, "b", "u3", 61),
      ])
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      let answer = try await reporter.report(
        Self.simple(
          [
            "stages": [["name": "A", "event": "a"], ["name": "B", "event": "b"]],
            "window_seconds": 10,
          ], .entry))
      #expect(answer.value.whole.bars.finish().stages.map(\.users) == [2, 1])
    }
  }

  @Test func `Too many events at one instant and too little time are refused by name`()
    async throws
  {
    try await withStore { store in
      _ = try await store.accept((0..<65).map { Self.event($0, "a", "u1", 1) })
      let reporter = try Reporter(store: store, lanes: 1, timeoutSeconds: 60)
      let time = morning.advanced(bySeconds: 1)
      await #expect(throws: ReportError.tooManyEventsAtOneInstant(count: 65, at: time)) {
        _ = try await reporter.report(Self.simple())
      }
      for batch in 1...10 {
        _ = try await store.accept(
          (0..<5000).map { Self.event(batch * 10_000 + $0, "a", "u\($0)", 1 + Double(batch)) })
      }
      let hasty = try Reporter(store: store, lanes: 1, timeoutSeconds: 0)
      await #expect(throws: ReportError.timedOut(seconds: 0)) {
        _ = try await hasty.report(Self.simple())
      }
    }
  }
}
