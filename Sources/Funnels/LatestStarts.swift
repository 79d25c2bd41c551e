/// The quick way to the attempt that counts: ordered stages, no exclusions, nothing held.
///
/// For each level the latest start of an attempt that has reached it. A later start always
/// serves as well as an earlier one (its window ends later, and it can use the same events), so
/// one number a level is enough, and an event costs one step for each stage that it matches.
struct LatestStarts: Sendable {
  private let rules: CountingRules
  private var latest = InlineArray<20, Int64>(repeating: 0)
  private var tie = TieAssignment()
  /// The deepest level, and the start that reached it first.
  private(set) var level = 0
  private(set) var start: Int64 = 0

  init(_ rules: CountingRules) { self.rules = rules }

  /// The latest start of any attempt; nil where none was made.
  var latestStart: Int64? {
    latest[0] == CountingRules.noStart ? nil : latest[0]
  }

  /// Goes through the seen events, starting attempts within `entry` alone.
  mutating func run(
    _ events: Span<Occurrence>, seen: Range<Int>, entry: Range<Int64>
  ) {
    latest = InlineArray(repeating: CountingRules.noStart)
    level = 0
    let complete = rules.levelCount
    let required = rules.required
    let window = rules.window
    var deepest = -1
    var index = seen.lowerBound
    while index < seen.upperBound, level < complete {
      let event = events[index]
      let following = index + 1
      if following < seen.upperBound, events[following].time == event.time {
        let end = endOfInstant(events, index, seen.upperBound)
        tieStep(events, index..<end, entry, &deepest)
        index = end
        continue
      }
      index = following
      var stages = event.stages & required
      while stages != 0 {
        // From the last stage down, so that the event can't carry one attempt two stages on.
        let stage = 31 - stages.leadingZeroBitCount
        stages ^= 1 << UInt32(stage)
        if stage == 0 {
          guard entry.contains(event.time) else { continue }
          latest[0] = event.time
        } else {
          let before = latest[Int(rules.requiredBefore[stage])]
          guard event.time &- before <= window else { continue }
          latest[stage] = before
        }
        if stage > deepest { reach(stage, &deepest) }
      }
    }
  }

  private mutating func reach(_ stage: Int, _ deepest: inout Int) {
    deepest = stage
    level = (rules.required & mask(below: stage + 1)).nonzeroBitCount
    start = latest[stage]
  }

  /// One instant with several events: how far each level gets is a matter of assignment.
  private mutating func tieStep(
    _ events: Span<Occurrence>, _ instant: Range<Int>, _ entry: Range<Int64>,
    _ deepest: inout Int
  ) {
    tie.removeAll()
    for index in instant {
      let stages = events[index].stages & rules.required
      if stages != 0 { tie.append(stages, at: index) }
    }
    guard tie.count > 0 else { return }
    let time = events[instant.lowerBound].time
    var first = -1
    for origin in stride(from: rules.levelCount - 1, through: 0, by: -1) {
      let from: Int64
      if origin == 0 {
        guard entry.contains(time) else { continue }
        from = time
      } else {
        from = latest[rules.stage(ofLevel: origin)]
        guard time &- from <= rules.window else { continue }
      }
      tie.releaseStages()
      var level = origin
      while level < rules.levelCount, tie.fill(rules.stage(ofLevel: level + 1)) {
        level += 1
        latest[rules.stage(ofLevel: level)] = from
        first = max(first, rules.stage(ofLevel: level))
      }
    }
    if first > deepest { reach(first, &deepest) }
  }
}
