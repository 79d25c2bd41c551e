import Demo
import Events
import Testing

@Suite struct DemoShopTests {
  @Test func `The same seed, count and end give the same entries, to the id`() async throws {
    let shop = DemoShop(seed: 11, eventCount: 5_000, end: aMonday, project: aProject)
    let again = DemoShop(seed: 11, eventCount: 5_000, end: aMonday, project: aProject)
    #expect(try await entries(of: shop) == entries(of: again))
  }

  @Test func `Another seed is another shop`() async throws {
    let one = DemoShop(seed: 11, eventCount: 2_000, end: aMonday, project: aProject)
    let other = DemoShop(seed: 12, eventCount: 2_000, end: aMonday, project: aProject)
    let shared = Set(try await events(of: one).map(\.id))
      .intersection(try await events(of: other).map(\.id))
    #expect(shared.isEmpty)
  }

  @Test(arguments: [1_000, 10_000, 40_000])
  func `As many events are made as were asked for`(count: Int) async throws {
    let shop = DemoShop(seed: 3, eventCount: count, end: aMonday, project: aProject)
    #expect(try await events(of: shop).count == count)
  }

  /// Also where the last day has hardly begun, and where clocks changed in between.
  @Test(arguments: [
    "2026-11-23T20:15:00Z", "2026-11-22T23:00:00Z", "2026-11-22T23:00:00.000001Z",
    "2026-06-01T04:00:00Z", "2024-02-29T12:34:56.789012Z",
  ])
  func `Entries come in order of time, none after the end and none before 90 days`(
    end: String
  ) async throws {
    let end = try #require(Instant(end))
    let shop = DemoShop(seed: 5, eventCount: 6_000, end: end, project: aProject)
    let times = try await entries(of: shop).map(\.time)
    #expect(times == times.sorted())
    #expect(times.allSatisfy { $0 <= end })
    #expect(
      times.allSatisfy { $0.microseconds >= end.microseconds - 90 * Instant.microsecondsPerDay })
  }

  @Test func `The last hours before the end are busy`() async throws {
    let made = try await sample.value.events
    let latest = made.filter { $0.time >= aMonday.advanced(bySeconds: -2 * 3_600) }
    #expect(latest.count > 50)
  }

  @Test func `A batch holds at most 5,000 entries`() async throws {
    let shop = DemoShop(seed: 2, eventCount: 600_000, end: aMonday, project: aProject)
    var sizes: [Int] = []
    // A few days of a shop this big are enough to see full batches.
    await #expect(throws: EnoughSeen.self) {
      try await shop.forEachBatch { batch in
        sizes.append(batch.count)
        if sizes.count == 8 { throw EnoughSeen() }
      }
    }
    #expect(sizes.max() == 5_000)
  }

  @Test func `Sundays are busier than Saturdays, evenings than nights`() async throws {
    let made = try await sample.value.events
    // 1 January 1970 was a Thursday: Monday is 0.
    let byWeekday = Dictionary(grouping: made) { ($0.time.day.daysSince1970 + 3) % 7 }
    let saturdays = byWeekday[5]?.count ?? 0
    let sundays = byWeekday[6]?.count ?? 0
    #expect(Double(sundays) > 1.25 * Double(saturdays))

    let byHour = Dictionary(grouping: made) { $0.time.secondOfDay / 3_600 }
    let evening = byHour[19]?.count ?? 0
    let night = byHour[2]?.count ?? 0
    #expect(evening > 8 * night)
  }

  @Test func `A campaign brings more people, whose landing pages say so`() async throws {
    let made = try await sample.value.events
    let promoted = made.filter { $0.url?.contains("utm_campaign=outdoor-week") == true }
    let days = Set(promoted.map(\.time.day))
    #expect(promoted.count > 100)
    #expect(days.count <= 8)

    let perDay = Dictionary(grouping: made, by: \.time.day).mapValues(\.count)
    let height = try #require(days.compactMap { perDay[$0] }.max())
    #expect(Double(height) > 1.5 * Double(made.count) / 90)
  }

  @Test func `No two events share an id, and the ids are version 8`() async throws {
    let ids = try await sample.value.events.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.bits >> 76 & 0xF == 8 && $0.bits >> 62 & 0b11 == 0b10 })
  }
}

private struct EnoughSeen: Error {}

extension Instant {
  /// In UTC.
  fileprivate var secondOfDay: Int64 {
    (microseconds - day.start.microseconds) / Self.microsecondsPerSecond
  }
}
