import Events

/// Central European time, by which the shop's customers rise and sleep.
///
/// The rule of the European Union since 1996 (Directive 2000/84/EC): summer time from 01:00 UTC
/// on the last Sunday of March to 01:00 UTC on the last Sunday of October.
enum ShopClock {
  static let timezone = "Europe/Berlin"

  static func offset(at instant: Instant) -> Int64 {
    let year = instant.day.components.year
    guard let spring = lastSunday(year: year, month: 3),
      let autumn = lastSunday(year: year, month: 10)
    else { return hour }
    let change = spring.start.microseconds + hour..<autumn.start.microseconds + hour
    return change.contains(instant.microseconds) ? 2 * hour : hour
  }

  /// The local day that holds an instant.
  static func day(of instant: Instant) -> CalendarDay {
    instant.advanced(byMicroseconds: offset(at: instant)).day
  }

  /// The instant at which a local clock shows this time of this day.
  static func instant(_ day: CalendarDay, secondsAfterMidnight seconds: Double) -> Instant {
    let local = day.start.advanced(bySeconds: seconds)
    let winter = local.advanced(byMicroseconds: -hour)
    return local.advanced(byMicroseconds: -offset(at: winter))
  }

  /// Monday is 0; 1 January 1970 was a Thursday.
  static func weekday(_ day: CalendarDay) -> Int {
    let shifted = (day.daysSince1970 + 3) % 7
    return shifted < 0 ? shifted + 7 : shifted
  }

  private static let hour = 3600 * Instant.microsecondsPerSecond

  /// Both months have 31 days.
  private static func lastSunday(year: Int, month: Int) -> CalendarDay? {
    CalendarDay(year: year, month: month, day: 31).map { last in
      last.advanced(by: -((weekday(last) + 1) % 7))
    }
  }
}
