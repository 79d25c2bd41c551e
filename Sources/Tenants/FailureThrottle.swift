package import Events

/// Counts failures by key in a sliding window; successes cost nothing.
package struct FailureThrottle: Sendable {
  private let limit: Int
  private let windowSeconds: Double
  /// Keys remembered at most: who invents addresses must not fill the memory.
  private let capacity: Int
  private var failures: [String: [Instant]] = [:]

  package init(limit: Int, windowSeconds: Double, capacity: Int = 100_000) {
    self.limit = limit
    self.windowSeconds = windowSeconds
    self.capacity = capacity
  }

  /// Whole seconds until a key may try again; nil where it may now.
  package func secondsToWait(_ key: String, now: Instant) -> Int? {
    let recent = recentFailures(key, now: now)
    guard recent.count >= limit, let decisive = recent.dropLast(limit - 1).last else { return nil }
    let until = decisive.advanced(bySeconds: windowSeconds)
    return max(1, Int((until.microseconds - now.microseconds + 999_999) / 1_000_000))
  }

  package mutating func recordFailure(_ key: String, now: Instant) {
    if failures[key] == nil, failures.count >= capacity { makeRoom(now: now) }
    failures[key] = Array((recentFailures(key, now: now) + [now]).suffix(limit))
  }

  package mutating func forget(_ key: String) { failures[key] = nil }

  var count: Int { failures.count }

  private func recentFailures(_ key: String, now: Instant) -> [Instant] {
    let start = now.advanced(bySeconds: -windowSeconds)
    return failures[key, default: []].filter { $0 > start }
  }

  private mutating func makeRoom(now: Instant) {
    let start = now.advanced(bySeconds: -windowSeconds)
    failures = failures.filter { ($0.value.last ?? start) > start }
    guard failures.count >= capacity else { return }
    let oldest = failures.min { ($0.value.last ?? now) < ($1.value.last ?? now) }
    if let oldest { failures[oldest.key] = nil }
  }
}
