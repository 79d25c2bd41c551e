/// The ordered attempt: from a start, each stage by the earliest event that can fill it.
///
/// Going on as early as possible is never worse: whoever stands at a level earlier can use
/// every event that the later one can. Within an instant the stages that follow are taken as
/// far as distinct events can be found for them.
struct OrderedWalk: Sendable {
  let rules: CountingRules
  private var tie = TieAssignment()
  private var postings: StagePostings
  private var usesPostings = false

  init(_ rules: CountingRules) {
    self.rules = rules
    postings = StagePostings(rules)
  }

  /// Gets ready for the attempts of a unit; `manyStarts` says that there may be many of them.
  mutating func prepare(
    _ events: Span<Occurrence>, seen: Range<Int>, manyStarts: Bool, threshold: Int
  ) {
    usesPostings = manyStarts && seen.count >= threshold
    if usesPostings { postings.collect(events, seen) }
  }

  /// Walks from the instant that begins at `first`; `events` is sorted by time.
  mutating func attempt(
    in events: Span<Occurrence>, seen: Range<Int>, from first: Int, hold: UInt32
  ) -> Attempt {
    var attempt = Attempt(start: events[first].time, hold: hold)
    if usesPostings {
      leap(&attempt, events, seen: seen, from: first)
    } else {
      walk(&attempt, events, seen: seen, from: first)
    }
    // The optional stages of the others are looked for when one has been chosen.
    if rules.holds { fillOptionalStages(&attempt, events, seen: seen, from: first) }
    return attempt
  }

  private mutating func walk(
    _ attempt: inout Attempt, _ events: Span<Occurrence>, seen: Range<Int>, from first: Int
  ) {
    var index = first
    while index < seen.upperBound, attempt.level < rules.levelCount {
      let time = events[index].time
      if time - attempt.start > rules.window { break }
      let end = endOfInstant(events, index, seen.upperBound)
      if !advance(&attempt, events, index..<end) { strike(&attempt, events, index..<end) }
      index = end
    }
  }

  /// The same as ``walk``, from one instant that fills a stage straight to the next.
  private mutating func leap(
    _ attempt: inout Attempt, _ events: Span<Occurrence>, seen: Range<Int>, from first: Int
  ) {
    var index = first
    while attempt.level < rules.levelCount {
      let place = nextFilling(attempt, events, from: index)
      if attempt.level > 0 {
        let until = place.map { events[$0].time } ?? .max
        strikeBetween(&attempt, events, from: index, until: until)
      }
      guard let place else { return }
      let time = events[place].time
      var begin = place
      while begin > index, events[begin - 1].time == time { begin -= 1 }
      index = endOfInstant(events, place, seen.upperBound)
      let advanced = advance(&attempt, events, begin..<index)
      precondition(advanced, "an event that fills the next stage did not fill it")
    }
  }

  private func nextFilling(
    _ attempt: Attempt, _ events: Span<Occurrence>, from index: Int
  ) -> Int? {
    let stage = rules.stage(ofLevel: attempt.level + 1)
    var from = index
    while let place = postings.next(stage: stage, from: from) {
      let event = events[place]
      if event.time - attempt.start > rules.window { return nil }
      if fits(event, attempt) { return place }
      from = place + 1
    }
    return nil
  }

  private func strikeBetween(
    _ attempt: inout Attempt, _ events: Span<Occurrence>, from index: Int, until: Int64
  ) {
    let strikes = rules.striking(.max >> UInt16(16 - rules.exclusions.count), level: attempt.level)
    for exclusion in rules.exclusions.indices where strikes & 1 << UInt16(exclusion) != 0 {
      guard let place = postings.next(exclusion: exclusion, from: index) else { continue }
      let time = events[place].time
      if time < until, time - attempt.start <= rules.window {
        attempt.strike(1 << UInt16(exclusion))
      }
    }
  }

  private mutating func advance(
    _ attempt: inout Attempt, _ events: Span<Occurrence>, _ instant: Range<Int>
  ) -> Bool {
    let before = attempt.level
    if instant.count == 1 {
      let event = events[instant.lowerBound]
      let stage = rules.stage(ofLevel: before + 1)
      guard event.stages & 1 << UInt32(stage) != 0, fits(event, attempt) else { return false }
      attempt.fill(stage, at: event.time)
      attempt.level += 1
      return true
    }
    gather(events, instant, for: attempt)
    while attempt.level < rules.levelCount {
      let stage = rules.stage(ofLevel: attempt.level + 1)
      guard tie.fill(stage) else { break }
      attempt.fill(stage, at: events[instant.lowerBound].time)
      attempt.level += 1
    }
    return attempt.level > before
  }

  private func fits(_ event: Occurrence, _ attempt: Attempt) -> Bool {
    !rules.holds || event.hold == attempt.hold
  }

  private mutating func gather(
    _ events: Span<Occurrence>, _ instant: Range<Int>, for attempt: Attempt
  ) {
    tie.removeAll()
    for index in instant {
      let event = events[index]
      if event.stages != 0, fits(event, attempt) { tie.append(event.stages, at: index) }
    }
  }

  private func strike(
    _ attempt: inout Attempt, _ events: Span<Occurrence>, _ instant: Range<Int>
  ) {
    var exclusions: UInt16 = 0
    for index in instant { exclusions |= events[index].exclusions }
    guard exclusions != 0 else { return }
    let strikes = rules.striking(exclusions, level: attempt.level)
    if strikes != 0 { attempt.strike(strikes) }
  }

  /// Fills each optional stage by the first event after the stage filled before it, up to the
  /// next required one.
  mutating func fillOptionalStages(
    _ attempt: inout Attempt, _ events: Span<Occurrence>, seen: Range<Int>, from first: Int
  ) {
    guard rules.levelCount < rules.stageCount else { return }
    var index = first
    for level in stride(from: 1, through: attempt.level, by: 1) {
      let isLast = level == attempt.level
      let until =
        isLast
        ? attempt.start + rules.window : attempt.times[rules.stage(ofLevel: level + 1)]
      var last = attempt.times[rules.stage(ofLevel: level)]
      var stage = rules.stage(ofLevel: level) + 1
      while stage <= rules.lastStage(withLevel: level) {
        while index < seen.upperBound, events[index].time < last { index += 1 }
        if let time = firstInstant(
          taking: stage, for: attempt, events, index..<seen.upperBound, until: until)
        {
          attempt.fill(stage, at: time)
          last = time
        }
        stage += 1
      }
    }
  }

  private mutating func firstInstant(
    taking stage: Int, for attempt: Attempt, _ events: Span<Occurrence>, _ range: Range<Int>,
    until: Int64
  ) -> Int64? {
    var index = range.lowerBound
    while index < range.upperBound, events[index].time <= until {
      let end = endOfInstant(events, index, range.upperBound)
      gather(events, index..<end, for: attempt)
      fillAgain(attempt, at: events[index].time)
      if tie.fill(stage) { return events[index].time }
      index = end
    }
    return nil
  }

  /// Gives the stages that the attempt filled at this instant their events once more.
  private mutating func fillAgain(_ attempt: Attempt, at time: Int64) {
    for stage in 0..<rules.stageCount
    where attempt.filled & 1 << UInt32(stage) != 0 && attempt.times[stage] == time {
      let found = tie.fill(stage)
      precondition(found, "a stage was filled at an instant that has no event for it")
    }
  }

  /// Finds out which event filled which stage.
  mutating func identify(
    _ attempt: inout Attempt, in events: Span<Occurrence>, seen: Range<Int>, from first: Int
  ) {
    var wanted = attempt.filled
    var index = first
    while index < seen.upperBound, wanted != 0 {
      let end = endOfInstant(events, index, seen.upperBound)
      let time = events[index].time
      var here: UInt32 = 0
      for stage in 0..<rules.stageCount
      where wanted & 1 << UInt32(stage) != 0 && attempt.times[stage] == time {
        here |= 1 << UInt32(stage)
      }
      if here != 0 {
        gather(events, index..<end, for: attempt)
        fillAgain(attempt, at: time)
        for stage in 0..<rules.stageCount where here & 1 << UInt32(stage) != 0 {
          attempt.ordinals[stage] = events[tie.place(ofStage: stage)].ordinal
        }
        wanted &= ~here
      }
      index = end
    }
  }
}

/// The index after the last event at the time of `events[index]`.
func endOfInstant(_ events: Span<Occurrence>, _ index: Int, _ limit: Int) -> Int {
  let time = events[index].time
  var end = index + 1
  while end < limit, events[end].time == time { end += 1 }
  return end
}
