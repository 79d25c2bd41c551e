internal import DuckDB
package import Events
internal import Segments

/// The events that a question of the explorer is about.
package struct EventSelection: Sendable {
  package var project: ProjectID
  /// Whose turn it takes where several wait for a lane.
  package var organization: UUIDValue
  /// Half-open.
  package var range: Range<Instant>
  /// Nil: events of every type.
  package var event: String?

  package init(
    project: ProjectID, organization: UUIDValue? = nil, range: Range<Instant>,
    event: String? = nil
  ) {
    self.project = project
    self.organization = organization ?? project
    self.range = range
    self.event = event
  }

  /// Everything that a project has.
  package static func all(
    of project: ProjectID, organization: UUIDValue? = nil
  ) -> EventSelection {
    let (first, last) = (Instant.representable.lowerBound, Instant.representable.upperBound)
    return EventSelection(
      project: project, organization: organization,
      range: first..<last.advanced(byMicroseconds: 1))
  }
}

/// Some items of a list that is ordered by number, and whether more follow.
package struct ListPart<Item: Sendable>: Sendable {
  package var items: [Item]
  package var hasMore: Bool
  /// Events that belong here can't be read, so the list may lack something.
  package var isPartial: Bool

  /// - Parameter items: up to one more than `limit`.
  init(_ items: [Item], limit: Int, isPartial: Bool) {
    self.items = Array(items.prefix(limit))
    hasMore = items.count > limit
    self.isPartial = isPartial
  }
}

/// Which items of a list are asked for.
package struct ListWindow: Sendable {
  package var offset: Int
  package var limit: Int

  package init(offset: Int, limit: Int) {
    self.offset = offset
    self.limit = limit
  }

  /// One more than is asked for, so that the answer knows whether more follow.
  var sql: Query { "LIMIT \(limit + 1) OFFSET \(offset)" }
}

/// One question of the explorer on the thread of its lane.
struct Exploration {
  var selection: EventSelection
  let snapshot: Snapshot
  let persons: Persons
  let session: Session

  /// The selection's rows, with columns of ours, in no particular order.
  func rows(_ columns: Query) -> Query {
    let scan = SegmentScan(
      project: selection.project, range: selection.range,
      eventTypes: selection.event.map { [$0] })
    return snapshot.rows(scan, columns: columns)
  }

  /// How SQL names the person of a row: what to join to the rows `e`, and the expression.
  ///
  /// Merged ids go into a table of DuckDB's, which counts, joins and spills by its own limits.
  func personColumn() throws -> (join: Query, person: Query) {
    guard persons.hasMerges else { return ("", "e.user_id") }
    try session.execute("CREATE OR REPLACE TEMP TABLE merged_ids (id VARCHAR, person VARCHAR)")
    var appender = try session.appender(to: "merged_ids")
    try persons.forEachMerged { (id, person) throws(DuckDBError) in
      appender.append(id)
      appender.append(person)
      try appender.endRow()
    }
    try appender.finish()
    return (
      "LEFT JOIN merged_ids ON merged_ids.id = e.user_id",
      "coalesce(merged_ids.person, e.user_id)"
    )
  }

  /// The rows of an answer, each made by `read` from the chunk and its row.
  func all<Item>(_ query: Query, _ read: (borrowing Chunk, Int) -> Item) throws -> [Item] {
    var items: [Item] = []
    try session.forEachChunk(query) { (chunk) throws(DuckDBError) in
      for row in 0..<chunk.count { items.append(read(chunk, row)) }
    }
    return items
  }
}

extension Chunk {
  /// A text that may be NULL.
  borrowing func optionalText(_ column: Int, _ row: Int) -> String? {
    withTexts(column) { $0.text(row) }
  }

  borrowing func text(_ column: Int, _ row: Int) -> String { optionalText(column, row) ?? "" }

  borrowing func integer(_ column: Int, _ row: Int) -> Int {
    withInt64s(column) { values, _ in Int(values[row]) }
  }

  borrowing func instant(_ column: Int, _ row: Int) -> Instant {
    withInt64s(column) { values, _ in Instant(microseconds: values[row]) }
  }
}

extension Reporter {
  /// Answers a question over everything that was acknowledged before the call: in a lane, within
  /// the deadline, stopped where the caller goes away.
  func explore<Answer: Sendable>(
    _ selection: EventSelection, _ work: @escaping @Sendable (Exploration) throws -> Answer
  ) async throws -> Answer {
    let snapshot = try await store.snapshot(of: selection.project, selection.range)
    return try await explore(selection, in: snapshot, work)
  }

  func explore<Answer: Sendable>(
    _ selection: EventSelection, in snapshot: Snapshot,
    _ work: @escaping @Sendable (Exploration) throws -> Answer
  ) async throws -> Answer {
    let persons = store.identities.persons(of: selection.project)
    return try await withDeadline { [lanes] in
      try await lanes.run(for: selection.organization) { session in
        try work(
          Exploration(
            selection: selection, snapshot: snapshot, persons: persons, session: session))
      }
    }
  }
}
