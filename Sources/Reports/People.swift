internal import DuckDB
package import Events
package import Funnels
internal import Segments

/// Whom a list of people is to name, and from where on.
package struct PeopleRequest: Sendable {
  /// Counted from 1.
  package var stage: Int
  package var status: StageStatus
  /// Only those whom a breakdown puts to this value, written as in the report.
  package var group: String?
  package var limit: Int
  /// The last one of the page before.
  package var after: Position?

  /// A place in the list: who entered last comes first, then by the bytes of the name.
  package struct Position: Sendable, Equatable {
    package var entered: Int64
    package var name: String

    package init(entered: Int64, name: String) {
      self.entered = entered
      self.name = name
    }
  }

  package init(
    stage: Int, status: StageStatus, group: String? = nil, limit: Int, after: Position? = nil
  ) {
    self.stage = stage
    self.status = status
    self.group = group
    self.limit = limit
    self.after = after
  }
}

/// People behind a number of a report.
package struct PeopleList: Sendable {
  package struct Person: Sendable {
    /// A person's id, or the session or value that is counted.
    package var name: String
    /// The number of the last required stage.
    package var reached: Int
    package var entered: Instant
    /// By stage, up to the last that was filled; nil where one was skipped.
    package var times: [Instant?]
    /// When they were last seen doing anything; nil where it isn't persons that are counted.
    package var lastEvent: Instant?
  }

  package var people: [Person]
  /// All whom the request means, not only this page.
  package var count: Int
  package var hasMore: Bool
}

extension Reporter {
  /// The people of one status at one stage, as many as the report says.
  ///
  /// - Throws: ``ReportError``; `CancellationError` where the caller went away.
  package func people(
    _ query: FunnelQuery, _ request: PeopleRequest
  ) async throws -> Reported<PeopleList> {
    // All of history, for what the people of the page did last.
    try await answer(query, query.history) { reader in
      var page = PeoplePage(request)
      var counter = FunnelCounter(query.funnel, query.question)
      var splitter = query.breakdown.map {
        BreakdownSplitter(query.funnel, query.question, $0.attribution)
      }
      try reader.forEachUnit { unit, events, scan in
        guard let group = request.group, splitter != nil else {
          page.consider(unit, try counter.count(events), query.funnel, scan)
          return
        }
        try splitter?.forEachGroup(events) { value, share, start throws(CountingRefusal) in
          guard scan.breakdownValues.text(value) == group else { return }
          page.consider(unit, try counter.count(share, startGroup: start), query.funnel, scan)
        }
      }
      var list = page.list()
      if query.funnel.unit == .users { try Self.addLastEvents(&list, query, &reader) }
      return list
    }
  }

  private static func addLastEvents(
    _ list: inout PeopleList, _ query: FunnelQuery, _ reader: inout UnitReader
  ) throws {
    guard !list.people.isEmpty else { return }
    var places: [[UInt8]: Int] = [:]
    for (place, person) in list.people.enumerated() { places[Array(person.name.utf8)] = place }
    let ids = reader.persons.ids(ofAll: Set(places.keys))
    let scan = SegmentScan(
      project: query.project, range: query.history,
      userIDs: ids.map { String(decoding: $0, as: UTF8.self) })
    let rows = reader.snapshot.rows(scan, columns: "user_id, created_at")
    let persons = reader.persons
    try reader.session.forEachChunk(
      "SELECT user_id, max(epoch_us(created_at)) FROM (\(rows)) GROUP BY user_id"
    ) { (chunk) throws(DuckDBError) in
      chunk.withTexts(0) { ids in
        chunk.withInt64s(1) { times, _ in
          for row in 0..<chunk.count {
            let id = ids.withBytes(row) { bytes in bytes.indices.map { bytes[$0] } }
            guard let place = places[persons.canonical(id) ?? id] else { continue }
            let time = Instant(microseconds: times[row])
            list.people[place].lastEvent = max(list.people[place].lastEvent ?? time, time)
          }
        }
      }
    }
  }
}

/// One page of a list: the first few after a position, whatever number of people go by.
private struct PeoplePage {
  private struct Candidate {
    var entered: Int64
    var name: [UInt8]
    var outcome: Outcome

    func comes(before other: Candidate) -> Bool {
      entered != other.entered
        ? entered > other.entered : name.lexicographicallyPrecedes(other.name)
    }
  }

  private let request: PeopleRequest
  private var count = 0
  private var candidates: [Candidate] = []

  init(_ request: PeopleRequest) { self.request = request }

  mutating func consider(
    _ unit: Int, _ outcome: Outcome, _ funnel: Funnel, _ scan: FunnelScan
  ) {
    guard outcome.reached > 0, funnel.has(request.status, outcome, stage: request.stage) else {
      return
    }
    count += 1
    guard let entered = outcome.time(ofStage: 1) else { return }
    if let after = request.after, entered > after.entered { return }
    let candidate = Candidate(entered: entered, name: scan.name(ofUnit: unit), outcome: outcome)
    if let after = request.after, entered == after.entered,
      !Array(after.name.utf8).lexicographicallyPrecedes(candidate.name)
    {
      return
    }
    candidates.append(candidate)
    // Sorted now and then, so that each costs a logarithm and the memory stays small.
    if candidates.count > 4 * (request.limit + 1) { shorten() }
  }

  private mutating func shorten() {
    candidates.sort { $0.comes(before: $1) }
    candidates.removeLast(max(0, candidates.count - request.limit - 1))
  }

  consuming func list() -> PeopleList {
    shorten()
    let people = candidates.prefix(request.limit).map { candidate in
      let outcome = candidate.outcome
      let last = 32 - outcome.filled.leadingZeroBitCount
      return PeopleList.Person(
        name: String(decoding: candidate.name, as: UTF8.self), reached: outcome.reached,
        entered: Instant(microseconds: candidate.entered),
        times: (1...last).map { stage in
          outcome.time(ofStage: stage).map(Instant.init(microseconds:))
        })
    }
    return PeopleList(
      people: people, count: count, hasMore: candidates.count > request.limit)
  }
}
