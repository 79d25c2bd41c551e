import Events
import HTTPTypes
import HummingbirdTesting
import Testing

/// `/events/live`, as a client with a connection of its own sees it.
@Suite(.timeLimit(.minutes(10))) struct LiveTests {
  @Test func `Events come as they are accepted, of the type that is asked for`() async throws {
    try await withSite(over: .live) { site in
      let project = try await site.register().createProject()
      let all = try StreamListener("/projects/\(project.id)/events/live", of: project.owner)
      let buys = try StreamListener(
        "/projects/\(project.id)/events/live?event=buy", of: project.owner)
      let begin = try await all.read(until: ": listening")
      #expect(begin.contains("200 OK") && begin.contains("text/event-stream"))
      #expect(try await buys.read(until: ": listening").contains(": listening"))
      try await project.send("ada view 0", "ada buy 1")
      let text = try await all.read(until: #""event_type":"buy""#)
      #expect(text.contains(#""event_type":"view","user_id":"ada""#))
      #expect(!text.contains("dropped"))
      let filtered = try await buys.read(until: #""event_type":"buy""#)
      #expect(filtered.contains("event: event") && !filtered.contains("view"))
    }
  }

  /// With a stream that is waited for, this would never come to an end.
  @Test func `A client that takes nothing holds up neither the events nor the server's end`()
    async throws
  {
    // Kept open until the server has ended.
    let (stuck, end) = try await withSite(over: .live) { site in
      let project = try await site.register().createProject()
      let stuck = try StreamListener("/projects/\(project.id)/events/live", of: project.owner)
      #expect(try await stuck.read(until: ": listening").contains(": listening"))
      let long = JSON.string(String(repeating: "x", count: 60_000))
      // More than what the two ends of a connection hold for it, in requests that are answered in
      // time under a sanitizer too.
      for _ in 0..<20 {
        let batch = (0..<6).map { _ -> JSON in
          ["event_type": "v", "user_id": "u", "properties": ["long": long]]
        }
        #expect(try await project.batch(.array(batch))["/accepted"] == 6)
      }
      #expect(try await project.owner.get("/projects/\(project.id)/events")["/items/0"] != .null)
      return (stuck, ContinuousClock.now)
    }
    #expect(ContinuousClock.now - end < .seconds(20))
    #expect(try await !stuck.read(until: "no end of its own").isEmpty)
  }

  @Test func `Who is not signed in, or of another organisation, listens to nothing`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let stranger = try await site.register("eve@example.com")
      let path = "/projects/\(project.id)/events/live"
      #expect(try await stranger.get(path).status == 404)
      #expect(try await site.send(.get, "/api/v1" + path).status == 401)
      let typo = try await project.owner.get(path + "?type=v")
      #expect(typo.faults == ["/type unknown"])
    }
  }

  @Test func `A token opens the debug stream to any page: ids and the stages that they could fill`()
    async throws
  {
    try await withSite(over: .live) { site in
      let project = try await site.register().createProject()
      let stages: JSON = [["name": "Seen", "event": "view"], ["name": "Bought", "event": "buy"]]
      let saved = try await project.owner.post(
        "/funnels",
        ["project_id": .string(project.id), "name": "Shop", "stages": stages])
      let token = try await project.owner.post("/projects/\(project.id)/debug-token")
      try await project.send("ada view 3550")
      let address = "/debug?token=\(try #require(token["/token"].text))"
      let page = try StreamListener(address, of: site, "Origin: https://shop.test\r\n")
      let begin = try await page.read(until: "Seen")
      #expect(begin.contains("Access-Control-Allow-Origin: https://shop.test"))
      #expect(!begin.contains("Allow-Credentials"))
      try await project.send("ada buy 0", "ada other 1")
      let text = try await page.read(until: #""stages":[]"#)
      #expect(text.contains(#""stages":[{"funnel":"Shop","order":2,"name":"Bought"}]"#))
      #expect(!text.contains("ada") && !text.contains("other"))
      // What is saved meanwhile holds from then on.
      let funnel = try #require(saved["/id"].text)
      #expect(
        try await project.owner.put("/funnels/\(funnel)", ["is_active": false]).status == 200)
      try await project.send("ada buy 2")
      #expect(try await page.read(until: #""stages":["#).contains(#""stages":[]"#))
    }
  }

  @Test func `A debug token opens one project's debug stream, for an hour, and nothing else`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let answer = try await project.owner.post("/projects/\(project.id)/debug-token")
      let token = try #require(answer["/token"].text)
      func status(_ token: String) async throws -> Int {
        try await site.send(.get, "/api/v1/debug?token=\(token)").status
      }
      #expect(answer["/valid_until"] == "2026-11-23T11:00:00Z")
      #expect(try await status(String(token.dropLast()) + "x") == 401)
      #expect(try await status("") == 401)
      #expect(try await site.send(.get, "/api/v1/debug").status == 401)
      let headers: HTTPFields = [.authorization: "Bearer \(token)"]
      #expect(try await site.send(.get, "/api/v1/projects", headers: headers).status == 401)
      let stranger = try await site.register("eve@example.com")
      #expect(try await stranger.post("/projects/\(project.id)/debug-token").status == 404)
      site.time.advance(seconds: 3600)
      #expect(try await status(token) == 401)
    }
  }

  @Test func `A deleted project's debug token opens nothing`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let answer = try await project.owner.post("/projects/\(project.id)/debug-token")
      let token = try #require(answer["/token"].text)
      #expect(try await project.owner.delete("/projects/\(project.id)").status == 204)
      #expect(try await site.send(.get, "/api/v1/debug?token=\(token)").status == 401)
    }
  }
}
