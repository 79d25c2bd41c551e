internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// Finds out who asks: a bearer token, a secret key, or the dashboard's cookie.
struct Authentication: Sendable {
  let tenants: TenantStore
  /// Cookies go over TLS only.
  let secureCookies: Bool
  let dashboards: Set<String>

  static let accessCookie = "iafa_access"
  static let refreshCookie = "iafa_refresh"

  /// The principal of a request.
  ///
  /// Where a bearer token is sent, cookies are ignored. A cookie alone never changes anything: a
  /// write needs the header that only the dashboard's own page can add.
  func principal(of request: Request) throws -> Principal {
    if let header = request.headers[.authorization] {
      guard header.lowercased().hasPrefix("bearer ") else { throw TenantError.unauthenticated }
      let token = String(header.dropFirst("bearer ".count)).trimmingSpaces
      return token.hasPrefix("sk_")
        ? try tenants.authenticate(secretKey: token) : try tenants.authenticate(accessToken: token)
    }
    guard let token = request.cookies[Self.accessCookie]?.value else {
      throw TenantError.unauthenticated
    }
    if request.method != .get, request.method != .head { try checkOrigin(of: request) }
    return try tenants.authenticate(accessToken: token)
  }

  /// The rule against forged requests, for everything that a cookie alone would allow.
  func checkOrigin(of request: Request) throws {
    guard request.headers[.xCSRF]?.isEmpty == false else {
      throw Problem(
        .forbidden, "csrf", "A request that signs in by cookie needs the header X-CSRF.")
    }
    guard let origin = request.headers[.origin], !dashboards.contains(origin) else { return }
    let host = origin.drop { $0 != ":" }.dropFirst("://".count)
    guard host == request.head.authority ?? "" else {
      throw Problem(.forbidden, "csrf", "This request comes from another site.")
    }
  }

  /// The answer to a sign-in: tokens for programs, cookies for the dashboard.
  func response(_ signIn: SignIn, status: HTTPResponse.Status, idleSeconds: Int) -> Response {
    var response = Response(json: signIn.json, status: status)
    response.setCookie(
      Cookie(
        name: Self.accessCookie, value: signIn.accessToken, maxAge: signIn.expiresInSeconds,
        path: "/", secure: secureCookies, httpOnly: true, sameSite: .lax))
    response.setCookie(
      Cookie(
        name: Self.refreshCookie, value: signIn.refreshToken, maxAge: idleSeconds,
        path: "/api/v1/auth", secure: secureCookies, httpOnly: true, sameSite: .strict))
    return response
  }

  /// Takes the cookies away.
  func signedOut() -> Response {
    var response = Response.noContent
    for (name, path) in [(Self.accessCookie, "/"), (Self.refreshCookie, "/api/v1/auth")] {
      response.setCookie(
        Cookie(
          name: name, value: "", maxAge: 0, path: path, secure: secureCookies, httpOnly: true,
          sameSite: .strict))
    }
    return response
  }
}
