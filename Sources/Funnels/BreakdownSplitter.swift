/// Splits one unit's events into what each breakdown value is to be counted over.
package struct BreakdownSplitter: Sendable {
  private let rules: CountingRules
  private let attribution: Attribution
  private var groups: [UInt32] = []
  private var share: [Occurrence] = []

  package init(_ funnel: Funnel, _ question: Question, _ attribution: Attribution) {
    rules = CountingRules(funnel, question)
    self.attribution = attribution
  }

  /// Calls `body` for each value with the events to count and, where the first event of an
  /// attempt must carry the value, with that value as `startGroup`.
  package mutating func forEachGroup(
    _ events: Span<Occurrence>,
    _ body: (_ group: UInt32, Span<Occurrence>, _ startGroup: UInt32?)
      throws(CountingRefusal) -> Void
  ) throws(CountingRefusal) {
    switch attribution {
    case .firstTouch, .lastTouch:
      try body(touch(events), events, nil)
    case .allEvents:
      collectGroups(events, stages: .max)
      for group in groups {
        share.removeAll(keepingCapacity: true)
        for index in events.indices {
          let event = events[index]
          if event.group == group { share.append(event) }
        }
        try body(group, share.span, nil)
      }
    case .stage(let number) where rules.order == .any:
      precondition(number == 1, "in any order only the first stage done can decide")
      collectGroups(events, stages: .max)
      for group in groups { try body(group, events, group) }
    case .stage(let number):
      let bit: UInt32 = 1 << UInt32(number - 1)
      collectGroups(events, stages: bit)
      for group in groups {
        share.removeAll(keepingCapacity: true)
        for index in events.indices {
          var event = events[index]
          if event.group != group { event.stages &= ~bit }
          share.append(event)
        }
        try body(group, share.span, nil)
      }
    }
  }

  /// The values of the seen events that match one of `stages`, each once, in order of time.
  private mutating func collectGroups(_ events: Span<Occurrence>, stages: UInt32) {
    groups.removeAll(keepingCapacity: true)
    for index in events.indices {
      let event = events[index]
      guard event.stages & stages != 0, isSeen(event) else { continue }
      if !groups.contains(event.group) { groups.append(event.group) }
    }
  }

  private func isSeen(_ event: Occurrence) -> Bool { rules.seen.contains(event.time) }

  /// The first or last value that isn't blank; among events of one instant the lowest ordinal
  /// is taken to come first.
  private func touch(_ events: Span<Occurrence>) -> UInt32 {
    var best: (time: Int64, ordinal: Int32, group: UInt32)?
    let isFirst = attribution == .firstTouch
    for index in events.indices {
      let event = events[index]
      guard event.stages != 0, event.group != 0, isSeen(event) else { continue }
      if let known = best {
        let isEarlier = (event.time, event.ordinal) < (known.time, known.ordinal)
        if isEarlier != isFirst { continue }
      }
      best = (event.time, event.ordinal, event.group)
    }
    return best?.group ?? 0
  }
}
