import Events
@testable import Funnels

/// The rules once more, as plainly as they can be written: by trying everything.
///
/// Shares no code with the engine, only the definition and the shapes of input and output.
struct SlowOracle {
  struct Answer: Equatable, CustomStringConvertible {
    var reached = 0
    var times: [Int: Int64] = [:]
    var isWaiting = false
    var deadline: Int64?
    var description: String {
      let filled = times.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
      return "reached \(reached) at [\(filled.joined(separator: " "))] waiting \(isWaiting)"
        + " deadline \(deadline.map(String.init) ?? "none")"
    }
  }

  /// One start, or one way that a start can go on.
  struct Candidate {
    var start: Int64
    /// Stage number (or count, in any order) → when it was filled.
    var times: [Int: Int64]
    var struckBy: Set<Int> = []
    var isAlive = true
  }

  let funnel: Funnel
  let question: Question
  let events: [Occurrence]
  let required: [Int]

  init(_ funnel: Funnel, _ question: Question, _ all: [Occurrence]) {
    self.funnel = funnel
    self.question = question
    required = (1...funnel.stages.count).filter { !funnel.stages[$0 - 1].isOptional }
    events = all.filter { event in
      event.time >= question.start.microseconds && event.time <= question.asOf.microseconds
        && (question.bound == .entry || event.time < question.end.microseconds)
    }
  }

  var answer: Answer {
    let candidates = candidates.map { candidate -> Candidate in
      funnel.exclusionEffect == .stopAttempt ? cutBack(candidate) : candidate
    }.filter { depth($0) > 0 }
    let considered =
      funnel.order == .any && funnel.exclusionEffect == .leaveFunnel
      ? candidates.filter { $0.struckBy.isEmpty } : candidates
    let deepest = considered.map(depth).max() ?? 0
    let clean = considered.filter { candidate in
      depth(candidate) == deepest
        && (candidate.struckBy.isEmpty || funnel.exclusionEffect == .stopAttempt)
    }
    guard deepest > 0, let soonest = clean.map(completion).min() else { return Answer() }
    let best = clean.filter { completion($0) == soonest }.sorted { left, right in
      if left.start != right.start {
        return funnel.order == .any ? left.start < right.start : left.start > right.start
      }
      return left.times.count > right.times.count
    }[0]
    return Answer(
      reached: funnel.order == .any ? deepest : required[deepest - 1],
      times: best.times, isWaiting: waits(best, among: considered),
      deadline: deadline(best.start))
  }

  private func depth(_ candidate: Candidate) -> Int {
    funnel.order == .any
      ? candidate.times.count : required.filter { candidate.times[$0] != nil }.count
  }

  private func completion(_ candidate: Candidate) -> Int64 {
    let depth = depth(candidate)
    return candidate.times[funnel.order == .any ? depth : required[depth - 1]] ?? 0
  }

  private func cutBack(_ candidate: Candidate) -> Candidate {
    var cut = candidate
    for index in candidate.struckBy {
      cut.times = cut.times.filter { $0.key <= funnel.exclusions[index].afterStage }
      cut.isAlive = false
    }
    return cut
  }

  private func deadline(_ start: Int64) -> Int64? {
    guard let window = funnel.windowMicroseconds else { return nil }
    let end = start + window
    return question.bound == .all ? min(end, question.end.microseconds - 1) : end
  }

  private func waits(_ best: Candidate, among all: [Candidate]) -> Bool {
    func hasTime(_ candidate: Candidate) -> Bool {
      guard let deadline = deadline(candidate.start) else { return false }
      return candidate.isAlive && candidate.struckBy.isEmpty
        && deadline > question.asOf.microseconds
    }
    if depth(best) < (funnel.order == .any ? funnel.stages.count : required.count) {
      return all.contains(where: hasTime)
    }
    return funnel.order != .any && best.times[funnel.stages.count] == nil && hasTime(best)
  }

  private var candidates: [Candidate] {
    var starts: [(time: Int64, hold: UInt32)] = []
    for event in events
    where event.stages & (funnel.order == .any ? .max : 1) != 0
      && event.time < question.end.microseconds
    {
      let hold = funnel.holdConstant.isEmpty ? 0 : event.hold
      if !starts.contains(where: { $0 == (event.time, hold) }) {
        starts.append((event.time, hold))
      }
    }
    return starts.flatMap { start -> [Candidate] in
      switch funnel.order {
      case .ordered: [ordered(start.time, start.hold)]
      case .any: [anyOrder(start.time, start.hold)]
      case .strict: [strict(start.time, start.hold)]
      }
    }
  }

  /// The events that an attempt can use, by their place in `events`.
  private func usable(_ start: Int64, _ hold: UInt32) -> [Int] {
    events.indices.filter { index in
      let event = events[index]
      return event.time >= start
        && event.time - start <= (funnel.windowMicroseconds ?? .max / 2)
        && (funnel.holdConstant.isEmpty || event.hold == hold)
    }
  }

  /// Whether the wanted stages can each have an event of their own at their time.
  private func canFill(_ wanted: [(stage: Int, time: Int64)], _ pool: [Int]) -> Bool {
    guard let first = wanted.first else { return true }
    return pool.contains { index in
      events[index].time == first.time && events[index].stages & 1 << UInt32(first.stage - 1) != 0
        && canFill(Array(wanted.dropFirst()), pool.filter { $0 != index })
    }
  }

  // MARK: ordered

  private func ordered(_ start: Int64, _ hold: UInt32) -> Candidate {
    let pool = usable(start, hold)
    let instants = Set(pool.map { events[$0].time }).sorted()
    var chain: [(stage: Int, time: Int64)] = [(1, start)]
    for stage in required.dropFirst() {
      // Every earlier way to have filled the stages so far, and the soonest for one more.
      guard let soonest = soonestEnd(Array(required.prefix(chain.count + 1)), start, pool) else {
        break
      }
      chain.append((stage, soonest))
    }
    var candidate = Candidate(start: start, times: [:])
    for link in chain { candidate.times[link.stage] = link.time }
    fillOptional(&candidate, chain, instants, pool, hold)
    strikeOrdered(&candidate, chain)
    return candidate
  }

  /// The least last time over all ways to give `stages` different events in time order.
  private func soonestEnd(_ stages: [Int], _ start: Int64, _ pool: [Int]) -> Int64? {
    var best: Int64?
    func extend(_ place: Int, _ last: Int64, _ used: Set<Int>) {
      if place == stages.count {
        best = min(best ?? last, last)
        return
      }
      for index in pool where !used.contains(index) {
        let time = events[index].time
        guard events[index].stages & 1 << UInt32(stages[place] - 1) != 0 else { continue }
        guard place == 0 ? time == start : time >= last else { continue }
        if let best, time >= best { continue }
        extend(place + 1, time, used.union([index]))
      }
    }
    extend(0, start, [])
    return best
  }

  private func fillOptional(
    _ candidate: inout Candidate, _ chain: [(stage: Int, time: Int64)], _ instants: [Int64],
    _ pool: [Int], _ hold: UInt32
  ) {
    for (place, link) in chain.enumerated() {
      let until = place + 1 < chain.count ? chain[place + 1].time : Int64.max
      let end = required.first { $0 > link.stage } ?? funnel.stages.count + 1
      var last = link.time
      for stage in stride(from: link.stage + 1, to: end, by: 1) {
        let time = instants.first { instant in
          var wanted = candidate.times.map { (stage: $0.key, time: $0.value) }
          wanted.append((stage, instant))
          return instant >= last && instant <= until && canFill(wanted, pool)
        }
        if let time {
          candidate.times[stage] = time
          last = time
        }
      }
    }
  }

  private func strikeOrdered(
    _ candidate: inout Candidate, _ chain: [(stage: Int, time: Int64)]
  ) {
    for event in events where event.exclusions != 0 && event.time > candidate.start {
      if event.time - candidate.start > (funnel.windowMicroseconds ?? .max / 2) { continue }
      if chain.contains(where: { $0.time == event.time }) { continue }
      strike(&candidate, event.exclusions, level: chain.filter { $0.time < event.time }.count)
    }
  }

  func strike(_ candidate: inout Candidate, _ exclusions: UInt16, level: Int) {
    guard level < required.count else { return }
    for (index, exclusion) in funnel.exclusions.enumerated()
    where exclusions & 1 << UInt16(index) != 0 {
      let lowest = required.filter { $0 <= exclusion.afterStage }.count
      let highest = required.filter { $0 < exclusion.beforeStage }.count
      if lowest <= level, level <= highest { candidate.struckBy.insert(index) }
    }
  }

  // MARK: any order

  private func anyOrder(_ start: Int64, _ hold: UInt32) -> Candidate {
    let pool = usable(start, hold)
    func size(until time: Int64) -> Int {
      let open = pool.filter { events[$0].time <= time }
      func most(_ stage: Int, _ used: Set<Int>) -> Int {
        if stage > funnel.stages.count { return 0 }
        var best = most(stage + 1, used)
        for index in open
        where !used.contains(index) && events[index].stages & 1 << UInt32(stage - 1) != 0 {
          best = max(best, 1 + most(stage + 1, used.union([index])))
        }
        return best
      }
      return most(1, [])
    }
    var candidate = Candidate(start: start, times: [:])
    for event in events where event.time >= start {
      if event.time - start > (funnel.windowMicroseconds ?? .max / 2) { break }
      let size = size(until: event.time)
      for count in stride(from: 1, through: size, by: 1) where candidate.times[count] == nil {
        candidate.times[count] = event.time
      }
      let excluded = events.contains { $0.time == event.time && $0.exclusions != 0 }
      if excluded, event.time > start, size < funnel.stages.count {
        candidate.struckBy = Set(
          funnel.exclusions.indices.filter { place in
            events.contains { $0.time == event.time && $0.exclusions & 1 << UInt16(place) != 0 }
          })
        break
      }
    }
    return candidate
  }
}
