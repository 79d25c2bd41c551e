import Events
import Foundation
import HTTPTypes
import IAFAServer
import Synchronization
import Testing

/// The commands of the command line, in this process and through a server's socket.
@Suite struct CommandTests {
  private static func failure(_ site: Site, _ command: JSON) async throws -> String {
    let error = await #expect(throws: CommandFailure.self) {
      _ = try await site.iafa.perform(command) { _ in }
    }
    return try #require(error).description
  }

  @Test func `funnel answers a definition as the server would`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("u1 a 0", "u1 b 5", "u2 a 0")
      let definition: JSON = [
        "name": "F", "stages": [["name": "A", "event": "a"], ["name": "B", "event": "b"]],
      ]
      let answer = try await site.iafa.perform([
        "command": "funnel", "project": .string(project.id), "definition": definition,
        "start_date": "2026-11-23", "end_date": "2026-11-23",
      ]) { _ in }
      let served = try await project.ask(
        definition, ["start_date": "2026-11-23", "end_date": "2026-11-23"])
      #expect(answer["stages"] == served["/stages"])
      #expect(answer["date_range"] == served["/date_range"])

      let bad = try await Self.failure(
        site,
        ["command": "funnel", "project": .string(project.id), "definition": ["stages": [[:]]]])
      #expect(bad.contains("/stages/0/name: "))
      let dates = try await Self.failure(
        site,
        [
          "command": "funnel", "project": .string(project.id), "definition": definition,
          "start_date": "soon",
        ])
      #expect(dates.hasPrefix("--start: must be a date"))
      let reversed = try await Self.failure(
        site,
        [
          "command": "funnel", "project": .string(project.id), "definition": definition,
          "start_date": "2026-11-20", "end_date": "2026-11-01",
        ])
      #expect(reversed == "--start: --start lies after --end")
    }
  }

  @Test func `A command or a project that is not there is refused in words`() async throws {
    try await withSite { site in
      #expect(try await Self.failure(site, ["command": "dance"]) == "there is no such command")
      #expect(try await Self.failure(site, []) == "there is no such command")
      let absent = "00000000-0000-4000-8000-000000000000"
      for command in ["funnel", "import"] {
        let words = try await Self.failure(
          site, ["command": .string(command), "project": .string(absent)])
        #expect(words == "there is no project \(absent)")
      }
    }
  }

  /// The client blocks, so it gets a thread of its own.
  private static func ask(
    _ folder: String, _ command: JSON
  ) async throws -> (result: JSON, progress: [CommandProgress])? {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        continuation.resume(
          with: Result {
            guard let socket = try CommandSocket.connect(dataDirectory: folder) else { return nil }
            var steps: [CommandProgress] = []
            let result = try socket.perform(command) { steps.append($0) }
            return (result, steps)
          })
      }
      thread.start()
    }
  }

  /// Waits until the server's socket is there.
  private static func waitForSocket(_ folder: String) async throws {
    for _ in 0..<500 where !FileManager.default.fileExists(atPath: folder + "/iafa.sock") {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test func `A running server performs commands for others, and its socket goes with it`()
    async throws
  {
    try await withFolder { folder in
      #expect(try await Self.ask(folder, ["command": "compact"]) == nil)
      try await withSite(at: folder) { site in
        try await Self.waitForSocket(folder)
        _ = try await Self.ask(folder, ["command": "compact"])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/iafa.sock")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let project = try await site.register().createProject()
        try write(
          #"{"event_type":"a","user_id":"u1","timestamp":"2026-11-20T10:00:00Z"}"#,
          to: folder + "/a.ndjson")
        let imported = try #require(
          try await Self.ask(
            folder,
            [
              "command": "import", "project": .string(project.id),
              "files": [.string(folder + "/a.ndjson")],
            ]))
        #expect(imported.result["accepted"] == 1)
        #expect(imported.progress.last?.text == "writing Parquet")
        let error = await #expect(throws: CommandFailure.self) {
          _ = try await Self.ask(folder, ["command": "dance"])
        }
        #expect(error?.description == "there is no such command")
        let answer = try await project.funnel(["a"])
        #expect(answer.users == [1])
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/iafa.sock"))
      // Its file left behind by a crash is no server.
      try write("", to: folder + "/iafa.sock")
      #expect(try await Self.ask(folder, ["command": "compact"]) == nil)
    }
  }

  @Test func `A folder whose path is too long for a socket has none, and is served`()
    async throws
  {
    try await withFolder { folder in
      let long = folder + "/" + String(repeating: "x", count: 120)
      try await withSite(at: long) { site in
        let ready = try await site.send(.get, "/ready")
        #expect(ready.status == 200)
        #expect(try await Self.ask(long, ["command": "compact"]) == nil)
      }
    }
  }
}
