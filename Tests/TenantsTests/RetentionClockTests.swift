import Events
import Testing

@testable import Tenants

/// I17: a wrong clock deletes nothing before somebody had a day to notice.
@Suite struct RetentionClockTests {
  private static let start = Instant("2026-11-23T10:00:00Z") ?? Instant(microseconds: 0)

  /// Which of these looks, in hours since the first, may delete.
  private func verdicts(_ hours: [Double]) -> [Bool] {
    var clock = RetentionClock(firstLook: Self.start)
    return hours.map { clock.look(at: Self.start.advanced(bySeconds: $0 * 3600)) }
  }

  @Test func `The first day of a directory deletes nothing, the second does`() {
    #expect(verdicts([0, 1, 12, 23.9, 24, 25]) == [false, false, false, false, true, true])
  }

  @Test func `A server that was off over the weekend goes on as before`() {
    #expect(verdicts([24, 48, 48 + 72, 48 + 73]) == [true, true, true, true])
  }

  @Test func `After a jump ahead nothing goes for a day of the new time`() {
    let year = 365.0 * 24
    #expect(
      verdicts([24, 25, year, year + 1, year + 23, year + 24])
        == [true, true, false, false, false, true])
  }

  @Test func `A clock set right again begins a day of its own`() {
    let year = 365.0 * 24
    #expect(verdicts([24, year, 26, 27, 49, 50]) == [true, false, false, false, false, true])
  }

  @Test func `What is written down reads as the same`() throws {
    var clock = RetentionClock(firstLook: Self.start)
    _ = clock.look(at: Self.start.advanced(bySeconds: 90_000.5))
    #expect(RetentionClock(clock.text) == clock)
    for text in ["", "never", "2026-11-23T10:00:00Z"] { #expect(RetentionClock(text) == nil) }
  }

  @Test func `A restart does not forget that the clock has jumped`() async throws {
    try await withBench { bench in
      let first = try bench.open()
      #expect(try await first.mayDelete(at: Self.start) == false)
      let again = try bench.open()
      #expect(try await again.mayDelete(at: Self.start.advanced(bySeconds: 3600)) == false)
      #expect(try await again.mayDelete(at: Self.start.advanced(bySeconds: 86_400)))
    }
  }
}
