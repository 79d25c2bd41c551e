internal import Events
internal import Reports
internal import Tenants

/// What the explorer's questions have in common, read from an address.
struct ExplorerOptions {
  private let start: String?
  private let end: String?
  private let timezone: String?
  private let event: String?

  init(_ query: inout QueryParameters) {
    start = query.take("start_date")
    end = query.take("end_date")
    timezone = query.take("timezone")
    event = query.take("event")
  }

  /// The events that are asked for, and the calendar whose days the range has.
  func selection(
    of project: Project, now: Instant
  ) throws -> (selection: EventSelection, calendar: ZoneCalendar) {
    guard let calendar = ZoneCalendar(timezone ?? project.settings.timezone) else {
      throw Fault(
        "/timezone", "unknown_zone", "timezone must be an IANA zone such as Europe/Zurich")
    }
    switch calendar.range(from: start, to: end, now: now) {
    case .success(let dates):
      let selection = EventSelection(
        project: project.id, organization: project.organizationID, range: dates.start..<dates.end,
        event: event)
      return (selection, calendar)
    case .failure(let found): throw Problem.invalid(found.faults)
    }
  }
}

extension QueryParameters {
  private static let defaultLimit = 50
  private static let maximumLimit = 500

  /// How many items are asked for.
  mutating func takeLimit() throws -> Int {
    guard let limit = takeInteger("limit") else { return Self.defaultLimit }
    guard 1...Self.maximumLimit ~= limit else {
      throw Fault("/limit", "out_of_range", "limit must be from 1 to \(Self.maximumLimit).")
    }
    return limit
  }

  /// Part of a list that is ordered by numbers: those change while somebody reads on, so the cursor
  /// is how many items were shown.
  mutating func takeWindow() throws -> ListWindow {
    let limit = try takeLimit()
    guard let cursor = take("cursor") else { return ListWindow(offset: 0, limit: limit) }
    guard let offset = Int(cursor), offset > 0, cursor == String(offset) else {
      throw Self.badCursor
    }
    return ListWindow(offset: offset, limit: limit)
  }

  /// The event that was shown last.
  mutating func takePlace() throws -> EventPlace? {
    guard let cursor = take("cursor") else { return nil }
    let parts = cursor.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let microseconds = Int64(parts[0]),
      Instant.representable.contains(Instant(microseconds: microseconds)),
      let id = EventID(String(parts[1]))
    else { throw Self.badCursor }
    return EventPlace(time: Instant(microseconds: microseconds), id: id)
  }

  static let badCursor = Fault(
    "/cursor", "invalid_format", "cursor must be a next_cursor of this list.")
}

extension EventPlace {
  var cursor: String { "\(time.microseconds).\(id)" }
}
