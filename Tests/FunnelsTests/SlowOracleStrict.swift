import Events
@testable import Funnels

extension SlowOracle {
  /// All sequences in which the events can have come: those of one instant in any.
  private var sequences: [[Occurrence]] {
    var sequences: [[Occurrence]] = [[]]
    for time in Set(events.map(\.time)).sorted() {
      let group = events.filter { $0.time == time }
      sequences = sequences.flatMap { sequence in
        permutations(group).map { sequence + $0 }
      }
    }
    return sequences
  }

  private func permutations(_ group: [Occurrence]) -> [[Occurrence]] {
    guard group.count > 1 else { return [group] }
    return group.indices.flatMap { index in
      var rest = group
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  /// The best of all ways that an attempt from this start can have gone.
  func strict(_ start: Int64, _ hold: UInt32) -> Candidate {
    var best: Candidate?
    var isAlive = false
    for sequence in sequences {
      for place in sequence.indices
      where sequence[place].time == start && fits(sequence[place], hold)
        && sequence[place].stages & 1 != 0
      {
        let begun = Candidate(start: start, times: [1: start])
        follow(begun, at: 1, sequence[(place + 1)...], hold) { end in
          isAlive = isAlive || end.isAlive
          if best.map({ isBetter(end, $0) }) ?? true { best = end }
        }
      }
    }
    var result = best ?? Candidate(start: start, times: [:])
    result.isAlive = isAlive
    return result
  }

  private func fits(_ event: Occurrence, _ hold: UInt32) -> Bool {
    funnel.holdConstant.isEmpty || event.hold == hold
  }

  private func follow(
    _ candidate: Candidate, at stage: Int, _ rest: ArraySlice<Occurrence>, _ hold: UInt32,
    _ report: (Candidate) -> Void
  ) {
    var ended = candidate
    ended.isAlive = false
    if stage == funnel.stages.count { return report(struck(ended, until: .max)) }
    guard let event = rest.first else { return report(struck(candidate, until: .max)) }
    if event.time - candidate.start > (funnel.windowMicroseconds ?? .max / 2) {
      return report(struck(ended, until: event.time - 1))
    }
    var goesOn = false
    if fits(event, hold) {
      for next in stride(from: stage + 1, through: funnel.stages.count, by: 1) {
        if event.stages & 1 << UInt32(next - 1) != 0 {
          var longer = candidate
          longer.times[next] = event.time
          goesOn = true
          follow(longer, at: next, rest.dropFirst(), hold, report)
        }
        if required.contains(next) { break }
      }
      if funnel.strictRepeat == .tolerate, event.stages & 1 << UInt32(stage - 1) != 0 {
        goesOn = true
        follow(candidate, at: stage, rest.dropFirst(), hold, report)
      }
    }
    if !goesOn { report(struck(ended, until: event.time)) }
  }

  /// The attempt went on until then; an exclusion at the instant of one of its stages is none.
  private func struck(_ candidate: Candidate, until end: Int64) -> Candidate {
    var struck = candidate
    for event in events
    where event.time > candidate.start && event.time <= end
      && event.time - candidate.start <= (funnel.windowMicroseconds ?? .max / 2)
      && !candidate.times.values.contains(event.time)
    {
      let level = required.filter { (candidate.times[$0] ?? .max) < event.time }.count
      strike(&struck, event.exclusions, level: level)
    }
    return struck
  }

  private func isBetter(_ one: Candidate, _ other: Candidate) -> Bool {
    let (mine, others) = (done(one), done(other))
    if mine.count != others.count { return mine.count > others.count }
    if one.struckBy.isEmpty != other.struckBy.isEmpty { return one.struckBy.isEmpty }
    let optional = (1...funnel.stages.count).filter { !required.contains($0) }
    for stage in required.reversed() + optional {
      let (first, second) = (one.times[stage] ?? .max, other.times[stage] ?? .max)
      if first != second { return first < second }
    }
    return false
  }

  private func done(_ candidate: Candidate) -> [Int] {
    required.filter { candidate.times[$0] != nil }
  }
}
