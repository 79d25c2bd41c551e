internal import Events
internal import Hummingbird
internal import Reports
internal import Tenants

/// What a project has: types of events, properties, values, the events themselves.
struct ExplorerRoutes: Sendable {
  let tenants: TenantStore
  let reporter: Reporter
  let now: @Sendable () -> Instant

  func eventTypes(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let options = ExplorerOptions(&query)
    let window = try query.takeWindow()
    try query.finish()
    let selection = try options.selection(of: project, now: now()).selection
    let part = try await call.whileClientWaits {
      try await reporter.eventTypes(selection, window)
    }
    return Response(json: part.json(window, \.json))
  }

  func properties(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let options = ExplorerOptions(&query)
    let window = try query.takeWindow()
    try query.finish()
    let selection = try options.selection(of: project, now: now()).selection
    let part = try await call.whileClientWaits {
      try await reporter.properties(selection, window)
    }
    return Response(json: part.json(window, \.json))
  }

  func propertyValues(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let options = ExplorerOptions(&query)
    let window = try query.takeWindow()
    let property = try query.takeProperty("property")
    try query.finish()
    guard let property else {
      throw Fault("/property", "required", "property must be the name of a property")
    }
    let selection = try options.selection(of: project, now: now()).selection
    let part = try await call.whileClientWaits {
      try await reporter.values(of: property, selection, window)
    }
    return Response(json: part.json(window, \.json))
  }

  func events(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let options = ExplorerOptions(&query)
    let limit = try query.takeLimit()
    let place = try query.takePlace()
    let user = query.take("user_id")
    try query.finish()
    let selection = try options.selection(of: project, now: now()).selection
    let part = try await call.whileClientWaits {
      try await reporter.events(selection, of: user, after: place, limit: limit)
    }
    return Response(json: part.json(\.json, next: part.items.last?.place.cursor))
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
