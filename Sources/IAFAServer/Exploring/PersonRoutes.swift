internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Reports
internal import Segments
internal import Tenants

/// A person: what is known, all of it to take away, and its end.
struct PersonRoutes: Sendable {
  let tenants: TenantStore
  let reporter: Reporter
  let store: EventStore
  let now: @Sendable () -> Instant

  func get(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    let id = try call.pathText("user_id")
    guard
      let profile = try await reporter.person(
        id, in: .all(of: project.id, organization: project.organizationID))
    else {
      throw Problem.notFound
    }
    return Response(json: profile.json)
  }

  /// NDJSON: a line for the person, then a line an event, oldest first.
  func export(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    let id = try call.pathText("user_id")
    guard
      let export = try await reporter.export(
        id, in: .all(of: project.id, organization: project.organizationID))
    else {
      throw Problem.notFound
    }
    let body = ResponseBody { writer in
      try await writer.write(Self.line("person", export.profile.json))
      var events = try await export.events(nil)
      while let last = events.last {
        var lines = ByteBuffer()
        for event in events { lines.writeImmutableBuffer(Self.line("event", event.json)) }
        try await writer.write(lines)
        events = try await export.events(last.place)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/x-ndjson; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"person.ndjson\"",
      ], body: body)
  }

  /// Whoever may do more than read may erase.
  func erase(_ call: Call) async throws -> Response {
    let principal = try call.signedIn()
    let project = try tenants.project(try call.id(), by: principal)
    guard principal.may(.editFunnels) else { throw TenantError.forbidden }
    let request = ErasureRequest(
      project: project.id, userID: try call.pathText("user_id"), now: now())
    guard let receipt = try await store.erase(request) else { throw Problem.notFound }
    call.context.logger.notice(
      "person erased",
      metadata: [
        "project": "\(project.id)", "events": "\(receipt.events)", "files": "\(receipt.files)",
      ])
    return Response(json: ["receipt": receipt.json(request)])
  }

  private static func line(_ type: String, _ json: JSON) -> ByteBuffer {
    var bytes: [UInt8] = []
    JSON.object([JSONMember("type", .string(type))] + (json.members ?? [])).write(into: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return ByteBuffer(bytes: bytes)
  }
}

extension ErasureReceipt {
  fileprivate func json(_ request: ErasureRequest) -> JSON {
    [
      "project_id": .string(request.project.description), "user_id": .string(request.userID),
      "ids": .array(ids.map(JSON.string)), "events": .number(events), "files": .number(files),
      "erased_at": .string(request.now.description),
    ]
  }
}

extension PersonProfile {
  var json: JSON {
    var members: [JSONMember] = [
      JSONMember("user_id", .string(userID)),
      JSONMember("ids", .array(ids.map(JSON.string))),
      JSONMember("traits", .object(traits.map { JSONMember($0.key, .string($0.value)) })),
      JSONMember("events", .number(events)),
      JSONMember("sessions", .number(sessions)),
      JSONMember("first_seen", .optional(firstSeen?.description)),
      JSONMember("last_seen", .optional(lastSeen?.description)),
      JSONMember(
        "event_types",
        .array(eventTypes.map { ["name": .string($0.value), "count": .number($0.count)] })),
    ]
    if isPartial { members.append(JSONMember("partial", true)) }
    return .object(members)
  }
}
