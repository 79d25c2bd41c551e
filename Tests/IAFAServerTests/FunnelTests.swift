import Events
import HTTPTypes
import Testing

/// Saved funnels.
@Suite struct FunnelTests {
  private static func stages(_ names: String...) -> JSON {
    .array(
      names.map { name in
        .object([JSONMember("name", .string(name)), JSONMember("event", .string(name))])
      })
  }

  private static func body(_ project: TrackedProject, _ more: JSON = [:]) -> JSON {
    let standard: JSON = [
      "project_id": .string(project.id), "name": "Checkout", "stages": stages("view", "buy"),
      "window_seconds": 3600,
    ]
    return .object((standard.members ?? []) + (more.members ?? []))
  }

  @Test func `A funnel is kept as it is meant: absent fields stay, null clears`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let made = try await ada.post("/funnels", Self.body(project, ["description": "One"]))
      #expect(made.status == 201)
      #expect(made["/order"] == "ordered")
      #expect(made["/count_by"] == "users")
      #expect(made["/is_active"] == true)
      #expect(made["/stages/1/order"] == 2)
      let path = "/funnels/\(try #require(made["/id"].text))"
      let tag = try #require(made.headers[.eTag])

      let changed = try await ada.put(path, ["window_seconds": .null], [.ifMatch: "W/" + tag])
      #expect(changed.status == 200)
      #expect(changed["/window_seconds"].isNull)
      #expect(changed["/description"] == "One")
      #expect(changed["/stages/1/event"] == "buy")
      #expect(try await ada.put(path, ["name": "New"], [.ifMatch: tag]).status == 412)
      #expect(try await ada.delete(path, [.ifMatch: tag]).status == 412)
      let cleared = try await ada.put(path, ["description": .null, "name": "New"])
      #expect(cleared["/description"] == "")
      #expect(cleared["/name"] == "New")
      #expect(try await ada.get(path).json == cleared.json)
      #expect(try await ada.put(path, ["stages": .null]).status == 422)
    }
  }

  @Test func `Each fault of a definition is named with its place`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let answer = try await ada.post(
        "/funnels",
        [
          "project_id": .string(project.id), "wndow": 3, "order": "sideways",
          "stages": [["name": "View"], ["name": "Buy", "event": "buy", "filter": []]],
        ])
      #expect(answer.status == 422)
      let pointers = Set(answer.faults.map { String($0.prefix { $0 != " " }) })
      #expect(pointers == ["/name", "/wndow", "/order", "/stages/0/event", "/stages/1/filter"])
      let single = try await ada.post(
        "/funnels",
        ["project_id": .string(project.id), "name": "One", "stages": Self.stages("view")])
      #expect(single.faults == ["/stages too_few"])
    }
  }

  @Test func `Funnels are listed by project and page, deleted and restored`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let shop = try await ada.createProject()
      let blog = try await ada.createProject(["name": "Blog"])
      var ids: [String] = []
      for project in [shop, shop, blog] {
        site.time.advance(seconds: 1)
        let made = try await ada.post("/funnels", Self.body(project))
        ids.append(try #require(made["/id"].text))
      }
      let all = try await ada.get("/funnels")
      #expect(all["/items"].elements?.compactMap { $0["id"]?.text } == ids)
      let ofShop = try await ada.get("/funnels?project_id=\(shop.id)&limit=1")
      #expect(ofShop["/items/0/id"] == .string(ids[0]))
      let cursor = try #require(ofShop["/next_cursor"].text)
      let rest = try await ada.get("/funnels?project_id=\(shop.id)&cursor=\(cursor)")
      #expect(rest["/items"].elements?.compactMap { $0["id"]?.text } == [ids[1]])
      let wrong = try await ada.get("/funnels?project_id=shop&order=name")
      #expect(wrong.faults.sorted() == ["/order unknown", "/project_id invalid_uuid"])

      #expect(try await ada.delete("/funnels/\(ids[0])").status == 204)
      #expect(try await ada.get("/funnels/\(ids[0])").status == 404)
      #expect(try await ada.get("/analytics/funnel/\(ids[0])").status == 404)
      let restored = try await ada.post("/funnels/\(ids[0])/restore")
      #expect(restored.status == 200)
      #expect(restored.headers[.eTag] != nil)
      #expect(try await ada.get("/funnels/\(ids[0])").status == 200)
    }
  }
}
