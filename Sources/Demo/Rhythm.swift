import Events

/// When people come: hours, weekdays, growth and campaigns.
struct Rhythm {
  let begin: Instant
  let end: Instant
  private let firstDay: CalendarDay

  init(begin: Instant, end: Instant) {
    self.begin = begin
    self.end = end
    firstDay = ShopClock.day(of: begin)
  }

  /// How busy a whole day is against an average one.
  func weight(of day: CalendarDay) -> Double {
    let place = day.daysSince1970 - firstDay.daysSince1970
    let growth = 1 + 0.3 * Double(place) / 90
    return Self.weekdays[ShopClock.weekday(day)] * growth * (campaign(on: day)?.lift(place) ?? 1)
  }

  func campaign(on day: CalendarDay) -> Campaign? {
    let place = day.daysSince1970 - firstDay.daysSince1970
    return Campaign.all.first { $0.days.contains(place) }
  }

  /// A moment of the day, by the hours that people keep.
  static func moment(on day: CalendarDay, _ random: inout Randomness) -> Instant {
    let second = Double(random.pick(hourOdds) * 3600) + random.fraction() * 3600
    return ShopClock.instant(day, secondsAfterMidnight: second)
  }

  /// The part of each hour of the day that lies between the shop's begin and end.
  func openHours(of day: CalendarDay) -> [(range: Range<Int64>, weight: Double)] {
    Self.hours.enumerated().compactMap { hour, weight in
      let start = ShopClock.instant(day, secondsAfterMidnight: Double(hour * 3600)).microseconds
      let whole = start..<start + 3600 * Instant.microsecondsPerSecond
      let open = whole.clamped(to: begin.microseconds..<end.microseconds)
      guard !open.isEmpty else { return nil }
      return (open, weight * Double(open.count) / Double(whole.count))
    }
  }

  /// The share of a whole day that lies between begin and end.
  func openShare(of day: CalendarDay) -> Double {
    openHours(of: day).reduce(0) { $0 + $1.weight } / Self.hours.reduce(0, +)
  }

  /// Monday first. Sunday evening on the sofa is this trade's best time.
  private static let weekdays = [1.08, 1.00, 0.96, 0.94, 0.82, 0.78, 1.24]

  private static let hours: [Double] = [
    12, 7, 4, 3, 3, 5, 14, 28, 40, 46, 50, 54, 62, 56, 50, 50, 54, 62, 70, 82, 96, 88, 58, 28,
  ]

  private static let hourOdds = Odds(hours.enumerated().map { ($0.offset, $0.element) })
}

/// A promotion that brings people for some days.
struct Campaign: Sendable {
  let name: String
  /// Counted from the first day.
  let days: ClosedRange<Int>
  /// How many times the usual visits come at the height of it.
  let height: Double

  /// Rises to the middle and falls again.
  func lift(_ place: Int) -> Double {
    let middle = Double(days.lowerBound + days.upperBound) / 2
    let half = Double(days.count + 1) / 2
    return 1 + (height - 1) * (1 - (Double(place) - middle).magnitude / half)
  }

  static let all = [
    Campaign(name: "light-and-far", days: 23...28, height: 1.8),
    Campaign(name: "outdoor-week", days: 52...58, height: 2.2),
  ]
}
