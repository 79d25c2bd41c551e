import Events

@testable import Funnels

/// An event of a test, with all that a definition can ask about.
struct SampleEvent {
  var name: String
  /// Microseconds.
  var time: Int64
  var properties: JSON = .object([])
  var traits: JSON = .object([])
  var session: String?
  var ordinal: Int32 = 0

  func text(_ key: PropertyKey) -> String? {
    if key.scope == .user { return PropertyPath.text(of: key.name, in: traits) }
    if let own = PropertyPath.text(of: key.name, in: properties) { return own }
    return key.name == "$event" ? name : nil
  }
}

/// Turns the events of one person into what the counter takes.
struct Timeline {
  let funnel: Funnel
  var holdIDs: [[String?]: UInt32] = [:]

  init(_ funnel: Funnel) { self.funnel = funnel }

  mutating func occurrences(_ events: [SampleEvent]) -> [Occurrence] {
    var firstTime = FirstTimeStages(funnel)
    for event in events {
      let (named, matching) = stages(event)
      firstTime.note(person: 0, time: event.time, named: named, matching: matching)
    }
    return events.sorted { $0.time < $1.time }.map { event in
      var exclusions: UInt16 = 0
      for (index, exclusion) in funnel.exclusions.enumerated()
      where exclusion.event == event.name || exclusion.event == "*" {
        if exclusion.filters.allSatisfy({ $0.matches(event.text) }) {
          exclusions |= 1 << UInt16(index)
        }
      }
      return Occurrence(
        time: event.time,
        stages: firstTime.allowed(person: 0, time: event.time, matching: stages(event).matching),
        hold: hold(event), ordinal: event.ordinal, exclusions: exclusions)
    }
  }

  private func stages(_ event: SampleEvent) -> (named: UInt32, matching: UInt32) {
    var named: UInt32 = 0
    var matching: UInt32 = 0
    for (index, stage) in funnel.stages.enumerated() where stage.acceptsEvent(named: event.name) {
      named |= 1 << UInt32(index)
      if stage.filters.allSatisfy({ $0.matches(event.text) }) { matching |= 1 << UInt32(index) }
    }
    return (named, matching)
  }

  private mutating func hold(_ event: SampleEvent) -> UInt32 {
    guard !funnel.holdConstant.isEmpty else { return 0 }
    let values = funnel.holdConstant.map { event.text(PropertyKey(name: $0)) }
    let id = holdIDs[values] ?? UInt32(holdIDs.count)
    holdIDs[values] = id
    return id
  }
}

let second: Int64 = 1_000_000

/// Reads `A@0 B@1.5 C@2`: names and seconds; `x=…` after a slash sets property x: `A@0/x=red`.
func sampleEvents(_ text: String) -> [SampleEvent] {
  text.split(separator: " ").enumerated().map { index, word in
    let parts = word.split(separator: "/")
    let pair = parts[0].split(separator: "@")
    var properties: [JSONMember] = []
    for part in parts.dropFirst() {
      let assignment = part.split(separator: "=")
      properties.append(JSONMember(String(assignment[0]), .string(String(assignment[1]))))
    }
    return SampleEvent(
      name: String(pair[0]), time: Int64((Double(pair[1]) ?? 0) * 1e6),
      properties: .object(properties), ordinal: Int32(index))
  }
}

/// The whole history, seen from far in the future.
let everything = Question(
  start: Instant(microseconds: -1_000_000_000 * second),
  end: Instant(microseconds: 10_000_000_000 * second), bound: .all,
  asOf: Instant(microseconds: 20_000_000_000 * second))

func question(
  from start: Int64 = -1_000_000, to end: Int64 = 1_000_000, _ bound: Question.Bound,
  asOf: Int64 = 1_000_000_000
) -> Question {
  Question(
    start: Instant(microseconds: start * second), end: Instant(microseconds: end * second),
    bound: bound, asOf: Instant(microseconds: asOf * second))
}

func outcome(
  _ funnel: Funnel, _ events: String, _ question: Question = everything
) throws -> Outcome {
  var timeline = Timeline(funnel)
  var counter = FunnelCounter(funnel, question)
  return try counter.count(timeline.occurrences(sampleEvents(events)).span)
}

extension Outcome {
  /// The seconds at which stages were filled, in order of the stages.
  var seconds: [Double] {
    (0..<20).filter { filled & 1 << UInt32($0) != 0 }.map { Double(times[$0]) / 1e6 }
  }
}
