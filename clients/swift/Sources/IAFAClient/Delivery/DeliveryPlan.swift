/// What to do next, judged by what was answered. Pure: no clock, no dice, no network of its own.
struct DeliveryPlan: Sendable {
  static let mostEvents = 500
  /// Of the queue's frames. As JSON each event has 57 bytes more, so that a request stays within
  /// 512 KiB.
  static let mostBytes = 480 << 10

  enum Step: Equatable {
    /// The whole batch is done with; these of it, by place, were refused.
    case goOn(refused: [Int: [IAFAFault]])
    /// Again at once, with as many as ``most`` says.
    case smaller
    case pause(Duration, IAFANotice)
  }

  /// How many events the next request may have.
  private(set) var most = mostEvents
  private var backoff: Backoff

  init(pace: Backoff.Pace = Backoff.Pace()) { backoff = Backoff(pace) }

  /// - Parameters:
  ///   - count: how many events the request had.
  ///   - dice: from 0 to 1.
  ///   - now: microseconds since 1970, for a `Retry-After` that is a date.
  mutating func conclude(_ verdict: Verdict, count: Int, dice: Double, now: Int64) -> Step {
    switch verdict {
    case .settled(let refused):
      succeed()
      return .goOn(refused: refused)
    case .unacceptable(let said):
      if count > 1 {
        most = count / 2
        return .smaller
      }
      succeed()
      return .goOn(refused: [0: [IAFAFault("", "unacceptable", said)]])
    case .misconfigured(let status, let message):
      return .pause(
        backoff.failForLong(dice: dice), .misconfigured(status: status, message: message))
    case .passing(let reason, let retryAfter):
      let pause = backoff.fail(dice: dice, wish: Backoff.wish(retryAfter, now: now))
      return .pause(pause, .delayed(reason: reason, pause: pause))
    }
  }

  /// The disk did not do what was asked.
  mutating func pauseForDisk(dice: Double) -> Duration { backoff.fail(dice: dice, wish: nil) }

  private mutating func succeed() {
    most = Self.mostEvents
    backoff.succeed()
  }
}
