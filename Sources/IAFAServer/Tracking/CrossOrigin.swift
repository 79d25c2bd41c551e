internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// Cross-origin requests: ingestion is open to every page and judged by its project, the debug
/// stream to every page that has a token; the API is open to the dashboards that the settings name,
/// and to nobody else.
struct CrossOriginMiddleware<Context: RequestContext>: RouterMiddleware {
  let dashboards: Set<String>

  func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let origin = request.headers[.origin] else { return try await next(request, context) }
    let isForPages =
      TrackRoutes.paths.contains(request.uri.path) || request.uri.path == LiveRoutes.debugPath
    let isDashboard = dashboards.contains(origin)
    var response =
      if request.method == .options, isForPages || isDashboard {
        Response(status: .noContent, headers: Self.preflight)
      } else {
        try await next(request, context)
      }
    response.headers[.vary] = response.headers[.vary].map { $0 + ", Origin" } ?? "Origin"
    guard isForPages || isDashboard else { return response }
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.accessControlExposeHeaders] = "Retry-After, ETag, Location"
    // Never with credentials where any page may ask.
    if isDashboard { response.headers[.accessControlAllowCredentials] = "true" }
    return response
  }

  private static var preflight: HTTPFields {
    [
      .accessControlAllowMethods: "GET, POST, PUT, DELETE",
      .accessControlAllowHeaders:
        "Authorization, Content-Type, Content-Encoding, If-Match, X-API-Key, X-CSRF",
      .accessControlMaxAge: "86400",
    ]
  }
}

extension Project {
  /// Whether events from this `Origin` are taken; requests of servers have none and are.
  func accepts(origin: String?) -> Bool {
    guard let origin, !settings.allowedOrigins.isEmpty else { return true }
    return settings.allowedOrigins.contains { $0.matches(origin) }
  }
}
