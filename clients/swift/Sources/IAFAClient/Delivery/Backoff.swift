/// How long to leave the server alone.
struct Backoff: Sendable {
  struct Pace: Sendable {
    /// Doubled with each failure, up to the longest.
    var first = Duration.seconds(1)
    var longest = Duration.seconds(60)
    /// Where somebody has to mend a setting.
    var misconfigured = Duration.seconds(300)
  }

  /// A server's wish is granted up to here: a stray number must not silence an app for a year.
  static let longestWish = Duration.seconds(86_400)

  private let pace: Pace
  private var failures = 0

  init(_ pace: Pace) { self.pace = pace }

  mutating func succeed() { failures = 0 }

  /// - Parameters:
  ///   - dice: from 0 to 1, spreads pauses by half in both directions, so that those who failed
  ///     together don't come back together.
  ///   - wish: the server's own, a minimum.
  mutating func fail(dice: Double, wish: Duration?) -> Duration {
    let doubled = pace.first * Double(1 << min(failures, 30))
    failures += 1
    return max(min(doubled, pace.longest) * (0.5 + dice), min(wish ?? .zero, Self.longestWish))
  }

  mutating func failForLong(dice: Double) -> Duration {
    failures += 1
    return pace.misconfigured * (0.5 + dice)
  }

  /// What `Retry-After` asks for (RFC 9110 10.2.3): seconds, or a date.
  ///
  /// - Parameter now: microseconds since 1970.
  static func wish(_ header: String?, now: Int64) -> Duration? {
    guard let text = header.map({ $0.split(separator: " ") }), let word = text.first else {
      return nil
    }
    if text.count == 1 {
      guard let seconds = Int64(word), seconds >= 0 else { return nil }
      return .seconds(min(seconds, longestWish.components.seconds))
    }
    return InstantText.seconds(ofHTTPDate: text.map(String.init)).map {
      max(.zero, .seconds($0) - .microseconds(now))
    }
  }
}
