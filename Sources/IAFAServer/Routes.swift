internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// One door of the server.
struct Route: Sendable {
  enum Access: Sendable {
    /// Anyone; a project's write key is the handler's matter.
    case anyone
    /// Who is signed in, by token, secret key or cookie.
    case person
  }

  let method: HTTPRequest.Method
  let path: String
  let access: Access
  let handle: @Sendable (Call) async throws -> Response

  init(
    _ method: HTTPRequest.Method, _ path: String, _ access: Access = .person,
    _ handle: @escaping @Sendable (Call) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.handle = handle
  }
}

extension Services {
  /// Every route of the server but the page's own files.
  var routes: [Route] {
    [
      Route(.get, "/health", .anyone, health.health),
      Route(.get, "/ready", .anyone, health.ready),
      Route(.get, "/metrics", .anyone, health.metrics),
      Route(.get, "/openapi.json", .anyone, documentation.document),
      Route(.get, "/docs", .anyone, documentation.page),
      Route(.get, "/docs.css", .anyone, documentation.style),

      Route(.post, "/api/v1/track", .anyone, track.track),
      Route(.post, "/api/v1/track/batch", .anyone, track.batch),
      Route(.post, "/api/v1/identify", .anyone, track.identify),

      Route(.post, "/api/v1/auth/register", .anyone, accounts.register),
      Route(.post, "/api/v1/auth/login", .anyone, accounts.login),
      Route(.post, "/api/v1/auth/refresh", .anyone, accounts.refresh),
      Route(.post, "/api/v1/auth/logout", .anyone, accounts.logout),
      Route(.get, "/api/v1/auth/me", .person, accounts.me),
      Route(.put, "/api/v1/auth/me", .person, accounts.updateMe),
      Route(.get, "/api/v1/organization", .person, accounts.organization),
      Route(.put, "/api/v1/organization", .person, accounts.updateOrganization),
      Route(.get, "/api/v1/status", .person, status.status),

      Route(.get, "/api/v1/projects", .person, projects.list),
      Route(.post, "/api/v1/projects", .person, projects.create),
      Route(.post, "/api/v1/projects/sample", .person, samples.create),
      Route(.get, "/api/v1/projects/{id}", .person, projects.get),
      Route(.put, "/api/v1/projects/{id}", .person, projects.update),
      Route(.delete, "/api/v1/projects/{id}", .person, projects.delete),
      Route(.post, "/api/v1/projects/{id}/restore", .person, projects.restore),
      Route(.post, "/api/v1/projects/{id}/rotate-key", .person, projects.rotateKey),
      Route(.get, "/api/v1/projects/{id}/tracking-code", .person, projects.trackingCode),
      Route(.get, "/api/v1/projects/{id}/secret-keys", .person, projects.secretKeys),
      Route(.post, "/api/v1/projects/{id}/secret-keys", .person, projects.createSecretKey),
      Route(
        .delete, "/api/v1/projects/{id}/secret-keys/{key_id}", .person, projects.deleteSecretKey),

      Route(.get, "/api/v1/funnel-templates", .person, funnels.templates),
      Route(.get, "/api/v1/funnels", .person, funnels.list),
      Route(.post, "/api/v1/funnels", .person, funnels.create),
      Route(.get, "/api/v1/funnels/{id}", .person, funnels.get),
      Route(.put, "/api/v1/funnels/{id}", .person, funnels.update),
      Route(.delete, "/api/v1/funnels/{id}", .person, funnels.delete),
      Route(.post, "/api/v1/funnels/{id}/restore", .person, funnels.restore),

      Route(.get, "/api/v1/analytics/funnel/{id}", .person, reports.bars),
      Route(.get, "/api/v1/analytics/funnel/{id}/trend", .person, reports.trend),
      Route(.get, "/api/v1/analytics/funnel/{id}/time-to-convert", .person, reports.timeToConvert),
      Route(.get, "/api/v1/analytics/funnel/{id}/users", .person, reports.people),
      Route(
        .get, "/api/v1/analytics/funnel/{id}/users/{user_id}/explain", .person, reports.explain),
      Route(.post, "/api/v1/analytics/funnel", .person, reports.bars),
      Route(.post, "/api/v1/analytics/funnel/trend", .person, reports.trend),
      Route(.post, "/api/v1/analytics/funnel/time-to-convert", .person, reports.timeToConvert),
      Route(.post, "/api/v1/analytics/funnel/users", .person, reports.people),
      Route(.post, "/api/v1/analytics/funnel/explain", .person, reports.explain),

      Route(.get, "/api/v1/projects/{id}/event-types", .person, explorer.eventTypes),
      Route(.get, "/api/v1/projects/{id}/properties", .person, explorer.properties),
      Route(.get, "/api/v1/projects/{id}/property-values", .person, explorer.propertyValues),
      Route(.get, "/api/v1/projects/{id}/events.d.ts", .person, explorer.typings),
      Route(.get, "/api/v1/projects/{id}/event-counts", .person, explorer.eventCounts),
      Route(.get, "/api/v1/projects/{id}/events", .person, explorer.events),
      Route(.get, "/api/v1/projects/{id}/events/live", .person, live.events),
      Route(.post, "/api/v1/projects/{id}/debug-token", .person, live.debugToken),
      Route(.get, LiveRoutes.debugPath, .anyone, live.debug),
      Route(.get, "/api/v1/projects/{id}/storage", .person, explorer.storage),
      Route(.get, "/api/v1/projects/{id}/refusals", .person, refusals.list),
      Route(.get, "/api/v1/projects/{id}/refusals/live", .person, live.refusals),

      Route(.get, "/api/v1/projects/{id}/persons/{user_id}", .person, persons.get),
      Route(.delete, "/api/v1/projects/{id}/persons/{user_id}", .person, persons.erase),
      Route(.get, "/api/v1/projects/{id}/persons/{user_id}/export", .person, persons.export),
    ]
  }

  /// The methods of RFC 9110 and PATCH, but for those that concern connections: a path has routes
  /// for some of them and answers 405 to the others.
  private static let methods: [HTTPRequest.Method] = [
    .get, .head, .post, .put, .patch, .delete, .options,
  ]

  /// The router of all routes, with what every request passes on its way.
  func router() -> Router<CallContext> {
    let router = Router(context: CallContext.self)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: CrossOriginMiddleware(dashboards: authentication.dashboards))
    router.add(middleware: ProblemMiddleware())
    for route in routes {
      let authentication = authentication
      let addresses = addresses
      router.on(RouterPath(route.path), method: route.method) { request, context in
        let call = Call(
          request: request, context: context,
          principal: route.access == .person ? try authentication.principal(of: request) : nil,
          address: addresses.client(of: request, context.remoteAddress))
        return try await route.handle(call)
      }
    }
    for (path, others) in Dictionary(grouping: routes, by: \.path) {
      let allowed = others.map(\.method)
      for method in Self.methods where !allowed.contains(method) {
        router.on(RouterPath(path), method: method) { _, _ in
          Problem.methodNotAllowed(allowed).response
        }
      }
    }
    let page = page
    for path in ["/", "/**"] as [RouterPath] {
      router.get(path) { request, _ in try page.response(to: request) }
      router.head(path) { request, _ in try page.response(to: request) }
    }
    return router
  }
}

/// What every answer carries.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.xContentTypeOptions] = "nosniff"
    return response
  }
}
