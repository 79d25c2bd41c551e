package import Events
internal import Funnels
internal import Segments

/// Why a person (or session, or value) stands where the report has it.
package struct Explanation: Sendable {
  package struct Step: Sendable {
    /// Counted from 1.
    package var stage: Int
    package var eventID: String
    package var event: String
    package var at: Instant
  }

  /// An event that could have counted for a stage, and didn't.
  package struct Candidate: Sendable {
    package var eventID: String
    package var event: String
    package var at: Instant
    /// Counted from 1; nil for an exclusion.
    package var stage: Int?
    package var reason: Reason
  }

  /// Spelled as the API says it; docs/api describes each.
  package enum Reason: String, Sendable, CaseIterable {
    /// The filters of the question remove it.
    case removedByWhere = "where"
    /// The stage's filters don't hold.
    case filter
    /// The person did it before, and the stage takes the first time only.
    case notFirstTime = "not_first_time"
    case beforeRange = "before_range"
    case afterRange = "after_range"
    /// No attempt began before it.
    case beforeEntry = "before_entry"
    /// It starts another attempt, which got less far or was not sooner.
    case otherAttempt = "other_attempt"
    /// Another value of what must stay the same.
    case otherValue = "other_value"
    /// The window was over.
    case tooLate = "too_late"
    /// A stage before it was not done yet.
    case outOfOrder = "out_of_order"
    /// Another event of the same instant fills the stage.
    case tie
    /// The stage was done already.
    case repeated = "repeat"
    /// Something else came between, which strict order does not allow.
    case interrupted
    /// It is an exclusion and struck, or it came after one had.
    case excluded
  }

  package var name: String
  package var reached: Int
  package var attempt: [Step]
  package var deadline: Instant?
  /// In order of time.
  package var candidates: [Candidate]
  /// Whether there are more candidates than are told.
  package var isShortened: Bool
}

extension Reporter {
  /// The attempt that counts for one unit, and what became of its other events.
  ///
  /// - Parameter name: any id of a person, or the session or value that is counted.
  /// - Throws: ``ReportError``; `CancellationError` where the caller went away.
  package func explain(
    _ query: FunnelQuery, _ name: String
  ) async throws -> Reported<Explanation> {
    let persons = persons(of: query.project)
    let isPerson = query.funnel.unit == .users
    let given = Array(name.utf8)
    let unit = isPerson ? persons.canonical(given) ?? given : given
    var query = query
    query.breakdown = nil
    let asked = query
    return try await answer(asked, asked.history, tracing: unit) { reader in
      let ids = isPerson ? reader.persons.ids(of: unit) : nil
      try reader.prepare(userIDs: ids?.map { String(decoding: $0, as: UTF8.self) })
      var counter = FunnelCounter(asked.funnel, asked.question)
      var outcome = Outcome()
      try reader.forEachUnit { _, events, _ in outcome = try counter.count(events) }
      return Tracing(query: asked, outcome: outcome, trace: reader.scan.trace)
        .explanation(of: String(decoding: unit, as: UTF8.self))
    }
  }
}

/// One unit's events and what was counted of them.
private struct Tracing {
  let query: FunnelQuery
  let outcome: Outcome
  let trace: [TracedEvent]

  /// More rejected events than this nobody reads.
  private static let candidateLimit = 1_000

  func explanation(of name: String) -> Explanation {
    let filled = (1...query.funnel.stages.count).filter { outcome.hasFilled($0) }
    let used = Dictionary(
      filled.map { (Int(outcome.ordinals[$0 - 1]), $0) }, uniquingKeysWith: { first, _ in first })
    let order = trace.indices.sorted {
      (trace[$0].time, trace[$0].id) < (trace[$1].time, trace[$1].id)
    }
    var candidates: [Explanation.Candidate] = []
    for place in order where used[place] == nil { candidates += rejections(of: trace[place]) }
    return Explanation(
      name: name, reached: outcome.reached,
      attempt: filled.map { stage in
        let event = trace[Int(outcome.ordinals[stage - 1])]
        return Explanation.Step(
          stage: stage, eventID: event.id, event: event.name,
          at: Instant(microseconds: event.time))
      },
      deadline: outcome.deadline.map(Instant.init(microseconds:)),
      candidates: Array(candidates.prefix(Self.candidateLimit)),
      isShortened: candidates.count > Self.candidateLimit)
  }

  private func rejections(of event: TracedEvent) -> [Explanation.Candidate] {
    func candidate(_ stage: Int?, _ reason: Explanation.Reason) -> Explanation.Candidate {
      Explanation.Candidate(
        eventID: event.id, event: event.name, at: Instant(microseconds: event.time), stage: stage,
        reason: reason)
    }
    var candidates = (1...query.funnel.stages.count)
      .filter { event.named & 1 << UInt32($0 - 1) != 0 }
      .map { candidate($0, reason(event, $0)) }
    if event.exclusions != 0, event.isAdmitted, isSeen(event) {
      candidates.append(candidate(nil, .excluded))
    }
    return candidates
  }

  private func isSeen(_ event: TracedEvent) -> Bool {
    event.time >= query.question.start.microseconds
      && (query.question.bound == .entry || event.time < query.question.end.microseconds)
  }

  /// The first gate that the event did not pass on its way to the stage.
  private func reason(_ event: TracedEvent, _ stage: Int) -> Explanation.Reason {
    let bit: UInt32 = 1 << UInt32(stage - 1)
    if !event.isAdmitted { return .removedByWhere }
    if event.matching & bit == 0 { return .filter }
    if event.stages & bit == 0 { return .notFirstTime }
    if event.time < query.question.start.microseconds { return .beforeRange }
    let isStart = stage == 1 || query.funnel.order == .any
    let mustBeInRange = isStart || query.question.bound == .all
    if mustBeInRange, event.time >= query.question.end.microseconds { return .afterRange }
    guard let start = outcome.time(ofStage: 1) else {
      // Whoever starts an attempt is in the funnel, unless it is struck.
      return isStart ? .excluded : .beforeEntry
    }
    if event.time < start { return isStart ? .otherAttempt : .beforeEntry }
    return reason(event, stage, inAttemptFrom: start)
  }

  private func reason(
    _ event: TracedEvent, _ stage: Int, inAttemptFrom start: Int64
  ) -> Explanation.Reason {
    if let deadline = outcome.deadline, event.time > deadline {
      return stage == 1 ? .otherAttempt : .tooLate
    }
    if event.hold != trace[Int(outcome.ordinals[0])].hold { return .otherValue }
    let wasDone = query.funnel.order == .any ? doneInAnyOrder : outcome.time(ofStage: stage)
    if let done = wasDone {
      if event.time == done { return .tie }
      if event.time > done { return stage == 1 ? .otherAttempt : .repeated }
      return .outOfOrder
    }
    // The stage was not reached: its turn had not come, or something had ended the attempt.
    let before = query.funnel.stageBefore(stage)
    guard before > 0, let ready = outcome.time(ofStage: before), event.time >= ready else {
      return .outOfOrder
    }
    if event.time == ready { return .tie }
    // A required stage that came next has closed the way to an optional one.
    if query.funnel.stages[stage - 1].isOptional { return .outOfOrder }
    return query.funnel.order == .strict ? .interrupted : .excluded
  }

  /// In any order no event has a stage of its own: when the last one that counted was done.
  private var doneInAnyOrder: Int64? { outcome.time(ofStage: max(1, outcome.reached)) }
}
