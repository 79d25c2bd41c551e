/// The attempt in any order: as many different stages as distinct events can fill within the
/// window of the first of them.
///
/// A matching grown event by event in time order is at every moment as large as it can be, so
/// the moment of its k-th growth is the earliest completion of k stages.
struct AnyOrderWalk: Sendable {
  let rules: CountingRules
  /// Per stage: the mask of the event that fills it; 0 where none does.
  private var owners = InlineArray<20, UInt32>(repeating: 0)

  init(_ rules: CountingRules) { self.rules = rules }

  /// Walks from the instant that begins at `first`; nil where an exclusion voids the attempt.
  ///
  /// With a `startGroup` the event that starts must carry that breakdown value.
  mutating func attempt(
    in events: Span<Occurrence>, seen: Range<Int>, from first: Int, hold: UInt32,
    startGroup: UInt32?
  ) -> Attempt {
    var attempt = Attempt(start: events[first].time, hold: hold)
    owners = InlineArray(repeating: 0)
    var index = endOfInstant(events, first, seen.upperBound)
    // An event that has its place keeps one, so the one that starts takes part for good.
    let starter = (first..<index).first { place in
      starts(events[place], hold: hold, group: startGroup)
    }
    if let starter { take(events[starter], for: &attempt) }
    for place in first..<index where place != starter { take(events[place], for: &attempt) }
    while index < seen.upperBound, attempt.level < rules.stageCount {
      if events[index].time - attempt.start > rules.window { break }
      let end = endOfInstant(events, index, seen.upperBound)
      var exclusions: UInt16 = 0
      for place in index..<end {
        take(events[place], for: &attempt)
        exclusions |= events[place].exclusions
      }
      if exclusions != 0, attempt.level < rules.stageCount {
        attempt.strike(exclusions)
        attempt.isAlive = false
        break
      }
      index = end
    }
    return attempt
  }

  private func starts(_ event: Occurrence, hold: UInt32, group: UInt32?) -> Bool {
    event.stages != 0 && (!rules.holds || event.hold == hold)
      && (group == nil || event.group == group)
  }

  private mutating func take(_ event: Occurrence, for attempt: inout Attempt) {
    guard event.stages != 0, attempt.level < rules.stageCount,
      !rules.holds || event.hold == attempt.hold
    else { return }
    var visited: UInt32 = 0
    guard place(event.stages, &visited) else { return }
    attempt.fill(attempt.level, at: event.time)
    attempt.ordinals[attempt.level] = event.ordinal
    attempt.level += 1
  }

  private mutating func place(_ mask: UInt32, _ visited: inout UInt32) -> Bool {
    var rest = mask & ~visited
    while rest != 0 {
      let stage = rest.trailingZeroBitCount
      rest &= rest - 1
      if visited & 1 << UInt32(stage) != 0 { continue }
      visited |= 1 << UInt32(stage)
      if owners[stage] == 0 || place(owners[stage], &visited) {
        owners[stage] = mask
        return true
      }
    }
    return false
  }
}
