internal import Events
internal import Funnels
internal import HTTPTypes
internal import Hummingbird
internal import Reports
internal import Tenants

/// `/analytics`: funnels answered.
struct ReportRoutes: Sendable {
  let tenants: TenantStore
  let reporter: Reporter
  let now: @Sendable () -> Instant

  /// A saved funnel.
  func saved(_ call: Call) async throws -> Response {
    let principal = try call.signedIn()
    var parameters = try call.query()
    let options = try ReportOptions(&parameters)
    let saved = try tenants.funnel(try call.id(), by: principal)
    let project = try tenants.project(saved.projectID, by: principal)
    let funnel = try Self.read(saved.definition, named: saved.name)
    return try await answer(funnel, id: saved.id, options, project)
  }

  /// A funnel that is not saved.
  func adHoc(_ call: Call) async throws -> Response {
    let principal = try call.signedIn()
    let body = try await call.json()
    let (options, funnel) = try Self.read(body)
    guard let id = body["project_id"]?.text.flatMap(UUIDValue.init) else {
      throw Fault("/project_id", "required", "project_id must be the UUID of a project")
    }
    let project = try tenants.project(id, by: principal)
    return try await answer(funnel, id: nil, options, project)
  }

  private func answer(
    _ funnel: Funnel, id: UUIDValue?, _ options: ReportOptions, _ project: Project
  ) async throws -> Response {
    let (query, range) = try options.query(funnel, project: project, now: now())
    let answer = try await reporter.funnel(query)
    return Response(json: ReportJSON.answer(answer, query, range, funnelID: id))
  }

  /// The parts of a body: the definition and the options, and nothing else.
  private static func read(_ body: JSON) throws -> (ReportOptions, Funnel) {
    let known = Set(ReportOptions.keys + ["project_id", "definition"])
    var faults = (body.members ?? []).filter { !known.contains($0.key) }.map {
      Fault(Fault.token($0.key), "unknown", "there is no field \($0.key)")
    }
    guard let definition = body["definition"] else {
      faults.append(Fault("/definition", "required", "definition must be a funnel's definition"))
      throw Problem.invalid(faults)
    }
    switch Funnel.read(
      definition, as: .adHoc, ignoring: ["project_id", "is_active"])
    {
    case .failure(let found):
      throw Problem.invalid(
        faults + found.faults.map { Fault("/definition" + $0.pointer, $0.code, $0.message) })
    case .success(let funnel):
      if !faults.isEmpty { throw Problem.invalid(faults) }
      return (try ReportOptions(body), funnel)
    }
  }

  /// A definition that was checked when it was saved.
  static func read(_ definition: JSON, named name: String) throws -> Funnel {
    guard case .object(let members) = definition else { throw Problem.internalError }
    let json = JSON.object(
      members.filter { $0.key != "name" } + [JSONMember("name", .string(name))])
    return try Funnel.read(json, as: .adHoc).get()
  }
}
