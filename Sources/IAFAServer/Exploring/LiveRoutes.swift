internal import Events
internal import Funnels
internal import Hummingbird
internal import NIOConcurrencyHelpers
internal import Reports
internal import Segments
internal import Tenants

/// Events and refusals as they come: whole, for the dashboard, and events as the stages that they
/// could fill, for a web page that is being worked on.
struct LiveRoutes: Sendable {
  let tenants: TenantStore
  let live: LiveFeed<Event>
  let refusals: LiveFeed<NotedRefusal>
  let reporter: Reporter
  let now: @Sendable () -> Instant

  static let debugPath = "/api/v1/debug"

  func events(_ call: Call) throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let event = query.take("event")
    try query.finish()
    // Compact JSON has no line break in it.
    return try EventStream.response(live.subscribe(to: project.id, event: event)) {
      "event: event\nid: \($0.id)\ndata: \(StoredEvent($0).json.jsonText)\n\n"
    }
  }

  func refusals(_ call: Call) throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    try query.finish()
    return try EventStream.response(refusals.subscribe(to: project.id)) {
      "event: refusal\nid: \($0.id)\ndata: \($0.json.jsonText)\n\n"
    }
  }

  func debugToken(_ call: Call) throws -> Response {
    let token = try tenants.debugToken(of: try call.id(), by: try call.signedIn())
    return Response(json: [
      "token": .string(token.text), "valid_until": .string(token.validUntil.description),
    ])
  }

  /// For each event its id and the stages of saved funnels that it could fill; no more, since the
  /// token stands in an address.
  func debug(_ call: Call) throws -> Response {
    var query = try call.query()
    let token = query.take("token")
    try query.finish()
    guard let token, let project = tenants.projectForDebugToken(token) else {
      throw Problem(
        .unauthorized, "debug_token_invalid",
        "The token is not valid (any more): make one with POST /projects/{id}/debug-token.")
    }
    let lens = FunnelLens(tenants: tenants, project: project.id)
    let recent = EventSelection(
      project: project.id, organization: project.organizationID,
      range: now().advanced(bySeconds: -Self.recentSeconds)..<Instant.representable.upperBound)
    // The page's first events were on their way before it asked for this.
    let begin: @Sendable () async throws -> String = { [reporter] in
      let part = try await reporter.events(recent, limit: Self.recentCount)
      return part.items.reversed().map { lens.text(Event($0, of: recent.project)) }.joined()
    }
    return try EventStream.response(live.subscribe(to: project.id), begin: begin, text: lens.text)
  }

  private static let recentSeconds = 60.0
  private static let recentCount = 100
}

/// What a page is told of an event: the stages of a project's active funnels that it could fill.
private struct FunnelLens: Sendable {
  let tenants: TenantStore
  let project: ProjectID
  /// Each is read once for as long as it stays as it is.
  private let known = NIOLockedValueBox<[UUIDValue: (version: Int, funnel: Funnel?)]>([:])

  init(tenants: TenantStore, project: ProjectID) {
    self.tenants = tenants
    self.project = project
  }

  @Sendable func text(_ event: Event) -> String {
    let stages = tenants.activeFunnels(of: project).flatMap { saved -> [JSON] in
      guard let funnel = funnel(saved) else { return [] }
      return funnel.stages(thatTake: event).map { number in
        [
          "funnel": .string(saved.name), "order": .number(number),
          "name": .string(funnel.stages[number - 1].name),
        ]
      }
    }
    let told: JSON = ["id": .string(event.id.description), "stages": .array(stages)]
    return "data: \(told.jsonText)\n\n"
  }

  private func funnel(_ saved: SavedFunnel) -> Funnel? {
    known.withLockedValue { known in
      if let found = known[saved.id], found.version == saved.standing.version {
        return found.funnel
      }
      // It was valid when it was saved.
      let funnel = try? ReportRoutes.read(saved.definition, named: saved.name)
      known[saved.id] = (saved.standing.version, funnel)
      return funnel
    }
  }
}

extension StoredEvent {
  /// The event as it will be read from its file.
  fileprivate init(_ event: Event) {
    self.init(
      id: event.id, type: event.type, userID: event.userID, sessionID: event.sessionID,
      properties: .object(
        (event.properties ?? []).map { JSONMember($0.key, .string($0.value)) }),
      url: event.url, referrer: event.referrer, userAgent: event.userAgent, time: event.time)
  }
}

extension Event {
  /// The stored event as it came, as far as it is stored.
  fileprivate init(_ stored: StoredEvent, of project: ProjectID) {
    self.init(
      project: project, id: stored.id, type: stored.type, userID: stored.userID,
      sessionID: stored.sessionID,
      properties: stored.properties.members?.map { Property($0.key, $0.value.text ?? "") },
      url: stored.url, referrer: stored.referrer, userAgent: stored.userAgent, time: stored.time)
  }
}
