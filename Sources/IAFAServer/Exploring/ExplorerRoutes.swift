internal import Events
internal import Hummingbird
internal import NIOCore
internal import Reports
internal import Tenants

/// What a project has: types of events, properties, values, the events themselves.
struct ExplorerRoutes: Sendable {
  let tenants: TenantStore
  let reporter: Reporter
  let now: @Sendable () -> Instant

  func eventTypes(_ call: Call) async throws -> Response {
    try await answer(call) {
      try $0.takeWindow()
    } with: { selection, _, window in
      try await reporter.eventTypes(selection, window).json(window, \.json)
    }
  }

  func properties(_ call: Call) async throws -> Response {
    try await answer(call) {
      try $0.takeWindow()
    } with: { selection, _, window in
      try await reporter.properties(selection, window).json(window, \.json)
    }
  }

  func propertyValues(_ call: Call) async throws -> Response {
    try await answer(call) {
      (window: try $0.takeWindow(), property: try $0.takeProperty("property"))
    } with: { selection, _, own in
      guard let property = own.property else {
        throw Fault("/property", "required", "property must be the name of a property")
      }
      return try await reporter.values(of: property, selection, own.window)
        .json(own.window, \.json)
    }
  }

  func events(_ call: Call) async throws -> Response {
    try await answer(call) {
      (limit: try $0.takeLimit(), place: try $0.takePlace(), user: $0.take("user_id"))
    } with: { selection, _, own in
      let part = try await reporter.events(
        selection, of: own.user, after: own.place, limit: own.limit)
      return part.json(\.json, next: part.items.last?.place.cursor)
    }
  }

  /// The project's own types of events for TypeScript.
  func typings(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    let text = try await asked(call) { _ in
    } with: { [reporter] selection, calendar, _ in
      EventTypings(
        project: project.settings.name,
        since: calendar.text(selection.range.lowerBound),
        until: calendar.text(selection.range.upperBound),
        events: try await reporter.schema(selection)
      ).text
    }
    return Response(
      status: .ok, headers: [.contentType: "application/typescript; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// How much there is, and from when to when.
  func storage(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    try query.finish()
    let storage = try await call.whileClientWaits {
      try await reporter.storage(of: project.id, organization: project.organizationID)
    }
    return Response(json: storage.json)
  }

  /// Reads what all questions share and what one has of its own, and has `with` answer while the
  /// client waits for it.
  func answer<Own: Sendable>(
    _ call: Call, _ own: (inout QueryParameters) throws -> Own,
    with answer: @escaping @Sendable (EventSelection, ZoneCalendar, Own) async throws -> JSON
  ) async throws -> Response {
    Response(json: try await asked(call, own, with: answer))
  }

  private func asked<Own: Sendable, Value: Sendable>(
    _ call: Call, _ own: (inout QueryParameters) throws -> Own,
    with answer: @escaping @Sendable (EventSelection, ZoneCalendar, Own) async throws -> Value
  ) async throws -> Value {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let options = ExplorerOptions(&query)
    let read = try own(&query)
    try query.finish()
    let (selection, calendar) = try options.selection(of: project, now: now())
    return try await call.whileClientWaits { try await answer(selection, calendar, read) }
  }
}

extension QueryParameters {
  /// The name of a property, as filters name it.
  mutating func takeProperty(_ name: String) throws -> String? {
    guard let property = take(name) else { return nil }
    guard 1...255 ~= property.unicodeScalars.count else {
      throw Fault("/\(name)", "length", "\(name) must have 1 to 255 characters")
    }
    return property
  }
}

extension ListPart {
  func json(_ window: ListWindow, _ item: (Item) -> JSON) -> JSON {
    json(item, next: String(window.offset + items.count))
  }

  func json(_ item: (Item) -> JSON, next: String?) -> JSON {
    var members = [
      JSONMember("items", .array(items.map(item))),
      JSONMember("next_cursor", .optional(hasMore ? next : nil)),
    ]
    if isPartial { members.append(JSONMember("partial", true)) }
    return .object(members)
  }
}

extension ProjectStorage {
  var json: JSON {
    .object(
      [
        JSONMember("events", .number(events)),
        JSONMember("published_bytes", .number(publishedBytes)),
        JSONMember("pending_bytes", .number(pendingBytes)),
        JSONMember("first_event_at", .optional(first?.description)),
        JSONMember("last_event_at", .optional(last?.description)),
      ] + (isPartial ? [JSONMember("partial", true)] : []))
  }
}

extension EventTypeSummary {
  var json: JSON {
    [
      "name": .string(name), "count": .number(count), "users": .number(users),
      "first_seen": .string(firstSeen.description), "last_seen": .string(lastSeen.description),
    ]
  }
}

extension PropertySummary {
  var json: JSON {
    [
      "name": .string(name), "count": .number(count),
      "examples": .array(examples.map(JSON.string)),
    ]
  }
}

extension PropertyValue {
  var json: JSON { ["value": .string(value), "count": .number(count)] }
}

extension StoredEvent {
  var json: JSON {
    [
      "id": .string(id.description), "event_type": .string(type), "user_id": .string(userID),
      "session_id": .optional(sessionID), "properties": properties, "url": .optional(url),
      "referrer": .optional(referrer), "user_agent": .optional(userAgent),
      "timestamp": .string(time.description),
    ]
  }
}
