package import Events

/// The length of a trend's buckets.
package enum BucketInterval: String, Sendable, Hashable, CaseIterable {
  case hour, day, week, month
}

/// The day that a week begins with.
package enum WeekStart: String, Sendable, Hashable, CaseIterable {
  case monday, sunday

  /// Days between this day and the one before it that begins a week.
  func daysSinceStart(of day: CalendarDay) -> Int {
    // 1970-01-01 was a Thursday.
    let shift = self == .monday ? 3 : 4
    return ((day.daysSince1970 + shift) % 7 + 7) % 7
  }
}

/// A range cut into hours, days, weeks or months of a time zone, without a gap.
package struct TimeBuckets: Sendable, Equatable {
  /// Where each bucket begins, in microseconds since 1970; the end of the last one stands behind
  /// them.
  package let bounds: [Int64]

  package var count: Int { bounds.count - 1 }

  /// More points than this nobody reads, and each costs memory for each group.
  package static let limit = 10_000

  /// The bucket that an instant falls into; nil outside.
  package func place(of microseconds: Int64) -> Int? {
    guard microseconds >= bounds[0], microseconds < bounds[count] else { return nil }
    var (lower, upper) = (0, count)
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if bounds[middle] <= microseconds { lower = middle } else { upper = middle }
    }
    return lower
  }
}

extension ZoneCalendar {
  /// The whole buckets that a range touches; nil where there are more than ``TimeBuckets/limit``.
  ///
  /// An hour that the clocks repeat is two buckets; one that they skip is none.
  package func buckets(
    _ range: Range<Instant>, by interval: BucketInterval, weekStart: WeekStart
  ) -> TimeBuckets? {
    var start = self.start(ofBucketAt: range.lowerBound, interval, weekStart)
    var bounds = [start.microseconds]
    repeat {
      start = self.end(ofBucketFrom: start, interval)
      bounds.append(start.microseconds)
      if bounds.count > TimeBuckets.limit + 1 { return nil }
    } while start < range.upperBound
    return TimeBuckets(bounds: bounds)
  }

  private func start(
    ofBucketAt instant: Instant, _ interval: BucketInterval, _ weekStart: WeekStart
  ) -> Instant {
    let day = self.day(of: instant)
    switch interval {
    case .hour:
      // From hour to hour within the day, since an hour can begin where the clocks change.
      var start = self.start(of: day)
      while true {
        let next = self.end(ofBucketFrom: start, .hour)
        if next > instant { return start }
        start = next
      }
    case .day: return self.start(of: day)
    case .week: return self.start(of: day.advanced(by: -weekStart.daysSinceStart(of: day)))
    case .month: return self.start(of: day.advanced(by: 1 - day.components.day))
    }
  }

  private func end(ofBucketFrom start: Instant, _ interval: BucketInterval) -> Instant {
    let day = self.day(of: start)
    switch interval {
    case .hour:
      let next = nextHour(after: start)
      // Clocks that went back by half an hour show the same hour on, which ends once.
      let goesOn = shownHour(next) == shownHour(start) && local(next) % Self.hour != 0
      return goesOn ? nextHour(after: next) : next
    case .day: return self.start(of: day.advanced(by: 1))
    case .week: return self.start(of: day.advanced(by: 7))
    case .month:
      let (year, month, _) = day.components
      let next = CalendarDay(
        year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
      return self.start(of: next ?? day.advanced(by: 31))
    }
  }

  private static var hour: Int64 { 3_600_000_000 }

  /// Microseconds that the clocks show since their 1970.
  private func local(_ instant: Instant) -> Int64 {
    instant.microseconds + Int64(offset(at: instant)) * Instant.microsecondsPerSecond
  }

  private func shownHour(_ instant: Instant) -> Int64 {
    local(instant).flooredDivision(by: Self.hour)
  }

  /// Where the clocks show a full hour again, if they don't change before.
  private func nextHour(after instant: Instant) -> Instant {
    return instant.advanced(byMicroseconds: (shownHour(instant) + 1) * Self.hour - local(instant))
  }

  /// An instant with the offset that the zone has then: `2026-03-29T00:00:00+01:00`.
  package func text(_ instant: Instant) -> String {
    let offset = self.offset(at: instant)
    let local = instant.advanced(bySeconds: Double(offset)).description
    guard offset != 0 else { return local }
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let sign = offset < 0 ? "-" : "+"
    return local.dropLast() + "\(sign)\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
