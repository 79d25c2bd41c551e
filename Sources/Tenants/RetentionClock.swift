package import Events

/// When it was last looked for what is too old, so that a clock that is wrong deletes nothing
/// before somebody had a day to notice.
///
/// A jump, ahead or back, is any pause between two looks that is longer than a server is off for a
/// weekend, or negative; the very first look counts as one.
struct RetentionClock: Sendable, Equatable {
  private(set) var lastLook: Instant
  /// Nothing is deleted before this instant.
  private(set) var notBefore: Instant

  static let longestPauseSeconds: Double = 3 * 86_400
  static let patienceSeconds: Double = 86_400

  init(firstLook: Instant) {
    lastLook = firstLook
    notBefore = firstLook.advanced(bySeconds: Self.patienceSeconds)
  }

  /// Reads what ``text`` wrote.
  init?(_ text: String) {
    let parts = text.trimmed.split(separator: " ").map { Instant(String($0)) }
    guard parts.count == 2, let lastLook = parts[0], let notBefore = parts[1] else { return nil }
    self.lastLook = lastLook
    self.notBefore = notBefore
  }

  var text: String { "\(lastLook) \(notBefore)\n" }

  /// Notes a look, and says whether what is too old at `now` may go.
  mutating func look(at now: Instant) -> Bool {
    let isJump = now < lastLook || now > lastLook.advanced(bySeconds: Self.longestPauseSeconds)
    if isJump { notBefore = now.advanced(bySeconds: Self.patienceSeconds) }
    lastLook = now
    return now >= notBefore
  }
}

extension TenantStore {
  /// Whether what is too old at `now` may be deleted: not within a day after the clock has jumped.
  package func mayDelete(at now: Instant) throws(TenantError) -> Bool {
    let stored = try retentionClock.load().flatMap {
      RetentionClock(String(decoding: $0, as: UTF8.self))
    }
    var clock = stored ?? RetentionClock(firstLook: now)
    let may = clock.look(at: now)
    try retentionClock.replace(with: Array(clock.text.utf8), keepingPrevious: false)
    return may
  }
}
