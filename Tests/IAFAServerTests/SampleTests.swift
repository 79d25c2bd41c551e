import Events
import HTTPTypes
import Testing

/// What somebody finds who has no events yet: sample data, templates, and what the server warns of.
@Suite struct SampleTests {
  @Test func `Sample data is a project of one's own with funnels that people get through`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let made = try await ada.post("/projects/sample")
      #expect(made.status == 201, "\(made.text)")
      let id = try #require(made["/id"].text)
      #expect(made.headers[.location] == "/api/v1/projects/\(id)")
      let listed = try await ada.get("/projects")["/items"].elements ?? []
      #expect(listed.map { $0["id"] } == [.string(id)])

      let funnels = try await ada.get("/funnels?project_id=\(id)")["/items"].elements ?? []
      #expect(funnels.count > 3)
      let first = try #require(funnels.first?["id"]?.text)
      let report = try await ada.get("/analytics/funnel/\(first)")
      #expect(report.status == 200, "\(report.text)")
      let users = report.users
      #expect(users.count > 2 && users.allSatisfy { $0 > 0 })
      #expect(users == users.sorted(by: >))

      // Somebody else's organisation sees none of it.
      let bob = try await site.register("bob@example.com")
      #expect(try await bob.get("/projects")["/items"] == [])
      #expect(try await ada.post("/projects/sample", ["events": 1]).status == 422)
    }
  }

  @Test func `Every template is a funnel that can be saved as it stands`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let templates = try await ada.get("/funnel-templates")["/items"].elements ?? []
      #expect(templates.count > 5)
      #expect(Set(templates.compactMap { $0["id"]?.text }).count == templates.count)
      for template in templates {
        let members = try #require(template["definition"]?.members)
        let saved = try await ada.post(
          "/funnels", .object(members + [JSONMember("project_id", .string(project.id))]))
        #expect(saved.status == 201, "\(saved.text)")
        #expect(saved["/name"] == template["name"])
      }
      #expect(try await ada.get("/funnel-templates?industry=Shop").status == 422)
    }
  }

  @Test func `What was deleted is listed apart for seven days, and comes back`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let definition: JSON = [
        "project_id": .string(project.id), "name": "Buying",
        "stages": [["name": "View", "event": "view"], ["name": "Buy", "event": "buy"]],
      ]
      let funnel = try #require(try await ada.post("/funnels", definition)["/id"].text)
      let deletedFunnels = "/funnels?project_id=\(project.id)&deleted=true"
      #expect(try await ada.get(deletedFunnels)["/items"] == [])
      #expect(try await ada.delete("/funnels/\(funnel)").status == 204)
      let gone = try await ada.get(deletedFunnels)
      #expect(gone["/items/0/id"] == .string(funnel))
      #expect(gone["/items/0/deleted_at"] == .string(site.time.now.description))
      #expect(
        gone["/items/0/restorable_until"]
          == .string(site.time.now.advanced(bySeconds: 7 * 86_400).description))
      let restored = try await ada.post("/funnels/\(funnel)/restore")
      #expect(restored["/deleted_at"] == .null)
      #expect(try await ada.get(deletedFunnels)["/items"] == [])

      #expect(try await ada.delete("/projects/\(project.id)").status == 204)
      #expect(try await ada.get("/projects?deleted=true")["/items/0/id"] == .string(project.id))
      #expect(try await ada.get("/projects")["/items"] == [])
      #expect(try await ada.get("/projects?deleted=yes").faults == ["/deleted invalid_type"])
    }
  }

  @Test func `What can't be restored any more is not listed as if it could`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      #expect(try await ada.delete("/projects/\(project.id)").status == 204)
      site.time.advance(seconds: 7 * 86_400 + 1)
      let again = try await site.send(
        .post, "/api/v1/auth/login",
        ["email": "ada@example.com", "password": .string(goodPassword)])
      let later = Member(
        site: site, token: try #require(again["/access_token"].text), signIn: again)
      #expect(try await later.get("/projects?deleted=true")["/items"] == [])
      #expect(try await later.post("/projects/\(project.id)/restore").status == 404)
    }
  }

  @Test func `The status says what there is to warn of, to whoever is signed in`() async throws {
    try await withSite { site in
      #expect(try await site.send(.get, "/api/v1/status").status == 401)
      let ada = try await site.register()
      try await ada.createProject().send("u1 view 0", "u1 buy 1")
      let status = try await ada.get("/status")
      #expect(status.status == 200, "\(status.text)")
      #expect(status["/taking_events"] == true)
      #expect(status["/problem"] == .null)
      #expect(status["/unflushed_events"] == 2)
      #expect(status["/damaged_files"] == 0)
      let free = try #require(status["/disk/free_bytes"].integer)
      let total = try #require(status["/disk/total_bytes"].integer)
      #expect(free > 0 && free < total)
    }
  }
}
