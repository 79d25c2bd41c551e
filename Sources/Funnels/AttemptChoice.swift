/// Gathers a unit's attempts and settles which one counts.
///
/// The deepest wins, among those the one that completes its deepest stage first, among those
/// the latest start; in any order the earliest.
struct AttemptChoice: Sendable {
  let rules: CountingRules
  /// The best attempt that no exclusion struck, or that was cut back where one struck.
  private(set) var best: Attempt?
  private var bestPlace = 0
  /// The furthest level of any attempt, struck or not.
  private var deepest = 0
  private var latestLiveStart: Int64?

  init(_ rules: CountingRules) { self.rules = rules }

  mutating func removeAll() {
    best = nil
    deepest = 0
    latestLiveStart = nil
  }

  /// Takes in an attempt whose start stands at `place` of the caller's span.
  mutating func add(_ attempt: Attempt, at place: Int) {
    var attempt = attempt
    if attempt.isStruck {
      switch rules.effect {
      case .leaveFunnel:
        // In any order an exclusion voids the attempt, and the others count as they are.
        if rules.order != .any { deepest = max(deepest, attempt.level) }
        return
      case .stopAttempt:
        cut(&attempt, to: rules.lastStage(under: attempt.strikes))
      }
    } else if attempt.isAlive {
      latestLiveStart = max(latestLiveStart ?? attempt.start, attempt.start)
    }
    guard attempt.level > 0 else { return }
    deepest = max(deepest, attempt.level)
    if isBetter(attempt) {
      best = attempt
      bestPlace = place
    }
  }

  /// Whether an attempt in any order that starts later and has `stages` to fill is no better.
  ///
  /// As deep as the best it can't be sooner: the best has seen all its events, unless they hold
  /// different values.
  func cannotBeBeaten(by stages: Int) -> Bool {
    guard let best else { return false }
    return stages < best.level || stages == best.level && !rules.holds
  }

  /// Takes note of an attempt that can still go on, without weighing it.
  mutating func noteLiveStart(_ start: Int64) {
    latestLiveStart = max(latestLiveStart ?? start, start)
  }

  /// The attempt counts only up to the stage that the exclusion's span begins with.
  func cut(_ attempt: inout Attempt, to stage: Int) {
    attempt.isAlive = false
    attempt.filled &= mask(below: stage)
    attempt.level = (attempt.filled & rules.required).nonzeroBitCount
  }

  private func isBetter(_ attempt: Attempt) -> Bool {
    guard let best else { return true }
    if attempt.level != best.level { return attempt.level > best.level }
    let (mine, others) = (completion(attempt), completion(best))
    if mine != others { return mine < others }
    if attempt.start != best.start {
      return rules.order == .any ? attempt.start < best.start : attempt.start > best.start
    }
    return attempt.filled.nonzeroBitCount > best.filled.nonzeroBitCount
  }

  /// When the attempt's deepest stage was filled.
  func completion(_ attempt: Attempt) -> Int64 {
    let stage = rules.order == .any ? attempt.level - 1 : rules.stage(ofLevel: attempt.level)
    return attempt.times[stage]
  }

  /// The attempt that counts and where it starts; nil where the unit is not in the funnel.
  var chosen: (attempt: Attempt, place: Int)? {
    guard let best, best.level == deepest else { return nil }
    return (best, bestPlace)
  }

  /// The last moment at which an unseen event could bring the unit past its furthest stage.
  func waitsUntil(_ attempt: Attempt) -> Int64? {
    guard rules.hasWindow else { return nil }
    let limit: Int64
    if attempt.level < rules.levelCount {
      guard let latestLiveStart else { return nil }
      limit = rules.deadline(ofStart: latestLiveStart)
    } else {
      // Only optional stages after the last required one can be open still.
      let isDone = attempt.filled & 1 << UInt32(rules.stageCount - 1) != 0
      guard rules.order != .any, !isDone, attempt.isAlive, !attempt.isStruck else { return nil }
      limit = rules.deadline(ofStart: attempt.start)
    }
    return limit > rules.asOf ? limit : nil
  }
}
