import Events
import Foundation
import IAFAServer
import Testing

/// `/projects/{id}/storage`: how much a project has.
@Suite struct StorageTests {
  private static func storage(_ project: TrackedProject) async throws -> Answer {
    let answer = try await project.owner.get("/projects/\(project.id)/storage")
    #expect(answer.status == 200, "\(answer.text)")
    return answer
  }

  @Test func `A project without events has nothing`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      #expect(
        try await Self.storage(project).json == [
          "events": 0, "published_bytes": 0, "pending_bytes": 0, "first_event_at": .null,
          "last_event_at": .null,
        ])
    }
  }

  @Test func `Events are counted wherever they are, bytes once they are in files`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let other = try await project.owner.createProject()
      try await project.send("u a -500000", "u a -400000", "u a 5", "u b 7")
      try await other.send("u a -900000", "u a 9", "u a 10", "u a 11")
      let before = try await Self.storage(project)
      #expect(before["/events"] == 4)
      #expect(before["/published_bytes"] == 0 && before["/pending_bytes"] == 0)
      #expect(before["/first_event_at"] == "2026-11-17T14:06:40Z")
      #expect(before["/last_event_at"] == "2026-11-23T09:00:07Z")

      _ = try await site.iafa.perform(["command": "compact"]) { _ in }
      let files = try await Self.storage(project)
      #expect(files["/events"] == 4)
      #expect(files["/first_event_at"] == before["/first_event_at"])
      #expect(files["/last_event_at"] == before["/last_event_at"])
      let folder = "\(site.folder)/events/project_\(project.id)/2026/11"
      let bytes = try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
        try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int ?? 0
      }
      #expect(bytes.count == 2)
      #expect(files["/published_bytes"] == .number(bytes.reduce(0, +)))
      // The open day's part holds two events of this project and three of the other.
      let parts = try FileManager.default.contentsOfDirectory(atPath: site.folder + "/parts")
      #expect(parts.count == 1)
      let part = try FileManager.default.attributesOfItem(
        atPath: "\(site.folder)/parts/\(parts[0])")
      let size = try #require(part[.size] as? Int)
      #expect(files["/pending_bytes"] == .number(size * 2 / 5))

      try await project.send("u a -600000", "u b 8")
      let more = try await Self.storage(project)
      #expect(more["/events"] == 6)
      #expect(more["/first_event_at"] == "2026-11-16T10:20:00Z")
      #expect(more["/last_event_at"] == "2026-11-23T09:00:08Z")
    }
  }

  @Test func `What was erased counts no more`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("eve a -500000", "ada a -400000", "ada a 5", "eve b 7")
      _ = try await site.iafa.perform(["command": "compact"]) { _ in }
      #expect(try await project.owner.delete("/projects/\(project.id)/persons/eve").status == 200)
      let rest = try await Self.storage(project)
      #expect(rest["/events"] == 2)
      #expect(rest["/first_event_at"] == "2026-11-18T17:53:20Z")
      #expect(rest["/last_event_at"] == "2026-11-23T09:00:05Z")
      #expect(rest["/partial"] == .null)
    }
  }

  @Test func `Another organisation's storage is not there`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let stranger = try await site.register("eve@example.com")
      #expect(try await stranger.get("/projects/\(project.id)/storage").status == 404)
      #expect(
        try await project.owner.get("/projects/\(project.id)/storage?day=1").faults == [
          "/day unknown"
        ])
    }
  }
}
