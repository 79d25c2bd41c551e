import Events
import HTTPTypes
import Testing

@testable import IAFAServer

/// Who may send, from where, and how much.
@Suite struct TrafficTests {
  private static let event: JSON = ["event_type": "view", "user_id": "u1"]

  @Test func `Over the project's limit: 429, all or nothing, until the clock has moved`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject(["rate_limit_per_minute": 60])
      for _ in 0..<59 { #expect(try await project.track(Self.event).status == 200) }
      // One is left: a batch may overdraw it, and its debt is paid before the next request.
      let batch = try await project.batch(.array(Array(repeating: Self.event, count: 31)))
      #expect(batch["/accepted"] == 31)
      let refused = try await project.track(Self.event)
      #expect(refused.status == 429)
      #expect(refused["/code"] == "rate_limited")
      #expect(refused.headers[.retryAfter] == "30")
      site.time.advance(seconds: 29)
      #expect(try await project.track(Self.event).status == 429)
      site.time.advance(seconds: 2)
      #expect(try await project.track(Self.event).status == 200)
      #expect(try await project.funnel(["view"])["/meta/events_scanned"] == 91)
    }
  }

  @Test func `A limit of none lets everything pass`() {
    let limit = RateLimit<String>(capacity: 2)
    let now = Instant(microseconds: 0)
    for _ in 0..<1000 { #expect(limit.take("a", cost: 1, perMinute: 0, now: now) == nil) }
    #expect(limit.take("a", cost: 1, perMinute: 1, now: now) == nil)
    #expect(limit.take("a", cost: 1, perMinute: 1, now: now) == 1)
    // More keys than there is room for are forgotten, and a bucket forgotten is full.
    #expect(limit.take("b", cost: 1, perMinute: 1, now: now) == nil)
    #expect(limit.take("c", cost: 1, perMinute: 1, now: now) == nil)
    #expect(limit.take("a", cost: 1, perMinute: 1, now: now) == nil)
  }

  @Test func `Requests without a valid key are limited by address, those with one are not`()
    async throws
  {
    try await withSite(["RATE_LIMIT_PER_IP": "3"]) { site in
      let project = try await site.register().createProject()
      for _ in 0..<3 {
        #expect(try await site.send(.post, "/api/v1/track", Self.event).status == 401)
      }
      let refused = try await site.send(.post, "/api/v1/track", Self.event)
      #expect(refused.status == 429)
      #expect(refused.headers[.retryAfter] != nil)
      #expect(try await project.track(Self.event).status == 200)
      site.time.advance(seconds: 60)
      #expect(try await site.send(.post, "/api/v1/track", Self.event).status == 401)
    }
  }

  @Test func `Origins: an exact one, a wildcard, none given, and every other`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject([
        "allowed_origins": ["https://shop.example", "https://*.partner.example"]
      ])
      for origin in ["https://shop.example", "https://a.partner.example"] {
        let answer = try await project.track(Self.event, [.origin: origin])
        #expect(answer.status == 200)
        #expect(answer.headers[.accessControlAllowOrigin] == origin)
        #expect(answer.headers[.accessControlAllowCredentials] == nil)
      }
      #expect(try await project.track(Self.event).status == 200)
      for origin in ["https://evil.example", "http://shop.example", "null"] {
        let answer = try await project.track(Self.event, [.origin: origin])
        #expect(answer.status == 403)
        #expect(answer["/code"] == "origin_not_allowed")
        // The page may read why.
        #expect(answer.headers[.accessControlAllowOrigin] == origin)
      }
    }
  }

  @Test func `A preflight is answered for any origin on ingestion, for dashboards elsewhere`()
    async throws
  {
    try await withSite(["CORS_ORIGINS": "https://dash.example"]) { site in
      let any = try await site.send(
        .options, "/api/v1/track", headers: [.origin: "https://any.example"])
      #expect(any.status == 204)
      #expect(any.headers[.accessControlAllowOrigin] == "https://any.example")
      #expect(any.headers[.accessControlAllowHeaders]?.contains("X-API-Key") == true)
      let dashboard = try await site.send(
        .options, "/api/v1/projects", headers: [.origin: "https://dash.example"])
      #expect(dashboard.status == 204)
      #expect(dashboard.headers[.accessControlAllowCredentials] == "true")
      let stranger = try await site.send(
        .options, "/api/v1/projects", headers: [.origin: "https://any.example"])
      #expect(stranger.status != 204)
      #expect(stranger.headers[.accessControlAllowOrigin] == nil)
    }
  }
}
