package import Events
internal import Foundation

/// A range of a question, as it was written and as instants.
package struct DateRange: Sendable, Equatable {
  /// As given, or the dates of the default.
  package var startText: String
  package var endText: String
  /// Half-open.
  package var start: Instant
  package var end: Instant
}

/// Days of a time zone.
package struct ZoneCalendar: Sendable {
  private let calendar: Calendar

  /// Nil where there is no such IANA zone.
  package init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    self.calendar = calendar
  }

  /// The first instant of a day, which is not midnight where the clocks go forward at midnight.
  package func start(of day: CalendarDay) -> Instant {
    let (year, month, date) = day.components
    let parts = DateComponents(year: year, month: month, day: date, hour: 12)
    guard let noon = calendar.date(from: parts) else { return day.start }
    let start = calendar.startOfDay(for: noon)
    return Instant(microseconds: Int64(start.timeIntervalSince1970.rounded()) * 1_000_000)
  }

  /// The day that an instant falls on.
  package func day(of instant: Instant) -> CalendarDay {
    instant.advanced(bySeconds: Double(offset(at: instant))).day
  }

  /// Seconds that the zone's clocks are ahead of UTC.
  func offset(at instant: Instant) -> Int {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
    return calendar.timeZone.secondsFromGMT(for: date)
  }

  /// Reads a range: dates are whole days, both inclusive; instants are half-open.
  ///
  /// Without a start or an end it is the last 30 days up to today.
  package func range(
    from start: String?, to end: String?, now: Instant
  ) -> Result<DateRange, DateRangeFaults> {
    var faults: [Fault] = []
    let today = day(of: now)
    let last = boundary(end, "/end_date", isEnd: true, &faults)
    let endText = end ?? today.description
    let endInstant = last ?? self.start(of: today.advanced(by: 1))
    let lastDay = day(of: endInstant.advanced(byMicroseconds: -1))
    let first = boundary(start, "/start_date", isEnd: false, &faults)
    let startText = start ?? lastDay.advanced(by: -29).description
    let startInstant = first ?? self.start(of: lastDay.advanced(by: -29))
    if faults.isEmpty, startInstant > endInstant {
      faults.append(Fault("/start_date", "after_end", "start_date lies after end_date"))
    }
    guard faults.isEmpty else { return .failure(DateRangeFaults(faults: faults)) }
    return .success(
      DateRange(startText: startText, endText: endText, start: startInstant, end: endInstant))
  }

  /// The range of equal length that ends where this one begins: as many days, where it is days.
  package func range(before range: DateRange) -> DateRange {
    if let first = CalendarDay(range.startText), let last = CalendarDay(range.endText) {
      let count = last.daysSince1970 - first.daysSince1970 + 1
      let start = first.advanced(by: -count)
      return DateRange(
        startText: start.description, endText: first.advanced(by: -1).description,
        start: self.start(of: start), end: range.start)
    }
    let length = range.end.microseconds - range.start.microseconds
    let start = range.start.advanced(byMicroseconds: -length)
    return DateRange(
      startText: start.description, endText: range.start.description, start: start,
      end: range.start)
  }

  private func boundary(
    _ text: String?, _ pointer: String, isEnd: Bool, _ faults: inout [Fault]
  ) -> Instant? {
    guard let text else { return nil }
    if let day = CalendarDay(text) { return start(of: isEnd ? day.advanced(by: 1) : day) }
    if let instant = Instant(text) { return instant }
    faults.append(
      Fault(
        pointer, "invalid_date",
        "must be a date such as 2026-11-23, a day that there is, or an instant such as "
          + "2026-11-23T10:00:00Z (in an address + is written %2B)"))
    return nil
  }
}

package struct DateRangeFaults: Error, Sendable, Equatable {
  package var faults: [Fault]
}
