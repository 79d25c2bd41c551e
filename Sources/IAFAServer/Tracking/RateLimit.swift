internal import Events
internal import NIOConcurrencyHelpers

/// Token buckets, one a key: full after a minute without use.
///
/// A request is admitted while its bucket is positive and may overdraw it, so that one large batch
/// is never refused for its size alone; the debt is paid before the next one.
final class RateLimit<Key: Hashable & Sendable>: Sendable {
  private struct Bucket {
    var tokens: Double
    var updated: Instant
  }

  /// More keys than this are forgotten at once: a bucket forgotten is a bucket full.
  private let capacity: Int
  private let buckets = NIOLockedValueBox<[Key: Bucket]>([:])

  init(capacity: Int) { self.capacity = capacity }

  /// Takes `cost` tokens.
  ///
  /// - Parameter perMinute: what the bucket holds and gains in a minute; 0 for no limit.
  /// - Returns: nil where it is admitted, else seconds until it would be.
  func take(_ key: Key, cost: Int, perMinute: Int, now: Instant) -> Int? {
    guard perMinute > 0 else { return nil }
    return buckets.withLockedValue { buckets in
      if buckets.count >= capacity, buckets[key] == nil { buckets.removeAll() }
      var bucket = buckets[key] ?? Bucket(tokens: Double(perMinute), updated: now)
      let elapsed = Double(max(0, now.microseconds - bucket.updated.microseconds)) / 60e6
      bucket.tokens = min(Double(perMinute), bucket.tokens + elapsed * Double(perMinute))
      bucket.updated = now
      defer { buckets[key] = bucket }
      guard bucket.tokens > 0 else {
        return max(1, Int((-bucket.tokens / Double(perMinute) * 60).rounded(.up)))
      }
      bucket.tokens -= Double(cost)
      return nil
    }
  }
}
