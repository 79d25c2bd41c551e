/// Gives each event a time, in microseconds since 1970, greater than all before it.
///
/// A clock that is set back is followed no further: the difference is added from then on, to
/// `sent_at` too, so that the server's correction (received − sent_at) takes it out again.
struct EventClock: Codable, Sendable, Equatable {
  static let second: Int64 = 1_000_000

  /// The last time given out.
  var last: Int64
  /// By how much this machine's clock has been set back so far.
  var shift: Int64

  /// The time as it would be had nobody set the clock back.
  func time(at now: Int64) -> Int64 { now + shift }

  mutating func tick(at now: Int64) -> Int64 {
    let ahead = last - time(at: now)
    if ahead > Self.second { shift += ahead }
    last = max(time(at: now), last + 1)
    return last
  }
}
