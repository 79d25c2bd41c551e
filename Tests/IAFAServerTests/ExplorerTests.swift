import Events
import HTTPTypes
import IAFAServer
import Testing

/// What a project has, over HTTP.
@Suite struct ExplorerRouteTests {
  /// Three people, one of them under two ids.
  private static func filled(_ site: Site) async throws -> TrackedProject {
    let project = try await site.register().createProject()
    try await project.send(
      "anon-7 view 0", "ada view 10", "ada buy 20", "bob view 30", "eve view 40")
    let identified = try await project.identify([
      "anonymous_id": "anon-7", "user_id": "ada", "traits": ["plan": "pro"],
    ])
    #expect(identified.status == 200)
    return project
  }

  private static func names(_ answer: Answer, _ key: String = "name") -> [String] {
    (answer.json["items"]?.elements ?? []).compactMap { $0[key]?.text }
  }

  @Test func `Types are counted in events and in persons`() async throws {
    try await withSite { site in
      let project = try await Self.filled(site)
      let answer = try await project.owner.get("/projects/\(project.id)/event-types")
      #expect(answer.status == 200)
      #expect(
        answer.json
          == [
            "items": [
              [
                "name": "view", "count": 4, "users": 3, "first_seen": "2026-11-23T09:00:00Z",
                "last_seen": "2026-11-23T09:00:40Z",
              ],
              [
                "name": "buy", "count": 1, "users": 1, "first_seen": "2026-11-23T09:00:20Z",
                "last_seen": "2026-11-23T09:00:20Z",
              ],
            ], "next_cursor": nil,
          ])
      let earlier = try await project.owner.get(
        "/projects/\(project.id)/event-types?end_date=2026-11-22")
      #expect(earlier["/items"] == [])
    }
  }

  @Test func `A list goes on where its cursor says`() async throws {
    try await withSite { site in
      let project = try await Self.filled(site)
      for path in ["event-types", "properties", "property-values?property=$event", "events"] {
        let whole = try await project.owner.get("/projects/\(project.id)/\(path)")
        let items = whole["/items"].elements ?? []
        #expect(!items.isEmpty && whole["/next_cursor"].isNull, "\(path)")
        var shown: [JSON] = []
        var cursor: String?
        repeat {
          let sign = path.contains("?") ? "&" : "?"
          let more = cursor.map { "&cursor=\($0)" } ?? ""
          let part = try await project.owner.get(
            "/projects/\(project.id)/\(path)\(sign)limit=1\(more)")
          #expect(part.status == 200, "\(part.text)")
          shown += part["/items"].elements ?? []
          cursor = part["/next_cursor"].text
        } while cursor != nil && shown.count < 20
        #expect(shown == items, "\(path)")
      }
    }
  }

  @Test func `Events as TypeScript have the names and kinds that were seen`() async throws {
    try await withSite { site in
      let owner = try await site.register()
      let project = try await owner.createProject(["name": "A */ \"shop\""])
      let sent = try await project.batch([
        ["event_type": "buy", "user_id": "u", "properties": ["price": 8, "gift": true]],
        [
          "event_type": "buy", "user_id": "u",
          "properties": ["price": "-1.5e3", "gift": "false", "it's \"new\"": "012"],
        ], ["event_type": "leave", "user_id": "u"],
      ])
      #expect(sent["/accepted"] == 3)
      let answer = try await owner.get("/projects/\(project.id)/events.d.ts")
      #expect(answer.headers[.contentType] == "application/typescript; charset=utf-8")
      #expect(
        answer.text.hasPrefix(
          """
          /** The events of "A * / \\"shop\\"", as seen from 2026-10-25T00:00:00Z to \
          2026-11-24T00:00:00Z. */
          export type Events = {
            "buy": {
              "gift"?: boolean | 'true' | 'false' | null;
              "it's \\"new\\""?: Value;
              "price"?: number | `${number}` | null;
            };
            "leave": Record<string, never>;
          };
          """), "\(answer.text)")
    }
  }

  @Test func `Properties and values, as filters name them`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let sent = try await project.batch([
        [
          "event_type": "view", "user_id": "u1", "url": "https://a.example/x?q=1",
          "properties": ["plan": "pro", "cart": ["size": 3]],
        ],
        [
          "event_type": "view", "user_id": "u2", "url": "https://a.example/y",
          "properties": ["plan": "free"],
        ], ["event_type": "buy", "user_id": "u2", "properties": ["plan": "free", "price": 8]],
      ])
      #expect(sent["/accepted"] == 3)
      let base = "/projects/\(project.id)"
      let properties = try await project.owner.get(base + "/properties?event=view")
      #expect(
        Self.names(properties) == ["$event", "$host", "$path", "$url", "plan", "cart"])
      #expect(properties["/items/4/examples"].elements?.count == 2)
      func values(_ question: String) async throws -> JSON {
        try await project.owner.get(base + "/property-values?property=\(question)")["/items"]
      }
      #expect(
        try await values("plan")
          == [["value": "free", "count": 2], ["value": "pro", "count": 1]])
      #expect(try await values("cart.size") == [["value": "3", "count": 1]])
      #expect(
        try await values("$path&event=view")
          == [["value": "/x", "count": 1], ["value": "/y", "count": 1]])
      #expect(try await values("nothing") == [])
    }
  }

  /// The clocks of Zurich went back on 25 October 2026.
  @Test func `Counts over time have every bucket, at the zone's offset`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject(["timezone": "Europe/Zurich"])
      let events = ["2026-10-24T22:30:00Z", "2026-10-26T10:00:00Z", "2026-10-26T11:00:00Z"].map {
        time -> JSON in
        [
          "event_type": "v", "user_id": "ada", "timestamp": .string(time),
          "properties": ["hour": .string(String(time.dropFirst(11).prefix(2)))],
        ]
      }
      #expect(try await project.batch(.array(events))["/accepted"] == 3)
      let question = "event-counts?start_date=2026-10-24&end_date=2026-10-26"
      let days = try await project.owner.get("/projects/\(project.id)/\(question)")
      #expect(
        days.json
          == [
            "points": [
              ["start": "2026-10-24T00:00:00+02:00", "count": 0, "users": 0],
              ["start": "2026-10-25T00:00:00+02:00", "count": 1, "users": 1],
              ["start": "2026-10-26T00:00:00+01:00", "count": 2, "users": 1],
            ]
          ])
      let month = try await project.owner.get(
        "/projects/\(project.id)/\(question)&interval=month&breakdown=hour&event=v")
      #expect(month["/points/0/start"] == "2026-10-01T00:00:00+02:00")
      #expect(
        month["/points/0/breakdown"]
          == [
            "groups": [
              ["value": "10", "count": 1, "users": 1], ["value": "11", "count": 1, "users": 1],
              ["value": "22", "count": 1, "users": 1],
            ], "other": ["count": 0, "users": 0],
          ])
    }
  }

  @Test func `Events are those of the whole person, newest first`() async throws {
    try await withSite { site in
      let project = try await Self.filled(site)
      let answer = try await project.owner.get("/projects/\(project.id)/events?user_id=anon-7")
      #expect(Self.names(answer, "event_type") == ["buy", "view", "view"])
      #expect(Self.names(answer, "user_id") == ["ada", "ada", "anon-7"])
      #expect(answer["/items/0/timestamp"] == "2026-11-23T09:00:20Z")
      #expect(answer["/items/0/properties"] == [:] && answer["/items/0/url"].isNull)
      let views = try await project.owner.get(
        "/projects/\(project.id)/events?user_id=ada&event=view")
      #expect(Self.names(views, "user_id") == ["ada", "anon-7"])
    }
  }

  @Test(arguments: [
    ("event-types?limit=0", "/limit out_of_range"),
    ("event-types?limit=501", "/limit out_of_range"),
    ("event-types?cursor=-1", "/cursor invalid_format"),
    ("events?cursor=7", "/cursor invalid_format"),
    ("events?start_date=soon", "/start_date invalid_date"),
    ("events?user=ada", "/user unknown"),
    ("properties?timezone=Mars", "/timezone unknown_zone"),
    ("property-values", "/property required"),
    ("event-counts?interval=year", "/interval unknown_value"),
    ("event-counts?interval=hour&start_date=2000-01-01", "/interval too_many_points"),
    ("event-counts?limit=5", "/limit unknown"),
    ("property-values?property=", "/property length"),
  ])
  func `What can't be is refused by name`(path: String, fault: String) async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let answer = try await project.owner.get("/projects/\(project.id)/\(path)")
      #expect(answer.status == 422 && answer.faults == [fault], "\(answer.text)")
    }
  }

  @Test func `Another organisation's project is not there`() async throws {
    try await withSite { site in
      let project = try await Self.filled(site)
      let stranger = try await site.register("eve@example.com")
      for path in [
        "event-types", "properties", "property-values?property=a", "events", "persons/ada",
        "persons/ada/export",
      ] {
        #expect(try await stranger.get("/projects/\(project.id)/\(path)").status == 404)
      }
      #expect(try await stranger.delete("/projects/\(project.id)/persons/ada").status == 404)
      #expect(try await project.owner.get("/projects/\(project.id)/persons/ada").status == 200)
    }
  }
}
