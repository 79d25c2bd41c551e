import Events
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0),
    ("2026-11-23T10:00:00.123456+01:00", 1_795_424_400_123_456),
    ("1969-12-31T23:59:59.999999Z", -1),
    ("2024-02-29T23:59:60Z", 1_709_251_200_000_000),
    ("2012-12-16T19:33:10.000Z", 1_355_686_390_000_000),
    ("2012-12-16t19:33:10.1234569z", 1_355_686_390_123_456),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
  ])
  func `RFC 3339 text is read to the microsecond`(text: String, microseconds: Int64) {
    #expect(Instant(text)?.microseconds == microseconds)
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-11-23T10:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-11-23T24:00:00Z", "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00+1:00",
    "2026-11-23T10:00:00Zjunk", "1732356000",
  ])
  func `Text that is no instant is refused`(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test func `A missing offset means UTC only where that is allowed`() {
    #expect(
      Instant("2026-11-23 10:00:00", missingOffset: .meansUTC)?.description
        == "2026-11-23T10:00:00Z")
  }

  @Test func `Days and text agree in both directions over four centuries`() throws {
    for days in stride(from: -80_000, through: 80_000, by: 37) {
      let day = CalendarDay(daysSince1970: days)
      #expect(CalendarDay(day.description) == day)
      let instant = day.start.advanced(byMicroseconds: 86_399_999_999)
      #expect(Instant(instant.description) == instant)
      #expect(instant.day == day)
    }
    #expect(
      CalendarDay("2026-11-23")?.start.text(offsetSeconds: -19_800) == "2026-11-22T18:30:00-05:30")
  }

  @Test func `A UUID reads and writes back, and random ones are version 4`() {
    let text = "00000000-0000-4000-8000-00000000c31f"
    #expect(UUIDValue(text)?.description == text)
    #expect(UUIDValue("00000000-0000-4000-8000-00000000C31F")?.description == text)
    #expect(UUIDValue("00000000000040008000000000000001") == nil)
    let made = UUIDValue.random().description
    #expect(Array(made)[14] == "4")
    #expect("89ab".contains(Array(made)[19]))
  }
}
