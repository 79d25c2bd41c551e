import Events
import Reports
import Testing

/// Days of time zones, and ranges of them.
@Suite struct DateRangeTests {
  private static func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

  @Test(arguments: [
    ("UTC", "2026-11-23", "2026-11-23T00:00:00Z"),
    ("Europe/Zurich", "2026-03-29", "2026-03-28T23:00:00Z"),
    ("Europe/Zurich", "2026-03-30", "2026-03-29T22:00:00Z"),
    ("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"),
    ("America/New_York", "2026-11-02", "2026-11-02T05:00:00Z"),
    ("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z"),
    ("Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"),
    ("Pacific/Niue", "2026-01-01", "2026-01-01T11:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-06", "2026-04-05T13:30:00Z"),
    // There was no midnight: the clocks went from 00:00 to 01:00.
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
    ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
    // There were two midnights: the clocks went from 01:00 back to 00:00.
    ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
  ])
  func `A day begins with its first instant`(zone: String, day: String, start: String) throws {
    let calendar = try #require(ZoneCalendar(zone))
    let day = try #require(CalendarDay(day))
    let start = try Self.instant(start)
    #expect(calendar.start(of: day) == start)
    #expect(calendar.day(of: start) == day)
    #expect(calendar.day(of: start.advanced(byMicroseconds: -1)) == day.advanced(by: -1))
  }

  @Test(arguments: ["UTC", "Europe/Zurich", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe"])
  func `Days follow each other without a gap, whole years long`(zone: String) throws {
    let calendar = try #require(ZoneCalendar(zone))
    var day = try #require(CalendarDay("2021-12-25"))
    var start = calendar.start(of: day)
    for _ in 0..<800 {
      let next = calendar.start(of: day.advanced(by: 1))
      let hours = Double(next.microseconds - start.microseconds) / 3.6e9
      #expect([23, 23.5, 24, 24.5, 25].contains(hours))
      #expect(calendar.day(of: next.advanced(byMicroseconds: -1)) == day)
      day = day.advanced(by: 1)
      start = next
    }
  }

  @Test func `A zone that is not there is none`() {
    #expect(ZoneCalendar("Mars/Olympus") == nil)
    #expect(ZoneCalendar("") == nil)
  }

  private static func range(
    _ zone: String, _ start: String?, _ end: String?, now: String = "2026-11-23T23:30:00Z"
  ) throws -> Result<DateRange, DateRangeFaults> {
    try #require(ZoneCalendar(zone)).range(from: start, to: end, now: instant(now))
  }

  @Test func `Without dates it is thirty days up to today, as the zone has it`() throws {
    let utc = try Self.range("UTC", nil, nil).get()
    #expect([utc.startText, utc.endText] == ["2026-10-25", "2026-11-23"])
    #expect(try utc.start == Self.instant("2026-10-25T00:00:00Z"))
    #expect(try utc.end == Self.instant("2026-11-24T00:00:00Z"))
    let zurich = try Self.range("Europe/Zurich", nil, nil).get()
    #expect([zurich.startText, zurich.endText] == ["2026-10-26", "2026-11-24"])
    #expect(try zurich.start == Self.instant("2026-10-25T23:00:00Z"))
    #expect(try zurich.end == Self.instant("2026-11-24T23:00:00Z"))
  }

  @Test func `With one end given, the other is thirty days away or today`() throws {
    let ended = try Self.range("UTC", nil, "2024-02-29").get()
    #expect(ended.startText == "2024-01-31")
    #expect(try ended.end == Self.instant("2024-03-01T00:00:00Z"))
    let begun = try Self.range("UTC", "2026-11-23", nil).get()
    #expect(begun.endText == "2026-11-23")
    // An instant as the end: the day that it cuts is the last.
    let cut = try Self.range("UTC", nil, "2024-03-01T00:00:00Z").get()
    #expect(cut.startText == "2024-01-31")
    #expect(try cut.end == Self.instant("2024-03-01T00:00:00Z"))
  }

  @Test func `Dates are inclusive, instants half-open; both may stand together`() throws {
    let day = try Self.range("America/New_York", "2026-11-01", "2026-11-01").get()
    #expect(day.end.microseconds - day.start.microseconds == 25 * 3_600_000_000)
    let mixed = try Self.range("UTC", "2026-11-01", "2026-11-02T06:00:00+02:00").get()
    #expect(try mixed.start == Self.instant("2026-11-01T00:00:00Z"))
    #expect(try mixed.end == Self.instant("2026-11-02T04:00:00Z"))
    #expect(mixed.endText == "2026-11-02T06:00:00+02:00")
    let empty = try Self.range("UTC", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z").get()
    #expect(empty.start == empty.end)
  }

  @Test(arguments: [
    ("2026-02-30", nil, ["/start_date invalid_date"]),
    ("1 May", "2026-11-01T10:00:00", ["/end_date invalid_date", "/start_date invalid_date"]),
    ("2026-11-03", "2026-11-01", ["/start_date after_end"]),
    ("2026-11-25", nil, ["/start_date after_end"]),
  ])
  func `What is no range is refused by name`(
    start: String, end: String?, expected: [String]
  ) throws {
    guard case .failure(let found) = try Self.range("UTC", start, end) else {
      Issue.record("it was taken")
      return
    }
    #expect(found.faults.map { "\($0.pointer) \($0.code)" } == expected)
  }
}
