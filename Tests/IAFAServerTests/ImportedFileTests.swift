import DuckDB
import Events
import Foundation
import IAFAServer
import Testing

/// What `iafa import` makes of files as people have them: renamed, without times, with wrong names.
@Suite struct ImportedFileTests {
  private static let view =
    #"{"event_type":"view","user_id":"u1","timestamp":"2026-11-20T10:00:00Z"}"#

  private static func failure(_ body: () async throws -> Void) async throws -> String {
    try #require(await #expect(throws: CommandFailure.self) { try await body() }).description
  }

  @Test func `I6: the same events under another name, packed or as another format count once`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let table = """
        event_type,user_id,timestamp,plan
        view,u1,2026-11-20T10:00:00Z,pro
        view,u2,2026-11-20 11:00:00,
        """
      try write(table, to: site.folder + "/a.csv")
      #expect(try await project.importFiles("a.csv")["accepted"] == 2)
      try write(table, to: site.folder + "/renamed.csv")
      try write(gzipped(Array(table.utf8)), to: site.folder + "/a.csv.gz")
      let lines = """
        {"user_id":"u2","event_type":"view","timestamp":"2026-11-20T12:00:00+01:00"}
        {"properties":{"plan":"pro"},"user_id":"u1","event_type":"view","timestamp":"2026-11-20"}
        """
      try write(
        lines.replacing("2026-11-20\"}", with: "2026-11-20T10:00Z\"}"),
        to: site.folder + "/a.ndjson")
      for name in ["renamed.csv", "a.csv.gz", "a.ndjson"] {
        let answer = try await project.importFiles(name)
        #expect(answer["accepted"] == 0, "\(name): \(answer)")
        #expect(answer["duplicates"] == 2, "\(name): \(answer)")
      }
    }
  }

  @Test func `I6: equal events of one file stay as many as they are, however often it comes`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let other = Self.view.replacing("u1", with: "u2")
      try write(
        [Self.view, Self.view, other, Self.view].joined(separator: "\n"),
        to: site.folder + "/a.ndjson")
      try write(
        [other, Self.view, Self.view, Self.view, Self.view].joined(separator: "\n"),
        to: site.folder + "/more.ndjson")
      #expect(try await project.importFiles("a.ndjson")["accepted"] == 4)
      #expect(try await project.importFiles("a.ndjson")["accepted"] == 0)
      // In another order, and with one more.
      let more = try await project.importFiles("more.ndjson")
      #expect(more["accepted"] == 1)
      #expect(more["duplicates"] == 4)
    }
  }

  @Test func `A file without a time, a type or a user is refused with its columns named`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write("event_type,user_id,when\nview,u1,2026-11-20\n", to: site.folder + "/a.csv")
      let undated = try await Self.failure { _ = try await project.importFiles("a.csv") }
      #expect(
        undated.hasSuffix(
          "a.csv: no column holds timestamp; its columns are event_type, user_id and when. "
            + "Say which one does with --map timestamp=COLUMN"))
      try write("what,who\nview,u1\n", to: site.folder + "/b.csv")
      let bare = try await Self.failure { _ = try await project.importFiles("b.csv") }
      #expect(bare.contains("no column holds event_type, user_id or timestamp"))
      try write(#"{"event_type":"view","user_id":"u1"}"#, to: site.folder + "/c.ndjson")
      let line = try await Self.failure { _ = try await project.importFiles("c.ndjson") }
      #expect(line.contains("no field holds timestamp; its fields are event_type and user_id"))
      #expect(try await project.funnel(["view"]).users == [0])
      let map: JSON = ["timestamp": "when"]
      #expect(try await project.importFiles("a.csv", map: map)["accepted"] == 1)
    }
  }

  @Test func `A row without a time is refused alone, an identification needs none`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let lines = [
        Self.view, #"{"event_type":"view","user_id":"u2"}"#,
        #"{"type":"identify","anonymous_id":"a","user_id":"u1"}"#,
      ]
      try write(lines.joined(separator: "\n"), to: site.folder + "/a.ndjson")
      let answer = try await project.importFiles("a.ndjson")
      #expect(answer["accepted"] == 2)
      #expect(answer["failed"] == false)
      #expect(
        answer["text"] == "2 events imported, 1 refused:\n  a.ndjson line 2: timestamp is missing")
    }
  }

  @Test func `A mapping to a field or a column that is not there is one error with both named`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write("what,who,when\nview,u1,2026-11-20\n", to: site.folder + "/a.csv")
      let field = try await Self.failure {
        _ = try await project.importFiles("a.csv", map: ["user": "who"])
      }
      #expect(field.hasPrefix("--map: an event has no field user; its fields are id, event_type,"))
      let column = try await Self.failure {
        _ = try await project.importFiles("a.csv", map: ["user_id": "whom", "event_type": "what"])
      }
      #expect(
        column.hasSuffix(
          "there is no column whom (--map user_id=whom); its columns are what, who and when"))
    }
  }

  @Test func `Refused rows of a CSV file are named by the lines that an editor shows`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let table = """
        event_type,user_id,timestamp,note
        view,,2026-11-20,first

        view,u1,2026-11-20,"two
        lines, ""quoted"" once"
        view,u2,soon,last
        """
      try write(table, to: site.folder + "/a.csv")
      for ends in ["\n", "\r\n"] {
        try write(table.replacing("\n", with: ends), to: site.folder + "/a.csv")
        let text = try #require(try await project.importFiles("a.csv")["text"]?.text)
        #expect(text.contains("a.csv line 2: user_id is missing\n"), "\(text)")
        #expect(text.contains("a.csv line 6: timestamp: must be a time such as"), "\(text)")
      }
    }
  }

  @Test func `Of several files the one that can't be read hides no other's outcome`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write(Self.view, to: site.folder + "/a.ndjson")
      try write(Self.view.replacing("u1", with: "u2"), to: site.folder + "/c.ndjson")
      let answer = try await project.importFiles("a.ndjson", "gone.ndjson", "c.ndjson")
      #expect(answer["accepted"] == 2)
      #expect(answer["failed"] == true)
      #expect(
        answer["text"]?.text?.split(separator: "\n").map { $0.split(separator: "/").last } == [
          "a.ndjson: 1 event imported", "gone.ndjson: can't be read; is the name right?",
          "c.ndjson: 1 event imported",
        ])
      #expect(try await project.funnel(["view"], [:], ["start_date": "2026-11-20"]).users == [2])
    }
  }

  @Test func `An import of which every row was refused has failed`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write("event_type,user_id,timestamp\nview,u1,soon\n", to: site.folder + "/a.csv")
      #expect(try await project.importFiles("a.csv")["failed"] == true)
      try write("event_type,user_id,timestamp\nview,u1,2026-11-20\n", to: site.folder + "/b.csv")
      #expect(try await project.importFiles("b.csv")["failed"] == false)
      #expect(try await project.importFiles("b.csv")["failed"] == false)
    }
  }

  @Test(arguments: [
    "2026-11-20T10:00:00Z", "2026-11-20 10:00", "2026-11-20 10:00:00", "2026-11-20 11:00+01",
    "2026-11-20 10:00:00.0+00", "2026-11-20 12:30:00+0230", "2026-11-20 10:00:00 UTC",
  ])
  func `I8: times as other tools write them are taken, without an offset as UTC`(text: String)
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write("event_type,user_id,timestamp\nview,u1,\(text)\n", to: site.folder + "/a.csv")
      #expect(try await project.importFiles("a.csv")["accepted"] == 1)
      let answer = try await project.funnel(
        ["view"], [:],
        ["start_date": "2026-11-20T10:00:00Z", "end_date": "2026-11-20T10:00:00.000001Z"])
      #expect(answer.users == [1])
    }
  }

  @Test func `I8: Parquet's times with a time zone are taken`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let database = try await Database(
        .init(memoryLimit: 128 << 20, threads: 1, directory: site.folder))
      let path = site.folder + "/zoned.parquet"
      try await database.connect().run { session in
        try session.execute(
          """
          COPY (SELECT 'u1' AS user_id, 'view' AS event_type,
                TIMESTAMPTZ '2026-11-20 10:00:00+00' AS timestamp)
            TO '\(unsafe: path)' (FORMAT parquet)
          """)
      }
      #expect(try await project.importFiles("zoned.parquet")["accepted"] == 1)
    }
  }
}
