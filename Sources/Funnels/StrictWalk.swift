/// The strict attempt: the next stage must be the person's very next event.
///
/// Optional stages, tolerated repeats and ties leave a choice, so all ways to go on are kept:
/// at most two for each stage that the attempt may stand at, one of them struck.
struct StrictWalk: Sendable {
  private struct Path {
    /// The stage filled last, required or optional.
    var position: Int
    var attempt: Attempt
  }

  let rules: CountingRules
  private var tie = TieAssignment()
  private var paths: [Path] = []
  private var next: [Path] = []
  private var best: Attempt?

  init(_ rules: CountingRules) { self.rules = rules }

  /// Walks from the instant that begins at `first`; `events` is sorted by time.
  mutating func attempt(
    in events: Span<Occurrence>, seen: Range<Int>, from first: Int, hold: UInt32
  ) -> Attempt {
    let start = Attempt(start: events[first].time, hold: hold)
    best = nil
    next.removeAll(keepingCapacity: true)
    var index = endOfInstant(events, first, seen.upperBound)
    begin(start, whole: gather(events, first..<index, for: start))
    while index < seen.upperBound, !next.isEmpty {
      swap(&paths, &next)
      next.removeAll(keepingCapacity: true)
      let end = endOfInstant(events, index, seen.upperBound)
      let time = events[index].time
      if time - start.start > rules.window {
        for path in paths { finish(path.attempt, alive: false) }
      } else {
        let whole = gather(events, index..<end, for: start)
        let exclusions = union(events, index..<end)
        for path in paths { goOn(path, at: time, whole: whole, exclusions) }
      }
      index = end
    }
    for path in next { finish(path.attempt, alive: true) }
    return best ?? start
  }

  /// Keeps the events that may fill a stage; whether they are all there are.
  private mutating func gather(
    _ events: Span<Occurrence>, _ instant: Range<Int>, for attempt: Attempt
  ) -> Bool {
    tie.removeAll()
    for index in instant {
      let event = events[index]
      guard event.stages != 0, !rules.holds || event.hold == attempt.hold else { continue }
      tie.append(event.stages, at: index)
    }
    return tie.count == instant.count
  }

  private func union(_ events: Span<Occurrence>, _ instant: Range<Int>) -> UInt16 {
    var exclusions: UInt16 = 0
    for index in instant { exclusions |= events[index].exclusions }
    return exclusions
  }

  /// The start's own instant: events that fill nothing stand before the start, or interrupt it.
  private mutating func begin(_ start: Attempt, whole: Bool) {
    for stage in 0..<rules.stageCount {
      tie.releaseStages()
      guard fillNeeded(through: stage, after: -1) else { continue }
      fillOptional(after: 0, before: stage)
      keep(Path(position: stage, attempt: filling(start, at: start.start)))
      if !whole { finish(filling(start, at: start.start), alive: false) }
    }
    guard whole, tie.count > 1 else { return }
    for event in 0..<tie.count {
      for stage in 0..<rules.stageCount where !follows(event, stage) {
        tie.releaseStages(leavingOut: event)
        guard fillNeeded(through: stage, after: -1) else { continue }
        fillOptional(after: 0, before: stage)
        finish(filling(start, at: start.start), alive: false)
      }
    }
  }

  /// Fills the required stages after `position` and before `stage`, and `stage` itself.
  private mutating func fillNeeded(through stage: Int, after position: Int) -> Bool {
    for needed in stride(from: position + 1, through: stage, by: 1)
    where needed == stage || rules.required & 1 << UInt32(needed) != 0 {
      guard tie.fill(needed) else { return false }
    }
    return true
  }

  /// Fills what optional stages there are still events for, the first ones first.
  private mutating func fillOptional(after position: Int, before end: Int) {
    for stage in stride(from: position + 1, to: end, by: 1)
    where rules.required & 1 << UInt32(stage) == 0 {
      _ = tie.fill(stage)
    }
  }

  private func filling(_ attempt: Attempt, at time: Int64) -> Attempt {
    var filled = attempt
    var stages = tie.filled
    while stages != 0 {
      filled.fill(stages.trailingZeroBitCount, at: time)
      stages &= stages - 1
    }
    filled.level = (filled.filled & rules.required).nonzeroBitCount
    return filled
  }

  private mutating func goOn(
    _ path: Path, at time: Int64, whole: Bool, _ exclusions: UInt16
  ) {
    let goesOn = whole && continueAll(path, at: time, exclusions)
    interrupt(path, at: time, whole: whole, exclusions, isOnlyWay: !goesOn)
  }

  /// All ways on: every event of the instant fills a stage, or repeats one where that is
  /// tolerated. Says whether there is any.
  private mutating func continueAll(
    _ path: Path, at time: Int64, _ exclusions: UInt16
  ) -> Bool {
    let position = path.position
    var goesOn = false
    for stage in position..<rules.stageCount {
      if stage == position, !rules.toleratesRepeats { continue }
      tie.releaseStages()
      guard stage == position || fillNeeded(through: stage, after: position) else { continue }
      fillOptional(after: position, before: stage)
      let repeatable =
        rules.toleratesRepeats ? mask(below: stage + 1) & ~mask(below: position) : 0
      let covered = (0..<tie.count).allSatisfy { event in
        tie.isPlaced(event) || tie.mask(ofEvent: event) & repeatable != 0
      }
      guard covered else { continue }
      var attempt = filling(path.attempt, at: time)
      if tie.filled == 0 { strike(&attempt, exclusions) }
      keep(Path(position: stage, attempt: attempt))
      goesOn = true
    }
    return goesOn
  }

  /// The attempt ends here, after as many stages as the instant still has events for.
  ///
  /// If it could also go on, the instant must have an event left that interrupts: each is tried.
  private mutating func interrupt(
    _ path: Path, at time: Int64, whole: Bool, _ exclusions: UInt16, isOnlyWay: Bool
  ) {
    if !whole || isOnlyWay {
      tie.releaseStages()
      let end = fillFurther(path)
      fillOptional(after: path.position, before: end)
      guard tie.filled != 0 || isOnlyWay else { return }
      var attempt = filling(path.attempt, at: time)
      if tie.filled == 0 { strike(&attempt, exclusions) }
      return finish(attempt, alive: false)
    }
    guard tie.count > 1 else { return }
    for event in 0..<tie.count {
      tie.releaseStages(leavingOut: event)
      let end = fillFurther(path)
      for stage in stride(from: path.position + 1, to: end, by: 1)
      where rules.required & 1 << UInt32(stage) == 0 {
        let before = tie
        if tie.fill(stage), follows(event, lastFilled(path)) { tie = before }
      }
      if tie.filled != 0, !follows(event, lastFilled(path)) {
        finish(filling(path.attempt, at: time), alive: false)
      }
    }
  }

  /// Fills required stages as far as it goes; says before which stage the next one stands.
  private mutating func fillFurther(_ path: Path) -> Int {
    var level = path.attempt.level
    while level < rules.levelCount, tie.fill(rules.stage(ofLevel: level + 1)) { level += 1 }
    return rules.lastStage(withLevel: level) + 1
  }

  private func lastFilled(_ path: Path) -> Int {
    max(path.position, 31 - tie.filled.leadingZeroBitCount)
  }

  /// Whether the event of the tie can come next for an attempt that stands at `position`.
  private func follows(_ event: Int, _ position: Int) -> Bool {
    let level = (rules.required & mask(below: position + 1)).nonzeroBitCount
    let next = min(rules.lastStage(withLevel: level) + 1, rules.stageCount - 1)
    var following = mask(below: next + 1) & ~mask(below: position + 1)
    if rules.toleratesRepeats { following |= 1 << UInt32(position) }
    return tie.mask(ofEvent: event) & following != 0
  }

  private func strike(_ attempt: inout Attempt, _ exclusions: UInt16) {
    guard exclusions != 0, attempt.level < rules.levelCount else { return }
    let strikes = rules.striking(exclusions, level: attempt.level)
    if strikes != 0 { attempt.strike(strikes) }
  }

  private mutating func keep(_ path: Path) {
    if path.attempt.filled & 1 << UInt32(rules.stageCount - 1) != 0 {
      return finish(path.attempt, alive: false)
    }
    // A struck way and one that may yet be struck are no match for each other.
    let known = next.firstIndex { other in
      other.position == path.position && other.attempt.isStruck == path.attempt.isStruck
    }
    if let index = known {
      if isBetter(path.attempt, than: next[index].attempt) { next[index] = path }
    } else {
      next.append(path)
    }
  }

  private mutating func finish(_ attempt: Attempt, alive: Bool) {
    var finished = attempt
    finished.isAlive = alive
    guard var known = best else {
      best = finished
      return
    }
    let staysAlive = known.isAlive || alive
    if isBetter(finished, than: known) { known = finished }
    known.isAlive = staysAlive
    best = known
  }

  /// Deeper, then unstruck, then earlier: the required stages from the deepest down, after them
  /// the optional ones from the first up. Two ways that meet at a stage have all later stages in
  /// common, which can't turn this order around.
  private func isBetter(_ one: Attempt, than other: Attempt) -> Bool {
    if one.level != other.level { return one.level > other.level }
    if one.isStruck != other.isStruck { return other.isStruck }
    for level in stride(from: one.level, to: 0, by: -1) {
      let stage = rules.stage(ofLevel: level)
      if one.times[stage] != other.times[stage] { return one.times[stage] < other.times[stage] }
    }
    for stage in 0..<rules.stageCount {
      let (mine, others) = (one.time(of: stage), other.time(of: stage))
      if mine != others { return mine < others }
    }
    return false
  }
}
