/// What a funnel says about one person (or session, or other unit).
package struct Outcome: Sendable {
  /// The number of the last required stage that was reached; 0: not in the funnel.
  package internal(set) var reached = 0
  /// Bit k: stage k + 1 was filled by the chosen attempt.
  package internal(set) var filled: UInt32 = 0
  /// Per filled stage: microseconds since 1970.
  package internal(set) var times = InlineArray<20, Int64>(repeating: 0)
  /// Per filled stage: the ordinal of the event that filled it.
  package internal(set) var ordinals = InlineArray<20, Int32>(repeating: 0)
  /// The last moment at which the chosen attempt can go on; nil without a window.
  package internal(set) var deadline: Int64?
  /// The last moment at which an event not seen yet could bring the unit past its furthest
  /// stage; nil where none can, or without a window.
  package internal(set) var waitsUntil: Int64?

  package init() {}

  package var isWaiting: Bool { waitsUntil != nil }

  package func hasFilled(_ stage: Int) -> Bool { filled & 1 << UInt32(stage - 1) != 0 }

  /// When the stage of this number was filled, in microseconds.
  package func time(ofStage stage: Int) -> Int64? {
    hasFilled(stage) ? times[stage - 1] : nil
  }
}

/// One start and how far it got.
struct Attempt {
  var start: Int64
  var hold: UInt32 = 0
  /// Required stages done; in any order, stages done.
  var level = 0
  var filled: UInt32 = 0
  var times = InlineArray<20, Int64>(repeating: 0)
  var ordinals = InlineArray<20, Int32>(repeating: 0)
  /// Exclusions that struck.
  var strikes: UInt16 = 0
  /// The level at which the first strike fell.
  var struckAtLevel = 0
  /// Whether further events could still fill stages, time and strikes aside.
  var isAlive = true

  init(start: Int64, hold: UInt32 = 0) {
    self.start = start
    self.hold = hold
  }

  var isStruck: Bool { strikes != 0 }

  mutating func fill(_ stage: Int, at time: Int64) {
    filled |= 1 << UInt32(stage)
    times[stage] = time
  }

  /// When the stage was filled; the end of time where it wasn't.
  func time(of stage: Int) -> Int64 {
    filled & 1 << UInt32(stage) != 0 ? times[stage] : .max
  }

  mutating func strike(_ strikes: UInt16) {
    if self.strikes == 0 { struckAtLevel = level }
    self.strikes |= strikes
  }
}
