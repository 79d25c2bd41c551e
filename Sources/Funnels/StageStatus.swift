/// What a unit is to a stage: behind each number of a report stand the units of one status.
package enum StageStatus: String, Sendable, Hashable, CaseIterable {
  case reached
  /// Reached the stage and the next required one; at the last required stage, that itself.
  case converted
  /// Reached the stage before, not this one, and has no time left for it.
  case dropped
  /// Reached the stage before, not this one, and has time left for it.
  case waiting
}

extension Funnel {
  /// Whether a unit with this outcome has that status at the stage of this number.
  package func has(_ status: StageStatus, _ outcome: borrowing Outcome, stage: Int) -> Bool {
    switch status {
    case .reached: return outcome.hasFilled(stage)
    case .converted:
      let next = (stage..<stages.count).first { !stages[$0].isOptional }.map { $0 + 1 } ?? stage
      guard outcome.hasFilled(stage) else { return false }
      return outcome.hasFilled(next)
    case .dropped, .waiting:
      let previous = stageBefore(stage)
      guard previous > 0, outcome.hasFilled(previous) else { return false }
      if outcome.hasFilled(stage) { return false }
      return waits(outcome, for: stage) == (status == .waiting)
    }
  }

  /// Whether an event that isn't seen yet could still bring the unit to the stage.
  func waits(_ outcome: borrowing Outcome, for stage: Int) -> Bool {
    // The stage filled last, optional ones included: what lies before it can't come any more.
    let furthest = 32 - outcome.filled.leadingZeroBitCount
    guard outcome.isWaiting, stage > furthest else { return false }
    return stageBefore(stage) == outcome.reached
  }
}
