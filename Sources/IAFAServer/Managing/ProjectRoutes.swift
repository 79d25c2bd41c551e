internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// `/projects`: what is measured, and the keys to it.
struct ProjectRoutes: Sendable {
  let tenants: TenantStore
  let code: TrackingCode

  func list(_ call: Call) throws -> Response {
    var query = try call.query()
    let existence = query.takeExistence()
    let limit = query.takeInteger("limit")
    let cursor = query.take("cursor")
    try query.finish()
    let page = try tenants.projects(
      existence, by: try call.signedIn(), limit: limit ?? Page<Project>.defaultLimit, cursor: cursor
    )
    return Response(json: page.json(\.json))
  }

  func create(_ call: Call) async throws -> Response {
    let (project, key) = try await tenants.createProject(
      try await call.json(), by: try call.signedIn())
    guard case .object(let members) = project.json else { throw Problem.internalError }
    return Response.created(
      .object(members + [JSONMember("api_key", .string(key))]),
      at: "/api/v1/projects/\(project.id)"
    ).tagged(project.standing.version)
  }

  func get(_ call: Call) throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    return Response(json: project.json).tagged(project.standing.version)
  }

  func update(_ call: Call) async throws -> Response {
    let project = try await tenants.updateProject(
      try call.id(), try await call.json(), by: try call.signedIn(),
      ifVersion: try call.expectedVersion())
    return Response(json: project.json).tagged(project.standing.version)
  }

  func delete(_ call: Call) async throws -> Response {
    try await tenants.deleteProject(
      try call.id(), by: try call.signedIn(), ifVersion: try call.expectedVersion())
    return .noContent
  }

  func restore(_ call: Call) async throws -> Response {
    let project = try await tenants.restoreProject(try call.id(), by: try call.signedIn())
    return Response(json: project.json).tagged(project.standing.version)
  }

  func rotateKey(_ call: Call) async throws -> Response {
    let rotated = try await tenants.rotateWriteKey(of: try call.id(), by: try call.signedIn())
    return Response(json: [
      "api_key": .string(rotated.apiKey),
      "previous_key_valid_until": .string(rotated.previousValidUntil.description),
    ])
  }

  func secretKeys(_ call: Call) throws -> Response {
    var query = try call.query()
    let limit = query.takeInteger("limit")
    let cursor = query.take("cursor")
    try query.finish()
    let page = try tenants.secretKeys(
      of: try call.id(), by: try call.signedIn(), limit: limit ?? Page<SecretKey>.defaultLimit,
      cursor: cursor)
    return Response(json: page.json(\.json))
  }

  func createSecretKey(_ call: Call) async throws -> Response {
    let project = try call.id()
    let (key, text) = try await tenants.createSecretKey(
      of: project, try await call.json(), by: try call.signedIn())
    guard case .object(let members) = key.json else { throw Problem.internalError }
    return .created(
      .object(members + [JSONMember("key", .string(text))]),
      at: "/api/v1/projects/\(project)/secret-keys/\(key.id)")
  }

  func deleteSecretKey(_ call: Call) async throws -> Response {
    try await tenants.deleteSecretKey(
      try call.id("key_id"), of: try call.id(), by: try call.signedIn())
    return .noContent
  }

  /// What loads the tracker for this project, ready to paste.
  func trackingCode(_ call: Call) throws -> Response {
    let key = try tenants.writeKey(of: try call.id(), by: try call.signedIn())
    let origin = call.publicOrigin
    return Response(json: [
      "snippet": .string(code.snippet(origin: origin, key: key)),
      "pinned_snippet": .optional(code.pinnedSnippet(origin: origin, key: key)),
      "api_url": .string(origin + "/api/v1/track"),
      "instructions": .array(TrackingCode.instructions.map(JSON.string)),
    ])
  }
}

extension QueryParameters {
  /// `deleted=true` asks for what was deleted and can still be restored.
  mutating func takeExistence() -> Existence {
    takeBoolean("deleted") == true ? .deleted : .live
  }
}

extension Page {
  func json(_ item: (Item) -> JSON) -> JSON {
    ["items": .array(items.map(item)), "next_cursor": .optional(nextCursor)]
  }
}

extension Call {
  /// The address under which the client reached this server.
  var publicOrigin: String {
    let scheme = request.headers[.xForwardedProto] == "https" ? "https" : "http"
    return "\(scheme)://\(request.head.authority ?? "127.0.0.1")"
  }
}
