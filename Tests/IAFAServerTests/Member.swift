import Events
import HTTPTypes
import Testing

let goodPassword = "a quiet harbour at dawn"

/// Somebody who is signed in by token.
struct Member: Sendable {
  let site: Site
  let token: String
  /// The answer that signed them in.
  let signIn: Answer

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await site.send(.get, "/api/v1" + path, headers: signed(headers))
  }

  func post(_ path: String, _ body: JSON = [:], _ headers: HTTPFields = [:]) async throws -> Answer
  {
    try await site.send(.post, "/api/v1" + path, body, headers: signed(headers))
  }

  func put(_ path: String, _ body: JSON, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await site.send(.put, "/api/v1" + path, body, headers: signed(headers))
  }

  func delete(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await site.send(.delete, "/api/v1" + path, headers: signed(headers))
  }

  private func signed(_ headers: HTTPFields) -> HTTPFields {
    var headers = headers
    headers[.authorization] = "Bearer \(token)"
    return headers
  }

  /// A project that keeps everything and limits nothing, but for what `fields` say.
  func createProject(_ fields: JSON = [:]) async throws -> TrackedProject {
    let standard: JSON = ["name": "Shop", "retention_days": .null, "rate_limit_per_minute": 0]
    let given = fields.members ?? []
    let rest = (standard.members ?? []).filter { member in
      !given.contains { $0.key == member.key }
    }
    let answer = try await post("/projects", .object(rest + given))
    #expect(answer.status == 201, "\(answer.text)")
    return TrackedProject(
      owner: self, id: try #require(answer["/id"].text), key: try #require(answer["/api_key"].text))
  }
}

extension Site {
  func register(_ email: String = "ada@example.com") async throws -> Member {
    let answer = try await send(
      .post, "/api/v1/auth/register",
      [
        "email": .string(email), "password": .string(goodPassword), "full_name": "Ada Lovelace",
        "organization_name": "Analytical Engines",
      ])
    #expect(answer.status == 201, "\(answer.text)")
    return Member(site: self, token: try #require(answer["/access_token"].text), signIn: answer)
  }
}

/// A project with its write key.
struct TrackedProject: Sendable {
  let owner: Member
  let id: String
  let key: String

  private var site: Site { owner.site }

  private func keyed(_ headers: HTTPFields) -> HTTPFields {
    var headers = headers
    headers[.init("X-API-Key")!] = key
    return headers
  }

  func track(_ event: JSON, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await site.send(.post, "/api/v1/track", event, headers: keyed(headers))
  }

  func batch(_ bytes: [UInt8], _ headers: HTTPFields = [:]) async throws -> Answer {
    try await site.send(.post, "/api/v1/track/batch", bytes: bytes, headers: keyed(headers))
  }

  func batch(_ body: JSON, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await batch(Array(body.jsonText.utf8), headers)
  }

  func identify(_ body: JSON) async throws -> Answer {
    try await site.send(.post, "/api/v1/identify", body, headers: keyed([:]))
  }

  /// Events as `user event second`, seconds after the site's begin of time; all must be taken.
  func send(_ events: String...) async throws {
    let start = Instant("2026-11-23T09:00:00Z")?.microseconds ?? 0
    let batch = try events.map { line -> JSON in
      let parts = line.split(separator: " ").map(String.init)
      let seconds = try #require(Double(parts[2]))
      let time = Instant(microseconds: start).advanced(bySeconds: seconds)
      return [
        "user_id": .string(parts[0]), "event_type": .string(parts[1]),
        "timestamp": .string(time.description),
      ]
    }
    let answer = try await self.batch(.array(batch))
    #expect(answer["/accepted"] == .number(events.count), "\(answer.text)")
  }

  /// The answer to a funnel that is not saved; stages are event names.
  func funnel(
    _ stages: [String], _ members: JSON = [:], _ question: JSON = [:]
  ) async throws -> Answer {
    let list = stages.map {
      JSON.object([.init("name", .string($0)), .init("event", .string($0))])
    }
    return try await ask(
      .object([JSONMember("stages", .array(list))] + (members.members ?? [])), question)
  }

  func ask(_ definition: JSON, _ question: JSON = [:]) async throws -> Answer {
    try await owner.post(
      "/analytics/funnel",
      .object(
        [JSONMember("project_id", .string(id)), JSONMember("definition", definition)]
          + (question.members ?? [])))
  }
}

extension Answer {
  /// The users of each stage of a report.
  var users: [Int] { (json["stages"]?.elements ?? []).compactMap { $0["users"]?.integer } }
}
