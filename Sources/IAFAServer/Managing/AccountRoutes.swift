internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// `/auth`: register, sign in, stay signed in, sign out.
struct AccountRoutes: Sendable {
  let tenants: TenantStore
  let authentication: Authentication
  let sessionIdleSeconds: Int

  func register(_ call: Call) async throws -> Response {
    let signIn = try await tenants.register(try await call.json())
    var response = authentication.response(
      signIn, status: .created, idleSeconds: sessionIdleSeconds)
    response.headers[.location] = "/api/v1/auth/me"
    return response
  }

  func login(_ call: Call) async throws -> Response {
    let signIn = try await tenants.login(try await call.json(), client: call.address)
    return authentication.response(signIn, status: .ok, idleSeconds: sessionIdleSeconds)
  }

  /// The token of the body, else of the cookie.
  func refresh(_ call: Call) async throws -> Response {
    var token: String?
    let bytes = try await call.body(limit: 1 << 16)
    if !bytes.isEmpty {
      let (body, _) = try JSONParser.parse(bytes)
      guard let members = body.members else {
        throw Problem.invalid([Fault("", "not_an_object", "the body must be a JSON object")])
      }
      let unknown = members.filter { $0.key != "refresh_token" }
      guard unknown.isEmpty else {
        throw Problem.invalid(
          unknown.map { Fault(Fault.token($0.key), "unknown", "there is no field \($0.key)") })
      }
      token = body["refresh_token"]?.text
    }
    if token == nil {
      token = call.request.cookies[Authentication.refreshCookie]?.value
      if token != nil { try authentication.checkOrigin(of: call.request) }
    }
    guard let token else { throw TenantError.unauthenticated }
    let signIn = try await tenants.refresh(token)
    return authentication.response(signIn, status: .ok, idleSeconds: sessionIdleSeconds)
  }

  func logout(_ call: Call) async throws -> Response {
    do {
      try await tenants.logout(try authentication.principal(of: call.request))
    } catch TenantError.unauthenticated {
      // The access token has run out: the refresh token proves the session as well.
      guard let token = call.request.cookies[Authentication.refreshCookie]?.value else {
        throw TenantError.unauthenticated
      }
      try authentication.checkOrigin(of: call.request)
      try await tenants.logout(refreshToken: token)
    }
    return authentication.signedOut()
  }

  func me(_ call: Call) throws -> Response {
    let (user, organization) = try tenants.me(try call.signedIn())
    return Response(json: ["user": user.json, "organization": organization.json])
  }

  func updateMe(_ call: Call) async throws -> Response {
    let (user, organization) = try await tenants.updateMe(
      try await call.json(), by: try call.signedIn(), client: call.address)
    return Response(json: ["user": user.json, "organization": organization.json])
  }

  func organization(_ call: Call) throws -> Response {
    let organization = try tenants.organization(of: try call.signedIn())
    return Response(json: organization.json).tagged(organization.standing.version)
  }

  func updateOrganization(_ call: Call) async throws -> Response {
    let organization = try await tenants.updateOrganization(
      try await call.json(), by: try call.signedIn(), ifVersion: try call.expectedVersion())
    return Response(json: organization.json).tagged(organization.standing.version)
  }
}
