internal import DuckDB
package import Events
internal import Segments

/// What a project has of one type of event.
package struct EventTypeSummary: Sendable, Equatable {
  package var name: String
  package var count: Int
  /// Persons, after merges.
  package var users: Int
  package var firstSeen: Instant
  package var lastSeen: Instant
}

extension Reporter {
  /// The types of the events of a selection, the most frequent first, then by name.
  package func eventTypes(
    _ selection: EventSelection, _ window: ListWindow
  ) async throws -> ListPart<EventTypeSummary> {
    try await explore(selection) { exploration in
      let (join, person) = try exploration.personColumn()
      let items = try exploration.all(
        """
        SELECT e.event_type, count(*)::BIGINT AS events, count(DISTINCT \(person))::BIGINT,
          min(e.created_at), max(e.created_at)
        FROM (\(exploration.rows("event_type, user_id, created_at"))) AS e \(join)
        GROUP BY e.event_type ORDER BY events DESC, e.event_type \(window.sql)
        """
      ) { chunk, row in
        EventTypeSummary(
          name: chunk.text(0, row), count: chunk.integer(1, row), users: chunk.integer(2, row),
          firstSeen: chunk.instant(3, row), lastSeen: chunk.instant(4, row))
      }
      return ListPart(items, limit: window.limit, isPartial: exploration.snapshot.isPartial)
    }
  }
}
