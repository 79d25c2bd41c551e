/// A moment, in microseconds since 1970-01-01T00:00:00Z; the only kind of time that is stored.
package struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  package static let microsecondsPerSecond: Int64 = 1_000_000
  package static let microsecondsPerDay: Int64 = 86_400 * 1_000_000

  /// The years that RFC 3339 can write; an instant outside can't be shown.
  package static let representable =
    Instant(microseconds: -62_135_596_800_000_000)...Instant(microseconds: 253_402_300_799_999_999)

  package func advanced(bySeconds seconds: Double) -> Instant {
    Instant(microseconds: microseconds + Int64((seconds * 1e6).rounded()))
  }

  package func advanced(byMicroseconds count: Int64) -> Instant {
    Instant(microseconds: microseconds + count)
  }

  /// The UTC day that holds this instant.
  package var day: CalendarDay {
    CalendarDay(daysSince1970: Int(microseconds.flooredDivision(by: Self.microsecondsPerDay)))
  }

  /// RFC 3339 in UTC with as many fraction digits as needed (none, three or six).
  package var description: String { text(offsetSeconds: 0) }

  /// RFC 3339 at an offset from UTC.
  package func text(offsetSeconds: Int) -> String {
    let local = microseconds + Int64(offsetSeconds) * Self.microsecondsPerSecond
    let day = Instant(microseconds: local).day
    let inDay = local - Int64(day.daysSince1970) * Self.microsecondsPerDay
    let second = inDay / Self.microsecondsPerSecond
    let fraction = inDay % Self.microsecondsPerSecond
    var text = "\(day)T\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60))"
    if fraction != 0 {
      text +=
        fraction % 1000 == 0 ? ".\(pad(fraction / 1000, width: 3))" : ".\(pad(fraction, width: 6))"
    }
    guard offsetSeconds != 0 else { return text + "Z" }
    let minutes = Int64(offsetSeconds.magnitude) / 60
    return text + (offsetSeconds < 0 ? "-" : "+") + "\(pad(minutes / 60)):\(pad(minutes % 60))"
  }
}

/// A date of the proleptic Gregorian calendar.
package struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var daysSince1970: Int

  package init(daysSince1970: Int) { self.daysSince1970 = daysSince1970 }

  /// Nil where there is no such date.
  package init?(year: Int, month: Int, day: Int) {
    guard 1...12 ~= month, day >= 1, 0...9999 ~= year else { return nil }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    daysSince1970 = Self.days(year: year, month: month, day: day)
  }

  /// Reads `yyyy-MM-dd`; nil for anything else.
  package init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-"),
      let year = decimal(digits[0..<4]), let month = decimal(digits[5..<7]),
      let day = decimal(digits[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package var start: Instant {
    Instant(microseconds: Int64(daysSince1970) * Instant.microsecondsPerDay)
  }

  package func advanced(by days: Int) -> CalendarDay {
    CalendarDay(daysSince1970: daysSince1970 + days)
  }

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }

  /// Year, month (1…12) and day of the month.
  ///
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021), civil_from_days: the
  /// year begins in March, so that the leap day is its last.
  package var components: (year: Int, month: Int, day: Int) {
    let shifted = daysSince1970 + 719_468
    let era = Int(Int64(shifted).flooredDivision(by: 146_097))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// The same source, days_from_civil.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = Int(Int64(shiftedYear).flooredDivision(by: 400))
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// `yyyy-MM-dd`.
  package var description: String {
    let (year, month, day) = components
    return "\(pad(Int64(year), width: 4))-\(pad(Int64(month)))-\(pad(Int64(day)))"
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity, so that instants before 1970 get their own day.
  package func flooredDivision(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

func pad(_ value: Int64, width: Int = 2) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
  var value = 0
  for digit in digits {
    guard digit &- UInt8(ascii: "0") < 10 else { return nil }
    value = value * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return value
}
