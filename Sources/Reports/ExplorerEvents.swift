internal import DuckDB
package import Events
internal import Segments

/// An event as it is stored.
package struct StoredEvent: Sendable, Equatable {
  package var id: EventID
  package var type: String
  package var userID: String
  package var sessionID: String?
  package var properties: JSON
  package var url: String?
  package var referrer: String?
  package var userAgent: String?
  package var time: Instant

  package init(
    id: EventID, type: String, userID: String, sessionID: String?, properties: JSON,
    url: String?, referrer: String?, userAgent: String?, time: Instant
  ) {
    self.id = id
    self.type = type
    self.userID = userID
    self.sessionID = sessionID
    self.properties = properties
    self.url = url
    self.referrer = referrer
    self.userAgent = userAgent
    self.time = time
  }

  package var place: EventPlace { EventPlace(time: time, id: id) }
}

/// Where an event stands among a project's: no other one stands there, and none comes between two
/// that were shown but a late one.
package struct EventPlace: Sendable, Equatable {
  package var time: Instant
  package var id: EventID

  package init(time: Instant, id: EventID) {
    self.time = time
    self.id = id
  }
}

package enum EventOrder: Sendable {
  case newestFirst, oldestFirst
}

extension Reporter {
  /// Events of a selection, in order of time, then of id.
  ///
  /// - Parameters:
  ///   - user: any id of a person, whose events are meant; nil: everybody's.
  ///   - place: the last event that was shown.
  package func events(
    _ selection: EventSelection, of user: String? = nil, after place: EventPlace? = nil,
    limit: Int, order: EventOrder = .newestFirst
  ) async throws -> ListPart<StoredEvent> {
    let snapshot = try await store.snapshot(of: selection.project, selection.range)
    return try await events(selection, in: snapshot, of: user, after: place, limit, order)
  }

  func events(
    _ selection: EventSelection, in snapshot: Snapshot, of user: String?,
    after place: EventPlace?, _ limit: Int, _ order: EventOrder
  ) async throws -> ListPart<StoredEvent> {
    try await explore(selection, in: snapshot) { exploration in
      let ids = user.map { exploration.persons.ids(of: $0) }
      let places = try exploration.places(of: ids, after: place, limit: limit + 1, order)
      let items = try exploration.events(at: places, of: ids, order)
      return ListPart(items, limit: limit, isPartial: snapshot.isPartial)
    }
  }
}

extension Exploration {
  /// The next events' places, found without reading anything else of them.
  fileprivate func places(
    of users: [String]?, after place: EventPlace?, limit: Int, _ order: EventOrder
  ) throws -> [EventPlace] {
    var narrowed = self
    if let place { narrowed.selection.range.narrow(to: place.time, order) }
    var beyond: Query = ""
    if let place {
      let sign = order == .newestFirst ? "<" : ">"
      beyond = """
         AND (created_at, id) \(unsafe: sign) (\(timestamp: place.time.microseconds), \
        \(place.id.description))
        """
    }
    let found = try all(
      """
      SELECT created_at, id FROM (\(narrowed.rows("created_at, id, user_id")))
      WHERE \(Self.condition(users))\(beyond) ORDER BY \(order.sql) LIMIT \(limit)
      """
    ) { chunk, row in
      EventID(chunk.text(1, row)).map { EventPlace(time: chunk.instant(0, row), id: $0) }
    }
    return found.compactMap(\.self)
  }

  fileprivate func events(
    at places: [EventPlace], of users: [String]?, _ order: EventOrder
  ) throws -> [StoredEvent] {
    guard let first = places.map(\.time).min(), let last = places.map(\.time).max() else {
      return []
    }
    var narrowed = self
    narrowed.selection.range = first..<last.advanced(byMicroseconds: 1)
    let rows = narrowed.rows(
      """
      id, event_type, user_id, session_id, to_json(properties)::VARCHAR AS properties, url,
      referrer, user_agent, created_at
      """)
    let found = try all(
      """
      SELECT * FROM (\(rows)) WHERE \(Self.condition(users))
        AND id IN (\(list: places.map(\.id.description))) ORDER BY \(order.sql)
      """
    ) { chunk, row in Self.event(chunk, row) }
    return found.compactMap(\.self)
  }

  private static func condition(_ users: [String]?) -> Query {
    users.map { "user_id IN (\(list: $0))" } ?? "true"
  }

  private static func event(_ chunk: borrowing Chunk, _ row: Int) -> StoredEvent? {
    guard let id = EventID(chunk.text(0, row)) else { return nil }
    let properties = chunk.optionalText(4, row).flatMap { text in
      // It is JSON, since DuckDB made it of a map of texts.
      try? JSONParser.parse(Array(text.utf8)).value
    }
    return StoredEvent(
      id: id, type: chunk.text(1, row), userID: chunk.text(2, row),
      sessionID: chunk.optionalText(3, row), properties: properties ?? .object([]),
      url: chunk.optionalText(5, row), referrer: chunk.optionalText(6, row),
      userAgent: chunk.optionalText(7, row), time: chunk.instant(8, row))
  }
}

extension EventOrder {
  fileprivate var sql: Query {
    switch self {
    case .newestFirst: "created_at DESC, id DESC"
    case .oldestFirst: "created_at, id"
    }
  }
}

extension Range<Instant> {
  /// Leaves out what stands before a place, so that files of other days are not opened.
  fileprivate mutating func narrow(to time: Instant, _ order: EventOrder) {
    switch order {
    case .newestFirst:
      let end = Swift.min(upperBound, time.advanced(byMicroseconds: 1))
      self = lowerBound..<Swift.max(lowerBound, end)
    case .oldestFirst:
      self = Swift.min(upperBound, Swift.max(lowerBound, time))..<upperBound
    }
  }
}
