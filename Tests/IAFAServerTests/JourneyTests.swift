import Events
import HTTPTypes
import Testing

@Suite struct JourneyTests {
  @Test func `Register, make a project, send events, save a funnel, read its numbers, sign out`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      #expect(ada.signIn["/token_type"] == "bearer")
      #expect(ada.signIn["/expires_in"] == 900)
      #expect(ada.signIn["/user/role"] == "owner")
      #expect(ada.signIn["/organization/name"] == "Analytical Engines")
      let project = try await ada.createProject()
      try await project.send(
        "u1 view 0", "u1 cart 10", "u1 buy 30", "u2 view 0", "u2 cart 20", "u3 view 0",
        "u4 buy 5")

      let saved = try await ada.post(
        "/funnels",
        [
          "project_id": .string(project.id), "name": "Checkout",
          "stages": [
            ["name": "View", "event": "view"], ["name": "Cart", "event": "cart"],
            ["name": "Buy", "event": "buy"],
          ],
        ])
      #expect(saved.status == 201)
      let id = try #require(saved["/id"].text)
      #expect(saved.headers[.location] == "/api/v1/funnels/\(id)")

      let report = try await ada.get("/analytics/funnel/\(id)")
      #expect(report.status == 200)
      #expect(report["/funnel_id"] == .string(id))
      #expect(report["/name"] == "Checkout")
      #expect(report.users == [3, 2, 1])
      #expect(report["/stages/1/conversion_rate"] == 66.67)
      #expect(report["/stages/1/drop_off_rate"] == 33.33)
      #expect(report["/stages/2/step_conversion_rate"] == 50)
      #expect(report["/stages/2/dropped_users"] == 1)
      #expect(report["/stages/1/time_from_previous/average_seconds"] == 15)
      #expect(report["/overall_conversion_rate"] == 33.33)
      #expect(report["/entered_users"] == 3)
      #expect(report["/converted_users"] == 1)
      #expect(report["/time_to_convert/median_seconds"] == 30)
      #expect(report["/as_of"] == .string(site.time.now.description))
      #expect(report["/meta/exact"] == true)

      #expect(try await ada.post("/auth/logout").status == 204)
      #expect(try await ada.get("/auth/me").status == 401)
      #expect(try await ada.get("/analytics/funnel/\(id)").status == 401)
    }
  }

  @Test func `What was acknowledged is there after a restart, and so is who may ask`()
    async throws
  {
    try await withFolder { folder in
      let ids = try await withSite(at: folder) { site in
        let ada = try await site.register()
        let project = try await ada.createProject()
        try await project.send("u1 view 0", "u1 buy 1", "u2 view 0")
        #expect(try await project.identify(["anonymous_id": "u2", "user_id": "u1"]).status == 200)
        return (token: ada.token, project: project.id, key: project.key)
      }
      try await withSite(at: folder) { site in
        let ada = Member(
          site: site, token: ids.token, signIn: Answer(status: 0, headers: [:], bytes: []))
        let project = TrackedProject(owner: ada, id: ids.project, key: ids.key)
        #expect(try await project.funnel(["view", "buy"]).users == [1, 1])
        try await project.send("u3 view 3")
        #expect(try await project.funnel(["view", "buy"]).users == [2, 1])
      }
    }
  }

  @Test func `Nothing of another organisation is shown, and it looks as if it were not there`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let bob = try await site.register("bob@example.com")
      let absent = "00000000-0000-4000-8000-000000000000"
      for id in [project.id, absent] {
        #expect(try await bob.get("/projects/\(id)").status == 404)
        #expect(try await bob.put("/projects/\(id)", ["name": "Mine"]).status == 404)
        #expect(try await bob.delete("/projects/\(id)").status == 404)
        #expect(try await bob.get("/projects/\(id)/tracking-code").status == 404)
        let question: JSON = [
          "project_id": .string(id),
          "definition": ["stages": [["name": "a", "event": "a"]]],
        ]
        #expect(try await bob.post("/analytics/funnel", question).status == 404)
      }
      #expect(try await bob.get("/projects")["/items"] == [])
      #expect(try await ada.get("/projects")["/items/0/id"] == .string(project.id))
    }
  }
}
