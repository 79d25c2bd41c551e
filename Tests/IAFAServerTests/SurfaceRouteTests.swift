import Events
import HTTPTypes
import IAFAServer
import Testing

/// `/analytics/funnel/…`: trend, times, people and explanations, for saved funnels and others.
@Suite struct SurfaceRouteTests {
  private static let stages: JSON = [
    ["name": "View", "event": "view"], ["name": "Buy", "event": "buy"],
  ]

  /// Three people view: u1 and u2 buy, u2 after a minute, u3 doesn't.
  private static func fill(_ project: TrackedProject) async throws {
    try await project.send("u1 view 0", "u1 buy 10", "u2 view 5", "u2 buy 65", "u3 view 7")
  }

  /// The answer for a definition, and the one for the same definition saved.
  private static func both(
    _ project: TrackedProject, _ surface: String, own: String = "", _ options: JSON = [:],
    saved: String = "", definition: JSON = ["stages": stages, "window_seconds": 3600]
  ) async throws -> (adHoc: Answer, saved: Answer) {
    var funnel = definition.members ?? []
    funnel += [JSONMember("name", "F"), JSONMember("project_id", .string(project.id))]
    let made = try await project.owner.post("/funnels", .object(funnel))
    #expect(made.status == 201)
    let id = try #require(made["/id"].text)
    let body = [
      JSONMember("project_id", .string(project.id)), JSONMember("definition", definition),
    ]
    return (
      try await project.owner.post(
        "/analytics/funnel/\(surface)?\(own)", .object(body + (options.members ?? []))),
      try await project.owner.get("/analytics/funnel/\(id)/\(saved)")
    )
  }

  @Test func `A trend carries the zone's offset, and says what is not mature yet`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject(["timezone": "Europe/Zurich"])
      try await Self.fill(project)
      site.time.advance(seconds: 60)
      let (trend, saved) = try await Self.both(
        project, "trend", own: "interval=day", ["start_date": "2026-11-22"],
        saved: "trend?interval=day&start_date=2026-11-22")
      #expect(trend.status == 200 && saved.status == 200)
      #expect(trend["/points"] == saved["/points"])
      #expect(saved["/name"] == "F" && trend["/funnel_id"].isNull)
      #expect(trend["/points"].elements?.count == 2)
      #expect(trend["/points/0/start"] == "2026-11-22T00:00:00+01:00")
      #expect(trend["/points/0/entered"] == 0 && trend["/points/0/mature"] == true)
      #expect(trend["/points/1/entered"] == 3 && trend["/points/1/converted"] == 2)
      #expect(trend["/points/1/conversion_rate"] == 66.67)
      #expect(trend["/points/1/mature"] == false)
      #expect(trend["/from_stage"] == 1 && trend["/to_stage"] == 2)
    }
  }

  @Test func `Comparison is the days before, whatever the surface`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send(
        "u1 view -86400", "u1 buy -86390", "u2 view -86395", "u2 buy -86335", "u3 view -86393")
      let question: JSON = [
        "start_date": "2026-11-23", "end_date": "2026-11-23", "compare": "previous",
      ]
      let bars = try await project.funnel(["view", "buy"], [:], question)
      #expect(bars["/stages/0/users"] == 0)
      #expect(bars["/comparison/date_range"] == ["start": "2026-11-22", "end": "2026-11-22"])
      #expect(bars["/comparison/stages/1/users"] == 2)
      #expect(bars["/comparison/overall_conversion_rate"] == 66.67)
      let trend = try await Self.both(project, "trend", question).adHoc
      #expect(trend["/comparison/points/0/entered"] == 3)
      let times = try await Self.both(project, "time-to-convert", question).adHoc
      #expect(times["/users"] == 0 && times["/comparison/users"] == 2)
      #expect(times["/comparison/median_seconds"] == 35)
    }
  }

  @Test func `A breakdown names its values, the largest first, and sums the rest`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let plans = ["pro", "pro", "free", "team"]
      let events = plans.enumerated().flatMap { place, plan -> [JSON] in
        ["view", "buy"].prefix(place == 0 ? 2 : 1).map { type in
          [
            "event_type": .string(type), "user_id": .string("u\(place)"),
            "properties": ["plan": .string(plan), "seats": 3],
            "timestamp": .string("2026-11-23T09:00:0\(type == "view" ? 0 : 1)Z"),
          ]
        }
      }
      #expect(try await project.batch(.array(events))["/accepted"] == 5)
      let answer = try await project.funnel(
        ["view", "buy"], [:], ["breakdown": ["plan", "seats"], "breakdown_limit": 2])
      #expect(answer["/breakdown/properties"] == ["plan", "seats"])
      #expect(answer["/breakdown/groups/0/value"] == "pro|3")
      #expect(answer["/breakdown/groups/0/values"] == ["pro", "3"])
      #expect(answer["/breakdown/groups/0/stages/0/users"] == 2)
      #expect(answer["/breakdown/groups/0/overall_conversion_rate"] == 50)
      #expect(answer["/breakdown/groups/1/value"] == "free|3")
      #expect(answer["/breakdown/other/entered_users"] == 1)
      #expect(answer["/breakdown/truncated"] == true)
      let people = try await Self.both(
        project, "users", own: "stage=2&status=dropped&breakdown_value=pro",
        ["breakdown": "plan"]
      ).adHoc
      #expect(people["/total"] == 1 && people["/items/0/user_id"] == "u1")
    }
  }

  @Test func `A list of people goes on where its page ended, as of when it was begun`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await Self.fill(project)
      let first = try await Self.both(project, "users", own: "stage=1&limit=2").adHoc
      #expect(first["/total"] == 3)
      #expect(first["/items/0/user_id"] == "u3" && first["/items/1/user_id"] == "u2")
      #expect(first["/items/1/reached_stage"] == 2)
      #expect(
        first["/items/1/stage_times"] == ["2026-11-23T09:00:05Z", "2026-11-23T09:01:05Z"])
      #expect(first["/items/1/last_event_at"] == "2026-11-23T09:01:05Z")
      site.time.advance(seconds: 60)
      // Comes after the list was begun, so it is on none of its pages.
      _ = try await project.track(["event_type": "view", "user_id": "u0"])
      let cursor = try #require(first["/next_cursor"].text)
      let second = try await Self.both(
        project, "users", own: "stage=1&limit=2&cursor=\(cursor)"
      ).adHoc
      #expect(second["/items"].elements?.count == 1)
      #expect(second["/items/0/user_id"] == "u1" && second["/next_cursor"].isNull)
      #expect(second["/as_of"] == first["/as_of"])
    }
  }

  @Test func `An explanation names the attempt, its deadline and each other event's reason`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("a/b view 0", "a/b buy 10", "a/b buy 20", "a/b view 30")
      #expect(
        try await project.identify(["anonymous_id": "a/b", "user_id": "Ada"]).status == 200)
      let (told, saved) = try await Self.both(
        project, "explain", own: "user_id=Ada", saved: "users/a%2Fb/explain")
      #expect(told.status == 200 && saved.status == 200)
      #expect(told["/attempt"] == saved["/attempt"])
      #expect(told["/user_id"] == "Ada" && told["/reached_stage"] == 2)
      #expect(told["/attempt/0/event"] == "view" && told["/attempt/1/stage"] == 2)
      #expect(told["/deadline"] == "2026-11-23T10:00:00Z")
      #expect(told["/candidates/0/reason"] == "repeat" && told["/candidates/0/stage"] == 2)
      #expect(told["/candidates/1/reason"] == "other_attempt")
      let stranger = try await Self.both(project, "explain", own: "user_id=nobody").adHoc
      #expect(stranger["/reached_stage"] == 0 && stranger["/attempt"] == [])
    }
  }

  /// Surface, own parameters, shared options, the fault.
  private static let refused: [(String, String, JSON, String)] = [
    ("trend", "interval=minute", [:], "/interval unknown_value"),
    ("trend", "from_stage=2&to_stage=1", [:], "/from_stage invalid_span"),
    ("trend", "to_stage=3", [:], "/to_stage out_of_range"),
    ("trend", "interval=hour", ["start_date": "2020-01-01"], "/interval too_many_points"),
    ("time-to-convert", "bins=0", [:], "/bins out_of_range"),
    ("users", "", [:], "/stage required"),
    ("users", "stage=1&status=gone", [:], "/status unknown_value"),
    ("users", "stage=1&limit=501", [:], "/limit out_of_range"),
    ("users", "stage=1&cursor=x", [:], "/cursor invalid_format"),
    ("users", "stage=1&breakdown_value=x", [:], "/breakdown_value needs_breakdown"),
    ("users", "stage=1&page=2", [:], "/page unknown"),
    ("explain", "", [:], "/user_id required"),
    ("trend", "", ["compare": "later"], "/compare unknown_value"),
    ("trend", "", ["breakdown": 3], "/breakdown not_text"),
    ("trend", "", ["breakdown": ["a", "b", "c", "d", "e"]], "/breakdown too_many"),
    ("trend", "", ["breakdown": "a", "attribution": "stage:3"], "/attribution out_of_range"),
    ("trend", "", ["breakdown": "a", "breakdown_limit": 1001], "/breakdown_limit out_of_range"),
  ]

  @Test func `What can't be asked is refused by name`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      for (surface, own, options, fault) in Self.refused {
        let answer = try await Self.both(project, surface, own: own, options).adHoc
        #expect(answer.status == 422)
        #expect(answer.faults == [fault], "\(surface)?\(own)")
      }
    }
  }

  @Test func `First-time stages look at all of history, not only at the range`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("u1 view 0", "u1 view 100", "u1 buy 110", "u2 view 105", "u2 buy 120")
      let stages: JSON = [
        ["name": "First view", "event": "view", "first_time": "event"],
        ["name": "Buy", "event": "buy"],
      ]
      let answer = try await project.ask(
        ["stages": stages], ["start_date": "2026-11-23T09:01:00Z"])
      #expect(answer.users == [1, 1])
    }
  }
}
