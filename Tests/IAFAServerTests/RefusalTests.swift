import Events
import Foundation
import HTTPTypes
import HummingbirdTesting
import Segments
import Testing

@testable import IAFAServer

/// `/projects/{id}/refusals`: what senders got wrong, as the project's people see it.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
  private static let event: JSON = ["event_type": "view", "user_id": "u1"]
  private static let shop = "https://www.shop.example"

  /// A refused request, and what is noted of it.
  private static func expectNoted(
    _ reason: String, _ status: Int, in project: TrackedProject, after answer: Answer,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> JSON {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
    let newest = try await project.refusals()["/items/0"]
    #expect(newest["reason"]?.text == reason, sourceLocation: sourceLocation)
    #expect(newest["status"] == .number(status), sourceLocation: sourceLocation)
    return newest
  }

  @Test func `A request that is refused is noted with its reason and the sentence sent`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject([
        "allowed_origins": [.string(Self.shop)]
      ])
      let evil = try await project.track(
        Self.event, [.origin: "https://evil.example", .userAgent: "Mozilla/5.0"])
      let noted = try await Self.expectNoted("origin_not_allowed", 403, in: project, after: evil)
      #expect(noted["detail"] == evil["/detail"])
      #expect(noted["origin"] == "https://evil.example")
      #expect(noted["user_agent"] == "Mozilla/5.0")
      #expect(noted["route"] == "/api/v1/track")
      #expect(noted["event_type"] == "view")
      #expect(noted["at"] == "2026-11-23T10:00:00Z")
      #expect(noted["index"] == .null && noted["event_id"] == .null)
      #expect(noted["count"] == 1 && noted["last_at"] == noted["at"])

      let broken = try await project.batch(Array("[{".utf8))
      let json = try await Self.expectNoted("not_json", 400, in: project, after: broken)
      #expect(json["detail"] == broken["/detail"])
      #expect(json["route"] == "/api/v1/track/batch")
      let packed = try await project.track(Self.event, [.contentEncoding: "br"])
      _ = try await Self.expectNoted("wrong_encoding", 415, in: project, after: packed)
      let damaged = try await project.track(Self.event, [.contentEncoding: "gzip"])
      _ = try await Self.expectNoted("wrong_encoding", 400, in: project, after: damaged)
      let large = try await project.batch([UInt8](repeating: 32, count: (10 << 20) + 1))
      _ = try await Self.expectNoted("too_large", 413, in: project, after: large)
      let many = try await project.batch(.array(Array(repeating: Self.event, count: 10_001)))
      _ = try await Self.expectNoted("too_large", 413, in: project, after: many)
      let nobody = try await project.identify(["user_id": "undefined"])
      let placeholder = try await Self.expectNoted("placeholder", 422, in: project, after: nobody)
      #expect(placeholder["route"] == "/api/v1/identify")
    }
  }

  @Test func `A project over its limit sees what was turned away`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject(["rate_limit_per_minute": 1])
      #expect(try await project.batch([Self.event, Self.event])["/accepted"] == 2)
      #expect(try await project.refusals()["/items"] == [])
      let refused = try await project.track(Self.event)
      let noted = try await Self.expectNoted("rate_limited", 429, in: project, after: refused)
      #expect(noted["detail"] == refused["/detail"])
    }
  }

  @Test func `What the server has no room for is noted as overloaded`() async throws {
    try await withSite(["MEMORY_LIMIT_MB": "64", "EVENT_BUFFER_SIZE": "1000000"]) { site in
      let project = try await site.register().createProject()
      let most = JSON.array(Array(repeating: Self.event, count: 10_000))
      var answer = try await project.batch(most)
      // As many rows as memory takes may wait for Parquet.
      for _ in 0..<30 where answer.status == 200 { answer = try await project.batch(most) }
      let noted = try await Self.expectNoted("overloaded", 503, in: project, after: answer)
      #expect(noted["detail"] == answer["/detail"])
    }
  }

  @Test func `Refused events are noted one by one, also in a batch that is answered 200`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject(["retention_days": 90])
      let id = "3f1c0a52-7a0e-4b9e-9e0b-0d5d5a3c9b11"
      let answer = try await project.batch([
        Self.event,
        [
          "id": .string(id), "event_type": "late", "user_id": "u",
          "timestamp": "2026-11-25T10:00:01Z", "properties": ["card": "4111 1111"],
        ],
        ["user_id": "u"],
        ["event_type": "old", "user_id": "u", "timestamp": "2020-01-01T00:00:00Z"],
        ["event_type": .string(String(repeating: "x", count: 101)), "user_id": "u"],
      ])
      #expect(answer.status == 200 && answer["/accepted"] == 1)
      let list = try await project.refusals()
      let items = list["/items"].elements ?? []
      #expect(
        items.map { $0["reason"]?.text } == ["too_long", "too_old", "required", "in_the_future"])
      #expect(items.map { $0["index"]?.integer } == [4, 3, 2, 1])
      #expect(items.allSatisfy { $0["status"] == 200 })
      let future = try #require(items.last)
      #expect(future["event_id"] == .string(id) && future["event_type"] == "late")
      #expect(future["detail"] == "timestamp: more than 24 hours in the future")
      // Neither the key nor a property is anywhere.
      #expect(!list.text.contains("4111") && !list.text.contains(project.key))
      let all = try await project.batch([["user_id": 7, "event_type": ""]])
      let both = try await Self.expectNoted("empty", 422, in: project, after: all)
      #expect(both["index"] == 0)
      #expect(both["detail"]?.text?.contains("user_id must be a text in quotes") == true)
      #expect(try await project.track([:]).status == 422)
      #expect(try await project.refusals()["/items/0/index"] == .null)
    }
  }

  @Test(
    arguments: [
      ["allowed_origins": ["https://www.shop.example"]],
      ["allowed_origins": ["https://*.shop.example"]], ["domain": "shop.example"],
      ["domain": "www.shop.example"],
    ] as [JSON])
  func `A wrong key is noted where the project claims the origin, without its content`(
    settings: JSON
  ) async throws {
    try await withSite { site in
      let owner = try await site.register()
      let project = try await owner.createProject(settings)
      let other = try await owner.createProject(["domain": "other.example"])
      let key = "pk_" + String(repeating: "w", count: 40)
      let headers: HTTPFields = [.origin: Self.shop, .authorization: "Bearer \(key)"]
      let answer = try await site.send(.post, "/api/v1/track", Self.event, headers: headers)
      let noted = try await Self.expectNoted("invalid_key", 401, in: project, after: answer)
      #expect(noted["detail"] == answer["/detail"])
      #expect(noted["origin"]?.text == Self.shop && noted["event_type"] == .null)
      #expect(try await !project.refusals().text.contains(key))
      // Without an origin, or with a stranger's, it is nobody's.
      for headers in [[:], [.origin: "https://www.shop.example.evil"]] as [HTTPFields] {
        let lost = try await site.send(.post, "/api/v1/track", Self.event, headers: headers)
        #expect(lost.status == 401)
      }
      #expect(try await project.refusals()["/items"].elements?.count == 1)
      #expect(try await other.refusals()["/items"] == [])
    }
  }

  @Test func `Another organisation sees nothing of it, the next page goes on where one ended`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      for number in 1...7 {
        #expect(try await project.track(["event_type": .string("e\(number)")]).status == 422)
      }
      let stranger = try await site.register("eve@example.com")
      let path = "/projects/\(project.id)/refusals"
      for path in [path, path + "/live"] {
        #expect(try await stranger.get(path).status == 404)
        #expect(try await site.send(.get, "/api/v1" + path).status == 401)
        #expect(try await project.owner.get(path + "?reason=x").faults == ["/reason unknown"])
      }
      #expect(try await project.owner.get(path + "?cursor=x").faults == ["/cursor invalid_format"])
      #expect(try await project.owner.get(path + "?limit=501").status == 422)
      var types: [String] = []
      var query = "?limit=3"
      while true {
        let page = try await project.owner.get(path + query)
        types += (page["/items"].elements ?? []).compactMap { $0["event_type"]?.text }
        guard let next = page["/next_cursor"].text else { break }
        query = "?limit=3&cursor=\(next)"
      }
      #expect(types == (1...7).reversed().map { "e\($0)" })
    }
  }

  @Test func `Refusals come live, to who listens`() async throws {
    try await withSite(over: .live) { site in
      let project = try await site.register().createProject()
      let path = "/projects/\(project.id)/refusals/live"
      let listener = try StreamListener(path, of: project.owner)
      let begin = try await listener.read(until: ": listening")
      #expect(begin.contains("200 OK") && begin.contains("text/event-stream"))
      #expect(try await project.track(["event_type": "first"]).status == 422)
      let text = try await listener.read(until: "\"event_type\":\"first\"")
      #expect(text.contains("event: refusal\nid: ") && text.contains("\"reason\":\"required\""))
    }
  }

  @Test func `A flood of equal refusals is one with a count, told once a second`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let bad = JSON.array(Array(repeating: ["event_type": "bad"], count: 10_000))
      for _ in 0..<3 { #expect(try await project.batch(bad).status == 422) }
      let items = try await project.refusals()["/items"].elements ?? []
      #expect(items.count == 1)
      #expect(items.first?["count"] == 30_000)
      #expect(items.first?["index"] == 0)
      site.time.advance(seconds: 61)
      #expect(try await project.batch(bad).status == 422)
      #expect(try await project.refusals()["/items"].elements?.count == 2)
    }
  }
}

extension TrackedProject {
  fileprivate func refusals() async throws -> Answer {
    let answer = try await owner.get("/projects/\(id)/refusals")
    #expect(answer.status == 200, "\(answer.text)")
    return answer
  }
}

/// The list itself, under more than a server would get.
@Suite struct RefusalLogTests {
  private static func content(
    _ project: UInt128, _ number: Int, detail: String = "no"
  ) -> NotedRefusal.Content {
    NotedRefusal.Content(
      project: ProjectID(bits: project), route: "/api/v1/track", status: 422, reason: "required",
      detail: detail, eventType: "e\(number)")
  }

  private static let noon = Instant(microseconds: 1_800_000_000_000_000)

  @Test func `A project keeps its last thousand, in their order`() {
    let log = RefusalLog()
    for number in 0..<2_500 {
      log.note(Self.content(1, number), eventID: nil, index: number, at: Self.noon)
    }
    let (items, hasMore) = log.list(of: ProjectID(bits: 1), below: nil, limit: 2_000)
    #expect(items.map(\.index) == (1_500..<2_500).reversed().map { $0 })
    #expect(!hasMore)
    #expect(log.list(of: ProjectID(bits: 1), below: 0, limit: 10).items.isEmpty)
  }

  @Test func `Memory is bounded in a project and in all, whatever comes`() {
    let log = RefusalLog()
    let long = String(repeating: "y", count: 2_000)
    for number in 0..<2_000 {
      log.note(Self.content(1, number, detail: long), eventID: nil, index: nil, at: Self.noon)
    }
    #expect(log.byteCount <= RefusalLog.maximumBytesPerProject)
    for project in 2..<100 {
      for number in 0..<300 {
        let time = Self.noon.advanced(bySeconds: Double(project))
        log.note(
          Self.content(UInt128(project), number, detail: long), eventID: nil, index: nil, at: time)
      }
    }
    #expect(log.byteCount <= RefusalLog.maximumBytes)
    #expect(log.byteCount > RefusalLog.maximumBytes / 2)
    // Those that were refused something last have theirs, those before have lost them.
    #expect(!log.list(of: ProjectID(bits: 99), below: nil, limit: 1).items.isEmpty)
    #expect(log.list(of: ProjectID(bits: 1), below: nil, limit: 1).items.isEmpty)
  }

  @Test func `Who listens is told of the first at once, and of a growing count once a second`()
    async throws
  {
    let log = RefusalLog()
    let listener = try #require(log.live.subscribe(to: ProjectID(bits: 1)))
    for tenth in 0..<25 {
      let time = Self.noon.advanced(bySeconds: Double(tenth) / 10)
      log.note(Self.content(1, 7), eventID: nil, index: nil, at: time)
    }
    // What came after the last time is told by the clock, once.
    log.tellRest()
    log.tellRest()
    listener.finish()
    var counts: [Int?] = []
    for await item in listener.items { counts.append(item?.count) }
    #expect(counts == [1, 11, 21, 25])
    #expect(log.list(of: ProjectID(bits: 1), below: nil, limit: 9).items.map(\.count) == [25])
  }
}
