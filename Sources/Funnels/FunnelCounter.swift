/// Counts one unit at a time; its scratch space is used again for the next.
package struct FunnelCounter: Sendable {
  package let funnel: Funnel
  let rules: CountingRules
  private let takesQuickWay: Bool
  private var quick: LatestStarts
  private var ordered: OrderedWalk
  private var strict: StrictWalk
  private var anyOrder: AnyOrderWalk
  private var choice: AttemptChoice
  private var contents = WindowContents()
  private var holdsTried: [UInt32] = []
  private let leapsFrom: Int

  package init(_ funnel: Funnel, _ question: Question) {
    self.init(
      funnel, question, mayTakeQuickWay: true, leapsFrom: StagePostings.worthwhileCount)
  }

  /// Each way can be asked for, so that tests can hold the quick ones against the plain one.
  init(_ funnel: Funnel, _ question: Question, mayTakeQuickWay: Bool, leapsFrom: Int) {
    self.leapsFrom = leapsFrom
    let rules = CountingRules(funnel, question)
    self.funnel = funnel
    self.rules = rules
    takesQuickWay =
      mayTakeQuickWay && rules.order == .ordered && rules.exclusions.isEmpty && !rules.holds
    quick = LatestStarts(rules)
    ordered = OrderedWalk(rules)
    strict = StrictWalk(rules)
    anyOrder = AnyOrderWalk(rules)
    choice = AttemptChoice(rules)
  }

  /// What the funnel says about a unit, given its events in order of time (those of one instant
  /// in any sequence).
  ///
  /// Events that match nothing may be left out but in strict order, where they interrupt. Events
  /// that the question doesn't see are passed over.
  ///
  /// With a `startGroup` the event that starts an attempt must carry that breakdown value; only
  /// any order needs that, see ``BreakdownSplitter``.
  package mutating func count(
    _ events: Span<Occurrence>, startGroup: UInt32? = nil
  ) throws(CountingRefusal) -> Outcome {
    try count(events, entry: rules.entry, startGroup: startGroup)
  }

  /// Counts only the attempts that start within `entry`.
  mutating func count(
    _ events: Span<Occurrence>, entry: Range<Int64>, startGroup: UInt32?
  ) throws(CountingRefusal) -> Outcome {
    let seen = seenEvents(events, entry: entry)
    try refuseLargeTies(events, seen)
    prepareAttempts(events, seen)
    choice.removeAll()
    if takesQuickWay {
      chooseQuickly(events, seen, entry)
    } else {
      forEachAttempt(events, seen, entry, startGroup) { attempt, place, choice in
        choice.add(attempt, at: place)
      }
    }
    guard let (attempt, place) = choice.chosen else { return Outcome() }
    return outcome(attempt, at: place, events, seen)
  }

  /// Must come before the attempts of a unit are made.
  mutating func prepareAttempts(_ events: Span<Occurrence>, _ seen: Range<Int>) {
    ordered.prepare(
      events, seen: seen, manyStarts: rules.order == .ordered && !takesQuickWay,
      threshold: leapsFrom)
  }

  private mutating func chooseQuickly(
    _ events: Span<Occurrence>, _ seen: Range<Int>, _ entry: Range<Int64>
  ) {
    quick.run(events, seen: seen, entry: entry)
    guard quick.level > 0, let latest = quick.latestStart else { return }
    let first = firstIndex(in: events, seen, notBefore: quick.start)
    choice.add(ordered.attempt(in: events, seen: seen, from: first, hold: 0), at: first)
    choice.noteLiveStart(latest)
  }

  private mutating func outcome(
    _ chosen: Attempt, at place: Int, _ events: Span<Occurrence>, _ seen: Range<Int>
  ) -> Outcome {
    var attempt = chosen
    if rules.order == .ordered, rules.levelCount < rules.stageCount, !rules.holds {
      // Once more and in full: an attempt that was cut back has lost the bounds of its gaps.
      attempt = ordered.attempt(in: events, seen: seen, from: place, hold: chosen.hold)
      ordered.fillOptionalStages(&attempt, events, seen: seen, from: place)
      if attempt.isStruck { choice.cut(&attempt, to: rules.lastStage(under: attempt.strikes)) }
    }
    if rules.order != .any {
      ordered.identify(&attempt, in: events, seen: seen, from: place)
    }
    var outcome = Outcome()
    outcome.reached =
      rules.order == .any ? attempt.level : rules.stage(ofLevel: attempt.level) + 1
    outcome.filled = attempt.filled
    outcome.times = attempt.times
    outcome.ordinals = attempt.ordinals
    outcome.deadline = rules.hasWindow ? rules.deadline(ofStart: attempt.start) : nil
    outcome.waitsUntil = choice.waitsUntil(attempt)
    return outcome
  }

  /// Makes the attempt of every start within `entry`, in order of time.
  mutating func forEachAttempt(
    _ events: Span<Occurrence>, _ seen: Range<Int>, _ entry: Range<Int64>,
    _ startGroup: UInt32?, _ body: (Attempt, Int, inout AttemptChoice) -> Void
  ) {
    let starting: UInt32 = rules.order == .any ? .max : 1
    var index = firstIndex(in: events, seen, notBefore: entry.lowerBound)
    contents = WindowContents(from: index)
    while index < seen.upperBound, events[index].time < entry.upperBound {
      let end = endOfInstant(events, index, seen.upperBound)
      // One attempt for each value that is held: the events of an instant serve each other.
      holdsTried.removeAll(keepingCapacity: true)
      for place in index..<end {
        let event = events[place]
        guard event.stages & starting != 0, startGroup == nil || event.group == startGroup else {
          continue
        }
        let hold = rules.holds ? event.hold : 0
        if holdsTried.contains(hold) { continue }
        holdsTried.append(hold)
        if canPassOver(events, seen, entry, index..<end, hold) { continue }
        body(attempt(events, seen, index, hold, startGroup), index, &choice)
      }
      index = end
    }
  }

  /// Whether the attempt that starts here can't be the one that counts, as is seen without
  /// walking it. Units with very many events need this.
  private mutating func canPassOver(
    _ events: Span<Occurrence>, _ seen: Range<Int>, _ entry: Range<Int64>,
    _ instant: Range<Int>, _ hold: UInt32
  ) -> Bool {
    switch rules.order {
    case .ordered: return false
    case .strict:
      return choice.best != nil && rules.toleratesRepeats && rules.exclusions.isEmpty
        && isRepeated(events, seen, entry, instant, hold)
    case .any:
      contents.move(to: instant.lowerBound, events, seen.upperBound, window: rules.window)
      if contents.isCutShort, contents.stageCount < rules.stageCount {
        return rules.effect == .leaveFunnel || choice.best != nil
      }
      guard choice.cannotBeBeaten(by: contents.stageCount) else { return false }
      if !contents.isCutShort { choice.noteLiveStart(events[instant.lowerBound].time) }
      return true
    }
  }

  /// Whether the very next event is just a tolerated repeat of the start: as a start of its own it
  /// gets as deep, as soon, and later.
  private func isRepeated(
    _ events: Span<Occurrence>, _ seen: Range<Int>, _ entry: Range<Int64>,
    _ instant: Range<Int>, _ hold: UInt32
  ) -> Bool {
    let next = instant.upperBound
    guard instant.count == 1, next < seen.upperBound else { return false }
    let event = events[next]
    return event.stages == 1 && (!rules.holds || event.hold == hold)
      && event.time < entry.upperBound
      && endOfInstant(events, next, seen.upperBound) == next + 1
  }

  private mutating func attempt(
    _ events: Span<Occurrence>, _ seen: Range<Int>, _ first: Int, _ hold: UInt32,
    _ startGroup: UInt32?
  ) -> Attempt {
    switch rules.order {
    case .ordered: ordered.attempt(in: events, seen: seen, from: first, hold: hold)
    case .strict: strict.attempt(in: events, seen: seen, from: first, hold: hold)
    case .any:
      anyOrder.attempt(
        in: events, seen: seen, from: first, hold: hold, startGroup: startGroup)
    }
  }
}

extension FunnelCounter {
  /// The indices of the events that the question sees.
  func seenEvents(_ events: Span<Occurrence>) -> Range<Int> {
    seenEvents(events, entry: rules.entry)
  }

  /// Of these, the indices of those that can belong to an attempt that starts within `entry`.
  private func seenEvents(_ events: Span<Occurrence>, entry: Range<Int64>) -> Range<Int> {
    let start = max(rules.seen.lowerBound, entry.lowerBound)
    let end = max(start, min(rules.seen.upperBound, entry.upperBound + rules.window))
    let lower = firstIndex(in: events, 0..<events.count, notBefore: start)
    let upper = firstIndex(in: events, lower..<events.count, notBefore: end)
    return lower..<upper
  }

  func firstIndex(
    in events: Span<Occurrence>, _ range: Range<Int>, notBefore time: Int64
  ) -> Int {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper {
      let middle = (lower + upper) / 2
      if events[middle].time < time { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// Beyond 64 matching events of one instant no order of them is looked for.
  func refuseLargeTies(
    _ events: Span<Occurrence>, _ seen: Range<Int>
  ) throws(CountingRefusal) {
    let limit = FunnelLimits.eventsOfOneInstant
    // Sorted by time, so a tie that is too large shows between an event and the 64th after it.
    var index = seen.lowerBound
    while index + limit < seen.upperBound {
      let time = events[index + limit].time
      guard events[index].time == time else {
        index += 1
        continue
      }
      let first = firstIndex(in: events, seen, notBefore: time)
      let end = endOfInstant(events, index + limit, seen.upperBound)
      var matching = 0
      for place in first..<end {
        let event = events[place]
        if event.stages != 0 { matching += 1 }
      }
      if matching > limit {
        throw .tooManyEventsAtOneInstant(count: matching, microseconds: time)
      }
      index = end
    }
  }
}
