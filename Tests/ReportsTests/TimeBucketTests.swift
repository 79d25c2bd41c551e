import Events
import Reports
import Simulation
import Testing

/// Buckets of a trend in time zones with every kind of clock change.
@Suite struct TimeBucketTests {
  private static let zones = [
    "UTC", "Europe/Zurich", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu",
    "America/Havana",
  ]

  private static func starts(
    _ zone: String, _ start: String, _ end: String, _ interval: BucketInterval,
    _ weekStart: WeekStart = .monday
  ) throws -> [String] {
    let calendar = try #require(ZoneCalendar(zone))
    let range = try #require(Instant(start))..<(try #require(Instant(end)))
    let buckets = try #require(calendar.buckets(range, by: interval, weekStart: weekStart))
    return buckets.bounds.dropLast().map { calendar.text(Instant(microseconds: $0)) }
  }

  @Test func `A day of 23 hours has 23 buckets, one of 25 hours has 25`() throws {
    let spring = try Self.starts(
      "Europe/Zurich", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", .hour)
    #expect(spring.count == 23)
    #expect(spring[1] == "2026-03-29T01:00:00+01:00" && spring[2] == "2026-03-29T03:00:00+02:00")
    let autumn = try Self.starts(
      "Europe/Zurich", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", .hour)
    #expect(autumn.count == 25)
    #expect(autumn[2] == "2026-10-25T02:00:00+02:00" && autumn[3] == "2026-10-25T02:00:00+01:00")
  }

  @Test func `Clocks that change by half an hour make one long bucket, or two short ones`() throws {
    let back = try Self.starts(
      "Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", .hour)
    #expect(back.count == 24)
    #expect(back.allSatisfy { $0.dropFirst(14).prefix(2) == "00" }, "\(back)")
    let forward = try Self.starts(
      "Australia/Lord_Howe", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z", .hour)
    #expect(forward.count == 24)
    #expect(forward[2] == "2026-10-04T02:30:00+11:00", "\(forward)")
    #expect(forward[3] == "2026-10-04T03:00:00+11:00")
  }

  @Test func `The first bucket is the whole week or month that the range begins in`() throws {
    #expect(
      try Self.starts("UTC", "2026-11-25T10:00:00Z", "2026-12-02T00:00:00Z", .week)
        == ["2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"])
    #expect(
      try Self.starts("UTC", "2026-11-25T10:00:00Z", "2026-12-02T00:00:00Z", .week, .sunday)
        == ["2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"])
    #expect(
      try Self.starts("America/New_York", "2026-12-31T10:00:00Z", "2027-01-01T06:00:00Z", .month)
        == ["2026-12-01T00:00:00-05:00", "2027-01-01T00:00:00-05:00"])
  }

  @Test(arguments: zones)
  func `Every instant of a range is in exactly the bucket whose name its clock shows`(
    zone: String
  ) async throws {
    let calendar = try #require(ZoneCalendar(zone))
    let epoch = try #require(Instant("2018-01-01T00:00:00Z"))
    try await Seeds.run(1...60) { seed in
      var dice = Dice(seed: seed)
      let start = epoch.advanced(bySeconds: Double(dice.number(0..<250_000_000)))
      let end = start.advanced(bySeconds: Double(dice.number(1..<4_000_000)))
      for interval in BucketInterval.allCases {
        let buckets = try #require(
          calendar.buckets(start..<end, by: interval, weekStart: .monday))
        #expect(buckets.bounds == buckets.bounds.sorted(), "no bucket is empty of time")
        #expect(Set(buckets.bounds).count == buckets.bounds.count)
        for _ in 0..<20 {
          let length = end.microseconds - start.microseconds
          let at = start.advanced(byMicroseconds: Int64(dice.number(0..<Int(length))))
          let place = try #require(buckets.place(of: at.microseconds))
          let first = calendar.text(Instant(microseconds: buckets.bounds[place]))
          let shown = calendar.text(at)
          switch interval {
          case .hour: #expect(first.prefix(13) == shown.prefix(13))
          case .day: #expect(first.prefix(10) == shown.prefix(10))
          case .month: #expect(first.prefix(7) == shown.prefix(7))
          case .week: #expect(first.prefix(10) <= shown.prefix(10))
          }
        }
      }
    }
  }

  @Test func `More buckets than anybody reads are refused`() throws {
    let calendar = try #require(ZoneCalendar("UTC"))
    let range =
      try #require(
        Instant("2000-01-01T00:00:00Z"))..<(try #require(
        Instant("2100-01-01T00:00:00Z")))
    #expect(calendar.buckets(range, by: .hour, weekStart: .monday) == nil)
    #expect(calendar.buckets(range, by: .week, weekStart: .monday)?.count == 5219)
  }
}
