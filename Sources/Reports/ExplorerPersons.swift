internal import DuckDB
package import Events
internal import Segments

/// A person: their ids, what is known of them, and what they did in short.
package struct PersonProfile: Sendable {
  /// The id that names the person.
  package var userID: String
  /// All ids that are this person, that one first.
  package var ids: [String]
  /// By name.
  package var traits: [Property]
  package var events: Int
  package var sessions: Int
  package var firstSeen: Instant?
  package var lastSeen: Instant?
  /// The most frequent first, then by name; at most 100.
  package var eventTypes: [PropertyValue]
  package var isPartial: Bool
}

extension Reporter {
  /// The person of an id; nil where nothing is known of it.
  ///
  /// - Parameter selection: ``EventSelection/all(of:)``. Not the project itself: an async function
  ///   whose 128-bit argument goes on the stack makes Swift 6.3 return to nowhere.
  package func person(
    _ id: String, in selection: EventSelection
  ) async throws -> PersonProfile? {
    let snapshot = try await store.snapshot(of: selection.project, selection.range)
    return try await person(id, selection, snapshot)
  }

  private func person(
    _ id: String, _ selection: EventSelection, _ snapshot: Snapshot
  ) async throws -> PersonProfile? {
    let persons = store.identities.persons(of: selection.project)
    let ids = persons.ids(of: id)
    let activity = try await explore(selection, in: snapshot) { exploration in
      try exploration.activity(of: ids)
    }
    guard activity.events > 0 || persons.isKnown(id) else { return nil }
    let traits = persons.traits(of: Array(id.utf8)).sorted { $0.key < $1.key }
    return PersonProfile(
      userID: ids[0], ids: ids, traits: traits.map { Property($0.key, $0.value) },
      events: activity.events, sessions: activity.sessions, firstSeen: activity.firstSeen,
      lastSeen: activity.lastSeen, eventTypes: activity.types, isPartial: snapshot.isPartial)
  }

  /// Everything that is kept of a person, as one moment has it: first who it is, then the events,
  /// oldest first, page by page, so that no more than a page is in memory.
  ///
  /// - Returns: nil where nothing is known of the id.
  package func export(
    _ id: String, in selection: EventSelection
  ) async throws -> PersonExport? {
    let snapshot = try await store.snapshot(of: selection.project, selection.range)
    guard let profile = try await person(id, selection, snapshot) else { return nil }
    return PersonExport(profile: profile) { place in
      try await events(
        selection, in: snapshot, of: profile.userID, after: place, PersonExport.pageSize,
        .oldestFirst
      ).items
    }
  }
}

/// A person's data on their way out.
package struct PersonExport: Sendable {
  package let profile: PersonProfile
  /// The events after a place; empty at the end.
  package let events: @Sendable (_ after: EventPlace?) async throws -> [StoredEvent]

  /// Events of one page: at the largest size of an event 64 MiB.
  fileprivate static let pageSize = 1_000
}

/// What somebody did, in numbers.
private struct Activity: Sendable {
  var types: [PropertyValue]
  var events = 0
  var sessions = 0
  var firstSeen: Instant?
  var lastSeen: Instant?
}

extension Exploration {
  fileprivate func activity(of ids: [String]) throws -> Activity {
    let types = try all(
      """
      SELECT event_type, count(*)::BIGINT AS events FROM (\(rows("event_type, user_id")))
      WHERE user_id IN (\(list: ids)) GROUP BY event_type
      ORDER BY events DESC, event_type LIMIT 100
      """
    ) { chunk, row in PropertyValue(value: chunk.text(0, row), count: chunk.integer(1, row)) }
    guard !types.isEmpty else { return Activity(types: []) }
    let totals = try all(
      """
      SELECT count(*)::BIGINT, count(DISTINCT session_id)::BIGINT, min(created_at),
        max(created_at)
      FROM (\(rows("user_id, session_id, created_at"))) WHERE user_id IN (\(list: ids))
      """
    ) { chunk, row in
      Activity(
        types: types, events: chunk.integer(0, row), sessions: chunk.integer(1, row),
        firstSeen: chunk.instant(2, row), lastSeen: chunk.instant(3, row))
    }
    return totals[0]
  }
}
