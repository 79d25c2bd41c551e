import Events
import HTTPTypes
import Testing

/// Signing up, in and out; cookies and what they allow.
@Suite struct AccountTests {
  private static let email: JSON = "ada@example.com"

  /// Somebody's browser: the cookies that a sign-in set.
  private struct Browser {
    let site: Site
    var access: String
    var refresh: String

    init(_ site: Site, _ signIn: Answer) throws {
      self.site = site
      func value(_ name: String) throws -> String {
        String(try #require(signIn.cookies[name]).prefix { $0 != ";" })
      }
      access = try value("iafa_access")
      refresh = try value("iafa_refresh")
    }

    func send(
      _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, csrf: Bool = true,
      origin: String? = nil
    ) async throws -> Answer {
      var headers: HTTPFields = [.cookie: "iafa_access=\(access); iafa_refresh=\(refresh)"]
      if csrf { headers[.init("X-CSRF")!] = "1" }
      if let origin { headers[.origin] = origin }
      let bytes = body.map { Array($0.jsonText.utf8) }
      return try await site.send(method, "/api/v1" + path, bytes: bytes, headers: headers)
    }
  }

  @Test func `A sign-in sets cookies that no script can read`() async throws {
    try await withSite { site in
      let cookies = try await site.register().signIn.cookies
      for (name, path, rule) in [
        ("iafa_access", "/", "Lax"), ("iafa_refresh", "/api/v1/auth", "Strict"),
      ] {
        let cookie = try #require(cookies[name])
        #expect(cookie.contains("HttpOnly"))
        #expect(cookie.contains("SameSite=\(rule)"))
        #expect(cookie.contains("Path=\(path);") || cookie.hasSuffix("Path=\(path)"))
        #expect(!cookie.contains("Secure"))
      }
    }
  }

  @Test func `A cookie reads, and writes only with the page's own header and origin`()
    async throws
  {
    try await withSite(["CORS_ORIGINS": "https://dash.example"]) { site in
      let browser = try Browser(site, try await site.register().signIn)
      let me = try await browser.send(.get, "/auth/me", csrf: false)
      #expect(me["/user/email"] == Self.email)
      #expect(me["/organization/name"] == "Analytical Engines")
      let project: JSON = ["name": "Shop"]
      let bare = try await browser.send(.post, "/projects", project, csrf: false)
      #expect(bare.status == 403)
      #expect(bare["/code"] == "csrf")
      let foreign = try await browser.send(
        .post, "/projects", project, origin: "https://evil.example")
      #expect(foreign.status == 403)
      #expect(foreign["/code"] == "csrf")
      for origin in ["http://localhost", "https://dash.example", nil] {
        #expect(try await browser.send(.post, "/projects", project, origin: origin).status == 201)
      }
    }
  }

  @Test func `Where a token is sent, cookies are ignored`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let browser = try Browser(site, ada.signIn)
      for header in ["Bearer nonsense", "Basic YTpi", "Bearer sk_nonsense"] {
        let answer = try await site.send(
          .get, "/api/v1/auth/me",
          headers: [.authorization: header, .cookie: "iafa_access=\(browser.access)"])
        #expect(answer.status == 401)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      }
      #expect(try await site.send(.get, "/api/v1/auth/me").status == 401)
    }
  }

  @Test func `A refresh by cookie or body rotates the token; an old one ends the session`()
    async throws
  {
    try await withSite { site in
      let first = try Browser(site, try await site.register().signIn)
      #expect(try await first.send(.post, "/auth/refresh", csrf: false).status == 403)
      let renewed = try await first.send(.post, "/auth/refresh")
      #expect(renewed.status == 200)
      let second = try Browser(site, renewed)
      #expect(second.refresh != first.refresh)
      site.time.advance(seconds: 120)
      let third = try await site.send(
        .post, "/api/v1/auth/refresh", ["refresh_token": .string(second.refresh)])
      #expect(third.status == 200)
      let token = try #require(third["/access_token"].text)
      site.time.advance(seconds: 120)
      // Stolen: somebody uses the first one again, and nobody of this session gets on.
      #expect(try await first.send(.post, "/auth/refresh").status == 401)
      #expect(
        try await Member(site: site, token: token, signIn: third).get("/auth/me").status == 401)
    }
  }

  @Test func `A refresh without a token, of another shape or with a typo`() async throws {
    try await withSite { site in
      #expect(try await site.send(.post, "/api/v1/auth/refresh").status == 401)
      #expect(try await site.send(.post, "/api/v1/auth/refresh", [] as JSON).status == 422)
      let typo = try await site.send(.post, "/api/v1/auth/refresh", ["token": "x"])
      #expect(typo.faults == ["/token unknown"])
      let wrong = try await site.send(.post, "/api/v1/auth/refresh", ["refresh_token": "rt_x"])
      #expect(wrong.status == 401)
    }
  }

  @Test func `Signing out works by cookie, also when the access token has run out`()
    async throws
  {
    try await withSite { site in
      let browser = try Browser(site, try await site.register().signIn)
      site.time.advance(seconds: 16 * 60)
      #expect(try await browser.send(.get, "/auth/me").status == 401)
      #expect(try await browser.send(.post, "/auth/logout", csrf: false).status == 403)
      let answer = try await browser.send(.post, "/auth/logout")
      #expect(answer.status == 204)
      #expect(answer.cookies["iafa_access"]?.contains("Max-Age=0") == true)
      #expect(answer.cookies["iafa_refresh"]?.contains("Max-Age=0") == true)
      #expect(try await browser.send(.post, "/auth/refresh").status == 401)
      #expect(try await site.send(.post, "/api/v1/auth/logout").status == 401)
    }
  }

  @Test func `Only failures are throttled, and the throttle ends with time`() async throws {
    try await withSite(["LOGIN_FAILURES_PER_ACCOUNT": "2"]) { site in
      _ = try await site.register()
      func login(_ password: String) async throws -> Answer {
        try await site.send(
          .post, "/api/v1/auth/login", ["email": Self.email, "password": .string(password)])
      }
      for _ in 0..<3 { #expect(try await login(goodPassword).status == 200) }
      for _ in 0..<2 {
        let wrong = try await login("a quiet harbour at noon")
        #expect(wrong.status == 401)
        #expect(wrong["/code"] == "bad_credentials")
      }
      let throttled = try await login(goodPassword)
      #expect(throttled.status == 429)
      let seconds = try #require(throttled.headers[.retryAfter].flatMap(Double.init))
      site.time.advance(seconds: seconds + 1)
      #expect(try await login(goodPassword).status == 200)
    }
  }

  @Test func `A registration names what is wrong, and an address is taken once`() async throws {
    try await withSite { site in
      func register(_ body: JSON) async throws -> Answer {
        try await site.send(.post, "/api/v1/auth/register", body)
      }
      let bad = try await register(["email": "nobody", "password": "password123", "ful_name": "A"])
      #expect(bad.status == 422)
      #expect(
        bad.faults.sorted() == [
          "/email invalid_format", "/ful_name unknown", "/full_name required",
          "/password too_common",
        ])
      #expect(try await register([] as JSON).status == 422)
      let twice = try await site.send(
        .post, "/api/v1/auth/register", bytes: Array(#"{"email":"a","email":"b"}"#.utf8))
      #expect(twice.status == 422)
      #expect(twice.faults == [" duplicate_key"])
      _ = try await site.register()
      let again = try await register([
        "email": "ADA@example.com", "password": .string(goodPassword), "full_name": "Ada",
      ])
      #expect(again.status == 409)
      #expect(again["/code"] == "duplicate_email")
    }
  }

  @Test func `By invitation only, strangers are refused`() async throws {
    try await withSite(["REGISTRATION": "invite"]) { site in
      let answer = try await site.send(
        .post, "/api/v1/auth/register",
        ["email": Self.email, "password": .string(goodPassword), "full_name": "Ada"])
      #expect(answer.status == 403)
      #expect(answer["/code"] == "registration_closed")
    }
  }
}
