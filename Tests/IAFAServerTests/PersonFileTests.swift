import DuckDB
import Events
import Foundation
import IAFAServer
import Segments
import Testing

/// `persons/`: which ids are one person, for who reads the Parquet files without this program.
@Suite struct PersonFileTests {
  /// `id person` of each row of a project's file; nil where there is none.
  private func joined(_ site: Site, _ project: String) async throws -> [String]? {
    let path = site.folder + "/persons/project_\(project).parquet"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let database = try await Database(
      .init(memoryLimit: 64 << 20, threads: 1, directory: "", temporaryDirectory: ""))
    return try await database.connect().run { session in
      var rows: [String] = []
      let query: Query = """
        SELECT user_id || ' ' || person FROM read_parquet('\(unsafe: path)') ORDER BY ALL
        """
      try session.forEachChunk(query) { (chunk) throws(DuckDBError) in
        for row in 0..<chunk.count { rows.append(chunk.withTexts(0) { $0.text(row) } ?? "") }
      }
      return rows
    }
  }

  private func publish(_ site: Site) async throws {
    try await site.iafa.store.flushAndCompact(now: site.time.now)
  }

  @Test func `Joined ids stand beside the published days, and go with the person`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let event: JSON = [
        "event_type": "v", "user_id": "a1", "timestamp": "2026-11-20T10:00:00Z",
      ]
      #expect(try await project.track(event).status == 200)
      #expect(try await joined(site, project.id) == nil)
      try await publish(site)
      #expect(try await joined(site, project.id) == [])
      for (anonymous, user) in [("a1", "ada"), ("a2", "ada"), ("b1", "bob")] {
        let body: JSON = ["anonymous_id": .string(anonymous), "user_id": .string(user)]
        #expect(try await project.identify(body).status == 200)
      }
      try await publish(site)
      #expect(try await joined(site, project.id) == ["a1 ada", "a2 ada", "b1 bob"])
      #expect(try await project.owner.delete("/projects/\(project.id)/persons/bob").status == 200)
      try await publish(site)
      #expect(try await joined(site, project.id) == ["a1 ada", "a2 ada"])
      // With its last day the project's file goes.
      #expect(try await project.owner.delete("/projects/\(project.id)/persons/ada").status == 200)
      try await publish(site)
      #expect(try await joined(site, project.id) == nil)
    }
  }
}
