import DuckDB
import Events
import Foundation
import IAFAServer
import Synchronization
import Testing

func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(filePath: path))
}

func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

extension TrackedProject {
  /// Imports files of the site's folder and gives what came of it.
  func importFiles(_ names: String..., map: JSON = [:]) async throws -> JSON {
    try await owner.site.iafa.perform([
      "command": "import", "project": .string(id), "map": map,
      "files": .array(names.map { .string(owner.site.folder + "/" + $0) }),
    ]) { _ in }
  }
}

/// `iafa import`.
@Suite struct ImportTests {
  private static let lines = """
    {"event_type":"view","user_id":"u1","timestamp":"2026-11-20T10:00:00Z"}

    {"event_type":"buy","user_id":"u1","timestamp":"2026-11-20T10:00:05"}
    {"event_type":"view"}
    not json
    {"event_type":"view","user_id":"u2","timestamp":"2026-11-20"}
    {"type":"identify","anonymous_id":"u2","user_id":"u1"}
    """

  /// The users of view → buy on the day that the files tell of.
  private static func users(_ project: TrackedProject) async throws -> [Int] {
    try await project.funnel(
      ["view", "buy"], [:], ["start_date": "2026-11-20", "end_date": "2026-11-20"]
    ).users
  }

  @Test func `NDJSON, plain and packed: refused lines are named, a repeat changes nothing`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write(Self.lines, to: site.folder + "/a.ndjson")
      let first = try await project.importFiles("a.ndjson")
      #expect(first["accepted"] == 4)
      #expect(first["duplicates"] == 0)
      #expect(first["rejected"] == 2)
      let text = try #require(first["text"]?.text)
      #expect(text.contains("4 events imported, 2 refused"))
      #expect(text.contains("a.ndjson line 4: timestamp is missing; user_id is missing"))
      #expect(text.contains("a.ndjson line 5: not JSON"))
      #expect(try await Self.users(project) == [1, 1])

      let again = try await project.importFiles("a.ndjson")
      #expect(again["duplicates"] == 3)
      #expect(try await Self.users(project) == [1, 1])
      let answer = try await project.funnel(["view"], [:], ["start_date": "2026-11-01"])
      #expect(answer["/meta/events_scanned"] == 2)
      // The closed day is published when the command returns.
      let month = site.folder + "/events/project_\(project.id)/2026/11"
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: month)
          == ["events_2026-11-20.parquet"])

      try write(gzipped(Array(Self.lines.utf8)), to: site.folder + "/b.jsonl.gz")
      let packed = try await project.importFiles("b.jsonl.gz")
      #expect(packed["rejected"] == 2)
      #expect(packed["duplicates"] == 3)
    }
  }

  @Test func `CSV: other tools' names are known, further columns become properties`()
    async throws
  {
    let table = """
      event,distinct_id,time,plan,properties
      view,u1,2026-11-20 10:00:00,pro,
      buy,u1,2026-11-20T10:00:07Z,pro,"{""price"":12,""currency"":""CHF""}"
      view,u2,2026-11-20 10:00:00,free,
      """
    try await withSite { site in
      let project = try await site.register().createProject()
      try write(table, to: site.folder + "/a.csv")
      let answer = try await project.importFiles("a.csv")
      #expect(answer["accepted"] == 3, "\(answer)")
      #expect(try await Self.users(project) == [2, 1])
      let question: JSON = ["start_date": "2026-11-20", "end_date": "2026-11-20"]
      for filter in [
        ["property": "plan", "op": "eq", "value": "pro"],
        ["property": "price", "op": "eq", "value": 12],
        ["property": "currency", "op": "eq", "value": "CHF"],
      ] as [JSON] {
        let definition: JSON = [
          "stages": [["name": "b", "event": "buy", "filters": [filter]]]
        ]
        #expect(try await project.ask(definition, question).users == [1], "\(filter)")
      }
      #expect(try await project.importFiles("a.csv")["duplicates"] == 3)
      let tabs = table.replacingOccurrences(of: ",", with: "\t").replacing("u2", with: "u3")
      try write(tabs, to: site.folder + "/b.tsv")
      let other = try await project.importFiles("b.tsv")
      #expect(other["rejected"] == 0)
      #expect(other["accepted"] != 0)
    }
  }

  @Test func `A mapping names the columns that hold the fields`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try write(
        "what,who,when,colour\nview,7,2026-11-20T10:00:00Z,red\n", to: site.folder + "/a.csv")
      try write(
        #"{"what":"buy","who":7,"when":"2026-11-20T10:00:03Z","colour":"red"}"#,
        to: site.folder + "/b.json")
      let map: JSON = ["event_type": "what", "user_id": "who", "timestamp": "when"]
      #expect(try await project.importFiles("a.csv", "b.json", map: map)["accepted"] == 2)
      #expect(try await Self.users(project) == [1, 1])
    }
  }

  @Test func `Parquet: a file of ours comes back in with its ids`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      try await project.send("u1 view -259200", "u1 buy -259199", "u2 view -259200")
      _ = try await site.iafa.perform(["command": "compact"]) { _ in }
      let published = "events/project_\(project.id)/2026/11/events_2026-11-20.parquet"
      let same = try await project.importFiles(published)
      #expect(same["duplicates"] == 3, "\(same)")
      let other = try await ada.createProject(["name": "Copy"])
      #expect(try await other.importFiles(published)["accepted"] == 3)
      #expect(try await Self.users(other) == [2, 1])
    }
  }

  @Test func `Tables with numbers as ids and more rows than one batch`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let database = try await Database(
        .init(memoryLimit: 128 << 20, threads: 1, directory: site.folder))
      let path = site.folder + "/rows.parquet"
      try await database.connect().run { session in
        try session.execute(
          """
          COPY (SELECT i % 100 AS user_id, CASE WHEN i < 6000 THEN 'view' ELSE 'buy' END AS event,
                TIMESTAMP '2026-11-20 00:00:00' + INTERVAL (i) SECOND AS created_at
                FROM range(12000) t(i)) TO '\(unsafe: path)' (FORMAT parquet)
          """)
      }
      let steps = Mutex<[Double]>([])
      let answer = try await site.iafa.perform([
        "command": "import", "project": .string(project.id), "files": [.string(path)],
      ]) { step in steps.withLock { $0.append(step.fraction) } }
      #expect(answer["accepted"] == 12_000, "\(answer)")
      #expect(try await Self.users(project) == [100, 100])
      let seen = steps.withLock { $0 }
      #expect(seen.count > 2)
      #expect(seen == seen.sorted())
      #expect(seen.last == 1)
    }
  }

  @Test func `A file that can't be imported is named, with what to do`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      func failure(_ name: String) async throws -> String {
        let error = await #expect(throws: CommandFailure.self) {
          _ = try await project.importFiles(name)
        }
        return try #require(error).description
      }
      #expect(try await failure("gone.ndjson").contains("gone.ndjson: can't be read"))
      for name in ["a.xlsx", "a.parquet.gz"] {
        try write("x", to: site.folder + "/" + name)
        #expect(try await failure(name).contains("the name must end in .ndjson"))
      }
      try write("no parquet", to: site.folder + "/a.parquet")
      #expect(try await failure("a.parquet").contains("can't be read as Parquet"))
      let packed = gzipped(Array(Self.lines.utf8))
      try write(Array(packed.dropLast(10)), to: site.folder + "/cut.ndjson.gz")
      let cut = try await project.importFiles("cut.ndjson.gz")
      #expect(cut["failed"] == true)
      #expect(
        cut["text"]?.text?.hasSuffix(
          "cut.ndjson.gz: 3 events imported, 2 refused; then the file ends in the middle of gzip")
          == true, "\(cut)")
      try write(Array(packed[..<12] + packed[14...]), to: site.folder + "/bad.ndjson.gz")
      #expect(try await failure("bad.ndjson.gz").hasSuffix(": the file is damaged gzip"))
    }
  }
}
