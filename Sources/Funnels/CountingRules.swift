import Events

/// A definition and a question as plain integers, worked out once for all persons.
///
/// Stages are numbered from 0 in here. A level is a number of required stages done, so level 1
/// is the first stage; in any order it is a number of stages.
struct CountingRules: Sendable {
  /// Later than any window ends, and small enough that sums of it don't overflow.
  static let never: Int64 = 4_000_000_000_000_000_000
  /// A start so early that even without a window nothing is still in its time.
  static let noStart: Int64 = -4_500_000_000_000_000_000

  struct ExclusionSpan: Sendable {
    /// An attempt is struck from level `after` until it reaches level `before`.
    var after: Int
    var before: Int
    /// The stage that a stopped attempt counts up to, by its number.
    var afterStage: Int
  }

  let order: Funnel.Order
  let stageCount: Int
  let levelCount: Int
  let required: UInt32
  /// Per level - 1: the stage that completes it.
  let stageOfLevel: InlineArray<20, UInt8>
  /// Per stage: the required stage before it.
  let requiredBefore: InlineArray<20, UInt8>
  let window: Int64
  let hasWindow: Bool
  let toleratesRepeats: Bool
  let holds: Bool
  let exclusions: [ExclusionSpan]
  let effect: Funnel.ExclusionEffect
  /// Attempts start in here.
  let entry: Range<Int64>
  /// Events are seen in here.
  let seen: Range<Int64>
  let asOf: Int64
  /// The last moment at which an event not seen yet could count.
  let horizon: Int64

  init(_ funnel: Funnel, _ question: Question) {
    order = funnel.order
    stageCount = funnel.stages.count
    required = funnel.requiredMask
    levelCount = funnel.requiredMask.nonzeroBitCount
    var stageOfLevel = InlineArray<20, UInt8>(repeating: 0)
    var requiredBefore = InlineArray<20, UInt8>(repeating: 0)
    var level = 0
    for stage in 0..<funnel.stages.count {
      requiredBefore[stage] = UInt8(max(funnel.stageBefore(stage + 1) - 1, 0))
      if !funnel.stages[stage].isOptional {
        stageOfLevel[level] = UInt8(stage)
        level += 1
      }
    }
    self.stageOfLevel = stageOfLevel
    self.requiredBefore = requiredBefore
    hasWindow = funnel.windowMicroseconds != nil
    window = funnel.windowMicroseconds ?? Self.never
    toleratesRepeats = funnel.strictRepeat == .tolerate
    holds = !funnel.holdConstant.isEmpty
    effect = funnel.exclusionEffect
    let required = self.required
    exclusions = funnel.exclusions.map { exclusion in
      // An optional bound stands for the required stage before it, or the one that comes next.
      ExclusionSpan(
        after: (required & mask(below: exclusion.afterStage)).nonzeroBitCount,
        before: (required & mask(below: exclusion.beforeStage - 1)).nonzeroBitCount + 1,
        afterStage: exclusion.afterStage)
    }
    let start = question.start.microseconds
    let end = max(question.end.microseconds, start)
    asOf = question.asOf.microseconds
    entry = start..<end
    horizon =
      question.bound == .all ? end - 1 : (hasWindow ? max(start, end - 1) + window : Self.never)
    seen = start..<max(start, min(asOf, horizon) + 1)
  }

  func stage(ofLevel level: Int) -> Int { Int(stageOfLevel[level - 1]) }

  /// The last moment at which an attempt that began at `start` can go on.
  func deadline(ofStart start: Int64) -> Int64 { min(start + window, horizon) }

  /// The last stage before which everything but `done` levels is optional.
  func lastStage(withLevel level: Int) -> Int {
    level >= levelCount ? stageCount - 1 : stage(ofLevel: level + 1) - 1
  }

  /// The exclusions among `events` that strike an attempt at `level`.
  func striking(_ events: UInt16, level: Int) -> UInt16 {
    var strikes: UInt16 = 0
    var rest = events
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest - 1
      let span = exclusions[index]
      if span.after <= level, level < span.before { strikes |= 1 << UInt16(index) }
    }
    return strikes
  }

  /// The number of the last stage that `strikes` leave to an attempt under `stop_attempt`.
  func lastStage(under strikes: UInt16) -> Int {
    var last = stageCount
    for index in exclusions.indices where strikes & 1 << UInt16(index) != 0 {
      last = min(last, exclusions[index].afterStage)
    }
    return last
  }
}

/// The lowest `count` bits.
func mask(below count: Int) -> UInt32 {
  count >= 32 ? .max : (1 << UInt32(max(count, 0))) - 1
}
