internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct TimeTests {
  @Test func `Instants are written as Foundation writes them, to the microsecond`() {
    let style = Date.ISO8601FormatStyle()
    for _ in 0..<1000 {
      let seconds = Int64.random(in: -5_000_000_000...50_000_000_000)
      let micros = Int64.random(in: 0..<1_000_000)
      let whole = style.format(Date(timeIntervalSince1970: TimeInterval(seconds))).dropLast()
      let digits = String(String(1_000_000 + micros).dropFirst())
      #expect(InstantText.of(seconds * 1_000_000 + micros) == "\(whole).\(digits)Z")
    }
  }

  @Test func `A date as HTTP writes it is read`() {
    let words = "Sun, 06 Nov 1994 08:49:37 GMT".split(separator: " ").map(String.init)
    #expect(InstantText.seconds(ofHTTPDate: words) == 784_111_777)
    #expect(InstantText.seconds(ofHTTPDate: ["Sun,", "06", "Nov", "1994", "08:49", "GMT"]) == nil)
    #expect(
      InstantText.seconds(ofHTTPDate: ["Sun,", "06", "Nix", "1994", "08:49:37", "GMT"]) == nil)
  }

  @Test func `Times strictly increase within one microsecond and over a clock that trembles`() {
    var clock = EventClock(last: 0, shift: 0)
    let given = [10, 10, 10, 9, 12, 5_000_000, 4_500_000].map { clock.tick(at: $0) }
    #expect(given == [10, 11, 12, 13, 14, 5_000_000, 5_000_001])
    #expect(clock.shift == 0)
  }

  @Test func `A clock that is set back goes on from where it was, and sent_at with it`() {
    var clock = EventClock(last: 0, shift: 0)
    let hour: Int64 = 3_600_000_000
    let before = clock.tick(at: 2 * hour)
    let after = clock.tick(at: hour)
    let later = clock.tick(at: hour + 5_000_000)
    #expect([after - before, later - after] == [1, 5_000_000 - 1])
    // The server adds received − sent_at: an event made five seconds ago arrives as such.
    #expect(clock.time(at: hour + 10_000_000) - later == 5_000_000)
  }

  @Test func `Ids are version 7 and sort as events were made`() {
    let ids = (0..<2000).map { UUID(time: 1_790_000_000_000_000 + $0 * 7, random: .max) }
    let texts = ids.map(\.uuidString)
    #expect(texts == texts.sorted())
    #expect(Set(texts).count == 2000)
    for text in texts {
      let places = Array(text)
      #expect(places[14] == "7")
      #expect("89AB".contains(places[19]))
    }
    let id = UUID()
    #expect(UUID(bytes: id.bytes) == id)
  }
}
