import Events
import HTTPTypes
import Testing

/// Projects, their keys, their tracking code.
@Suite struct ProjectTests {
  private static let event: JSON = ["event_type": "view", "user_id": "u1"]

  @Test func `A project is made with its defaults, changed field by field, listed by page`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let made = try await ada.post("/projects", ["name": "Shop", "timezone": "Europe/Zurich"])
      #expect(made.status == 201)
      let path = "/projects/\(try #require(made["/id"].text))"
      #expect(made.headers[.location] == "/api/v1" + path)
      #expect(made["/retention_days"] == 90)
      #expect(made["/rate_limit_per_minute"] == 1000)
      #expect(made["/api_key"].text?.hasPrefix("pk_") == true)
      let tag = try #require(made.headers[.eTag])

      let changed = try await ada.put(path, ["retention_days": .null], [.ifMatch: tag])
      #expect(changed.status == 200)
      #expect(changed["/retention_days"].isNull)
      #expect(changed["/timezone"] == "Europe/Zurich")
      #expect(changed["/api_key"].isNull)
      let stale = try await ada.put(path, ["name": "Late"], [.ifMatch: tag])
      #expect(stale.status == 412)
      #expect(stale["/code"] == "version_mismatch")
      #expect(try await ada.put(path, ["name": "X"], [.ifMatch: "\"no number\""]).status == 412)
      #expect(try await ada.put(path, ["name": "Star"], [.ifMatch: "*"])["/name"] == "Star")
      let refused = try await ada.put(path, ["timezone": "Mars/Olympus", "nmae": "x"])
      #expect(refused.faults.sorted() == ["/nmae unknown", "/timezone invalid_format"])

      site.time.advance(seconds: 1)
      _ = try await ada.createProject(["name": "Second"])
      let first = try await ada.get("/projects?limit=1")
      #expect(first["/items/0/name"] == "Star")
      let cursor = try #require(first["/next_cursor"].text)
      let second = try await ada.get("/projects?limit=1&cursor=\(cursor)")
      #expect(second["/items/0/name"] == "Second")
      #expect(second["/next_cursor"].isNull)
      #expect(try await ada.get("/projects?limit=0").status == 422)
      let typo = try await ada.get("/projects?limits=1&limit=x&cursor=a&cursor=b")
      #expect(
        typo.faults.sorted() == ["/cursor repeated", "/limit invalid_type", "/limits unknown"])
      #expect(try await ada.get("/projects?limit=%zz").status == 400)
      #expect(try await ada.get("/projects/no-uuid").status == 404)
    }
  }

  @Test func `A deleted project takes no events and can be restored for seven days`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      try await project.send("u1 view 0")
      #expect(try await ada.delete("/projects/\(project.id)").status == 204)
      #expect(try await ada.get("/projects/\(project.id)").status == 404)
      #expect(try await project.track(Self.event).status == 401)
      let restored = try await ada.post("/projects/\(project.id)/restore")
      #expect(restored.status == 200)
      #expect(restored["/id"] == .string(project.id))
      #expect(try await project.funnel(["view"]).users == [1])
      #expect(try await ada.delete("/projects/\(project.id)").status == 204)
      site.time.advance(seconds: 8 * 86_400)
      let back = try await site.send(
        .post, "/api/v1/auth/login",
        ["email": "ada@example.com", "password": .string(goodPassword)])
      let later = Member(
        site: site, token: try #require(back["/access_token"].text), signIn: back)
      #expect(try await later.post("/projects/\(project.id)/restore").status == 404)
    }
  }

  @Test func `A rotated key works beside its successor for the overlap that is stated`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let old = try await ada.createProject()
      let rotated = try await ada.post("/projects/\(old.id)/rotate-key")
      #expect(rotated.status == 200)
      let new = TrackedProject(
        owner: ada, id: old.id, key: try #require(rotated["/api_key"].text))
      #expect(new.key != old.key)
      let end = try #require(rotated["/previous_key_valid_until"].text.flatMap { Instant($0) })
      #expect(try await old.track(Self.event).status == 200)
      #expect(try await new.track(Self.event).status == 200)
      let seconds = Double(end.microseconds - site.time.now.microseconds) / 1e6
      #expect(seconds > 0)
      site.time.advance(seconds: seconds)
      #expect(try await old.track(Self.event).status == 401)
      #expect(try await new.track(Self.event).status == 200)
    }
  }

  @Test func `A secret key is shown once, reads its own project, and dies when deleted`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let keys = "/projects/\(project.id)/secret-keys"
      let made = try await ada.post(keys, ["name": "Nightly"])
      #expect(made.status == 201)
      let text = try #require(made["/key"].text)
      let id = try #require(made["/id"].text)
      #expect(text.hasPrefix("sk_"))
      let list = try await ada.get(keys)
      #expect(list["/items/0/name"] == "Nightly")
      #expect(list["/items/0/ending"] == .string(String(text.suffix(4))))
      #expect(!list.text.contains(text))
      #expect(try await ada.get(keys + "?limit=1&offset=3").faults == ["/offset unknown"])

      let machine = Member(site: site, token: text, signIn: made)
      #expect(try await machine.get("/projects/\(project.id)").status == 200)
      let other = try await ada.createProject(["name": "Other"])
      #expect(try await machine.get("/projects/\(other.id)").status == 404)
      #expect(try await machine.get("/auth/me").status == 401)
      #expect(try await ada.delete("\(keys)/\(id)").status == 204)
      #expect(try await machine.get("/projects/\(project.id)").status == 401)
      #expect(try await ada.delete("\(keys)/\(id)").status == 404)
    }
  }

  @Test func `The tracking code carries the key and the address that it was asked at`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let path = "/projects/\(project.id)/tracking-code"
      let plain = try await ada.get(path)
      #expect(plain["/api_url"] == "http://localhost/api/v1/track")
      let snippet = try #require(plain["/snippet"].text)
      #expect(
        snippet.hasSuffix(
          """
          <script defer src="http://localhost/tracker.js" data-key="\(project.key)"></script>
          """))
      #expect(plain["/instructions"].elements?.isEmpty == false)
      let behind = try await ada.get(path, [.init("X-Forwarded-Proto")!: "https"])
      #expect(behind["/api_url"] == "https://localhost/api/v1/track")
    }
  }
}
