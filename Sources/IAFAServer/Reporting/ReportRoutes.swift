internal import Events
internal import Funnels
internal import HTTPTypes
internal import Hummingbird
internal import Reports
internal import Tenants

/// `/analytics`: funnels answered, on every surface, saved ones by GET and others by POST.
struct ReportRoutes: Sendable {
  let tenants: TenantStore
  let reporter: Reporter
  let now: @Sendable () -> Instant

  // MARK: - Bars

  func bars(_ call: Call) async throws -> Response {
    try await answer(call) { _ in
    } with: { asked, _ in
      let report = try await reporter.report(asked.query)
      var previous: Reported<SurfaceReport>?
      if let before = asked.previous { previous = try await reporter.report(before.query) }
      return ReportJSON.bars(report, asked, previous: previous)
    }
  }

  // MARK: - Trend

  func trend(_ call: Call) async throws -> Response {
    try await answer(call) {
      TrendOptions(&$0)
    } with: { asked, options in
      let span = try options.span.stages(asked.funnel, isTrend: true)
      func points(_ query: FunnelQuery, _ range: DateRange) async throws -> TrendAnswer {
        let buckets = try options.cut.buckets(range.start..<range.end, asked.zone)
        let report = try await reporter.report(
          query, .trend(buckets, from: span.from, to: span.to))
        return TrendAnswer(report: report, buckets: buckets, range: range)
      }
      let answer = try await points(asked.query, asked.range)
      var previous: TrendAnswer?
      if let before = asked.previous {
        previous = try await points(before.query, before.range)
      }
      return ReportJSON.trend(answer, asked, span: span, previous: previous)
    }
  }

  // MARK: - Time to convert

  func timeToConvert(_ call: Call) async throws -> Response {
    try await answer(call) {
      TimesOptions(&$0)
    } with: { asked, options in
      let span = try options.span.stages(asked.funnel, isTrend: false)
      let bins = try options.bins()
      let surface = Surface.times(from: span.from, to: span.to)
      let report = try await reporter.report(asked.query, surface)
      var previous: Reported<SurfaceReport>?
      if let before = asked.previous {
        previous = try await reporter.report(before.query, surface)
      }
      return ReportJSON.times(report, asked, span: span, bins: bins, previous: previous)
    }
  }

  // MARK: - People

  func people(_ call: Call) async throws -> Response {
    try await answer(call) {
      PeopleOptions(&$0)
    } begun: {
      try $0.readCursor()?.asOf
    } with: { asked, options in
      let query = asked.query
      let request = try options.request(asked.funnel, hasBreakdown: query.breakdown != nil)
      return ReportJSON.people(try await reporter.people(query, request), asked)
    }
  }

  /// One person of a saved funnel, named in the path, or of another one, named in the address.
  func explain(_ call: Call) async throws -> Response {
    let named = call.hasPathText("user_id") ? try call.pathText("user_id") : nil
    return try await answer(call) { query in
      named ?? query.take("user_id")
    } with: { asked, name in
      guard let name, !name.isEmpty else {
        throw Fault("/user_id", "required", "user_id must say who is to be explained")
      }
      return ReportJSON.explanation(
        try await reporter.explain(asked.query, name), asked)
    }
  }

  // MARK: - Reading a question

  /// Reads a saved funnel of the path or a definition of the body, the options of all surfaces and
  /// those of one, and has `with` answer.
  ///
  /// - Parameter begun: as of when a list was begun that goes on here.
  private func answer<Own: Sendable>(
    _ call: Call, _ own: (inout QueryParameters) throws -> Own,
    begun: (Own) throws -> Instant? = { _ in nil },
    with answer: @escaping @Sendable (AskedReport, Own) async throws -> JSON
  ) async throws -> Response {
    let principal = try call.signedIn()
    var parameters = try call.query()
    let read = try own(&parameters)
    var (options, funnel, id, projectID) =
      call.hasPathText("id")
      ? try saved(call, &parameters, by: principal) : try await adHoc(call, &parameters)
    if let instant = try begun(read) { options.fixAsOf(instant) }
    let project = try tenants.project(projectID, by: principal)
    let asked = try options.asked(funnel, id: id, project: project, now: now())
    return Response(json: try await call.whileClientWaits { try await answer(asked, read) })
  }

  private typealias Parts = (ReportOptions, Funnel, id: UUIDValue?, project: UUIDValue)

  private func saved(
    _ call: Call, _ parameters: inout QueryParameters, by principal: Principal
  ) throws -> Parts {
    let options = try ReportOptions(&parameters)
    try parameters.finish()
    let saved = try tenants.funnel(try call.id(), by: principal)
    let funnel = try Self.read(saved.definition, named: saved.name)
    return (options, funnel, saved.id, saved.projectID)
  }

  private func adHoc(_ call: Call, _ parameters: inout QueryParameters) async throws -> Parts {
    try parameters.finish()
    let body = try await call.json()
    let (options, funnel) = try Self.read(body)
    guard let id = body["project_id"]?.text.flatMap(UUIDValue.init) else {
      throw Fault("/project_id", "required", "project_id must be the UUID of a project")
    }
    return (options, funnel, nil, id)
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
