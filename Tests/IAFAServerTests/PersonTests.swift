import Events
import Foundation
import HTTPTypes
import IAFAServer
import Segments
import Testing

/// `/projects/{id}/persons`: a person under each of their ids, to be read, taken away and erased.
@Suite struct PersonTests {
  private static func filled(_ site: Site) async throws -> TrackedProject {
    let project = try await site.register().createProject()
    try await project.send(
      "anon-7 view 0", "ada view 10", "ada buy 20", "bob view 30", "bob buy 40")
    let identified = try await project.identify([
      "anonymous_id": "anon-7", "user_id": "ada", "traits": ["plan": "pro"],
    ])
    #expect(identified.status == 200)
    return project
  }

  @Test func `A person is the same under each id, and exported line by line`() async throws {
    try await withSite { site in
      let project = try await Self.filled(site)
      let base = "/projects/\(project.id)/persons"
      let person = try await project.owner.get(base + "/ada")
      #expect(try await project.owner.get(base + "/anon-7").json == person.json)
      #expect(
        person.json
          == [
            "user_id": "ada", "ids": ["ada", "anon-7"], "traits": ["plan": "pro"], "events": 3,
            "sessions": 0, "first_seen": "2026-11-23T09:00:00Z",
            "last_seen": "2026-11-23T09:00:20Z",
            "event_types": [["name": "view", "count": 2], ["name": "buy", "count": 1]],
          ])
      let export = try await project.owner.get(base + "/anon-7/export")
      #expect(export.headers[.contentType] == "application/x-ndjson; charset=utf-8")
      let lines = try export.text.split(separator: "\n").map {
        try JSONParser.parse(Array($0.utf8)).value
      }
      #expect(lines.map { $0["type"] } == ["person", "event", "event", "event"])
      #expect(lines.dropFirst().map { $0["user_id"] } == ["anon-7", "ada", "ada"])
      #expect(try await project.owner.get(base + "/nobody").status == 404)
      #expect(try await project.owner.get(base + "/nobody/export").status == 404)
      #expect(try await project.owner.delete(base + "/nobody").status == 404)
    }
  }

  @Test func `An id with any character is found by its escaped form`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let id = "a/b c%41é?x"
      #expect(try await project.track(["event_type": "v", "user_id": .string(id)]).status == 200)
      let escaped = try #require(
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      let person = try await project.owner.get("/projects/\(project.id)/persons/\(escaped)")
      #expect(person["/user_id"] == .string(id), "\(person.text)")
    }
  }

  @Test func `Who is erased is in no answer any more, also after a restart; the others stay`()
    async throws
  {
    try await withFolder { folder in
      let time = ManualTime()
      let ids = try await withSite(at: folder, time: time) { site in
        let project = try await Self.filled(site)
        // Some of it in files, some not.
        try await site.iafa.store.flush(now: time.now)
        try await project.send("anon-7 buy 50")
        let base = "/projects/\(project.id)"
        let answer = try await project.owner.delete(base + "/persons/anon-7")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer["/receipt/ids"] == ["ada", "anon-7"])
        #expect(answer["/receipt/events"] == 4 && answer["/receipt/files"] == 2)
        #expect(answer["/receipt/erased_at"] == .string(time.now.description))
        try await Self.checkErased(project)
        #expect(try await project.owner.delete(base + "/persons/ada").status == 404)
        return (project.id, project.key, project.owner.token)
      }
      try await withSite(at: folder, time: time) { site in
        let owner = Member(
          site: site, token: ids.2,
          signIn: Answer(status: 200, headers: [:], bytes: []))
        let project = TrackedProject(owner: owner, id: ids.0, key: ids.1)
        try await Self.checkErased(project)
        // Written anew, the files have nothing of it either.
        while try await site.iafa.store.rewriteErased() {}
        try await Self.checkErased(project)
        // What comes now is somebody new, and the two ids are no longer one person.
        try await project.send("anon-7 view 60", "ada view 70")
        let person = try await owner.get("/projects/\(project.id)/persons/ada")
        #expect(person["/ids"] == ["ada"] && person["/events"] == 1)
        #expect(person["/traits"] == [:])
      }
    }
  }

  /// Bob alone is left.
  private static func checkErased(_ project: TrackedProject) async throws {
    let base = "/projects/\(project.id)"
    for id in ["ada", "anon-7"] {
      #expect(try await project.owner.get(base + "/persons/\(id)").status == 404)
      #expect(try await project.owner.get(base + "/persons/\(id)/export").status == 404)
    }
    #expect(try await project.funnel(["view", "buy"]).users == [1, 1])
    let events = try await project.owner.get(base + "/events")
    #expect(
      (events["/items"].elements ?? []).compactMap { $0["user_id"]?.text } == ["bob", "bob"])
    let types = try await project.owner.get(base + "/event-types")
    #expect((types["/items"].elements ?? []).map { $0["users"] } == [1, 1])
  }

  @Test func `Day files lose the events of who is erased, and whole days their file`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let events = [("ada", 20), ("bob", 20), ("ada", 21)].map { user, day -> JSON in
        [
          "event_type": "v", "user_id": .string(user),
          "timestamp": .string("2026-11-\(day)T10:00:00Z"),
        ]
      }
      #expect(try await project.batch(.array(events))["/accepted"] == 3)
      try await site.iafa.store.flushAndCompact(now: site.time.now)
      let folder = site.folder + "/events/project_\(project.id)/2026/11"
      func published() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      }
      #expect(try published() == ["events_2026-11-20.parquet", "events_2026-11-21.parquet"])
      let before = try Data(contentsOf: URL(filePath: folder + "/events_2026-11-20.parquet"))
      #expect(before.range(of: Data("ada".utf8)) != nil)
      let answer = try await project.owner.delete("/projects/\(project.id)/persons/ada")
      #expect(answer["/receipt/events"] == 2 && answer["/receipt/files"] == 2)
      #expect(try published() == ["events_2026-11-20.parquet"])
      // The site's own maintenance may be faster.
      while try await site.iafa.store.rewriteErased() {}
      let after = try Data(contentsOf: URL(filePath: folder + "/events_2026-11-20.parquet"))
      #expect(after.range(of: Data("ada".utf8)) == nil && after.range(of: Data("bob".utf8)) != nil)
      let left = try await project.owner.get("/projects/\(project.id)/events")
      #expect(left["/items"].elements?.count == 1)
      // The ids of what was erased stay known: a retry does not bring it back.
      #expect(try await site.iafa.store.verify().findings.isEmpty)
    }
  }

  @Test func `A retry does not bring back what was erased`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let event: JSON = [
        "id": "0d9d8c56-7a52-4a39-9f3e-2a61c2b40007", "event_type": "v", "user_id": "ada",
      ]
      #expect(try await project.track(event)["/accepted"] == 1)
      #expect(try await project.owner.delete("/projects/\(project.id)/persons/ada").status == 200)
      #expect(try await project.track(event)["/duplicates"] == 1)
      #expect(try await project.owner.get("/projects/\(project.id)/persons/ada").status == 404)
    }
  }
}
