internal import Events
internal import Funnels
internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// `/funnels`: saved definitions.
struct FunnelRoutes: Sendable {
  let tenants: TenantStore

  func list(_ call: Call) throws -> Response {
    var query = try call.query()
    let project = query.takeID("project_id")
    let existence = query.takeExistence()
    let limit = query.takeInteger("limit")
    let cursor = query.take("cursor")
    try query.finish()
    let page = try tenants.funnels(
      existence, of: project, by: try call.signedIn(),
      limit: limit ?? Page<SavedFunnel>.defaultLimit,
      cursor: cursor)
    return Response(json: page.json(\.json))
  }

  func create(_ call: Call) async throws -> Response {
    let funnel = try await tenants.createFunnel(
      try await call.json(), by: try call.signedIn(), definition: Self.judge)
    return Response.created(funnel.json, at: "/api/v1/funnels/\(funnel.id)")
      .tagged(funnel.standing.version)
  }

  func get(_ call: Call) throws -> Response {
    let funnel = try tenants.funnel(try call.id(), by: try call.signedIn())
    return Response(json: funnel.json).tagged(funnel.standing.version)
  }

  func update(_ call: Call) async throws -> Response {
    let funnel = try await tenants.updateFunnel(
      try call.id(), try await call.json(), by: try call.signedIn(),
      ifVersion: try call.expectedVersion(), definition: Self.judge)
    return Response(json: funnel.json).tagged(funnel.standing.version)
  }

  func delete(_ call: Call) async throws -> Response {
    try await tenants.deleteFunnel(
      try call.id(), by: try call.signedIn(), ifVersion: try call.expectedVersion())
    return .noContent
  }

  func restore(_ call: Call) async throws -> Response {
    let funnel = try await tenants.restoreFunnel(try call.id(), by: try call.signedIn())
    return Response(json: funnel.json).tagged(funnel.standing.version)
  }

  /// What the rules of funnels say of a definition that is to be saved.
  static func judge(_ definition: JSON) -> DefinitionVerdict {
    switch Funnel.read(definition, as: .adHoc) {
    case .success(let funnel) where funnel.stages.count < 2:
      .invalid([Fault("/stages", "too_few", "A saved funnel has 2 to 20 stages.")])
    case .success(let funnel): .valid(funnel.json)
    case .failure(let faults): .invalid(faults.faults)
    }
  }
}
