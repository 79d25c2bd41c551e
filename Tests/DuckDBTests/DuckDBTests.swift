import DuckDB
import Foundation
import Testing

@Suite struct DuckDBTests {
  private func open(_ directory: String? = nil) async throws -> Database {
    try await Database(.init(memoryLimit: 256 << 20, threads: 2, directory: directory))
  }

  @Test func `The pinned version is linked`() {
    #expect(DuckDB.Database.version == "v1.5.5")
  }

  @Test func `A hostile name stays a value`() async throws {
    let connection = try await open().connect()
    let name = "a') OR 1=1 --"
    let count = try await connection.run { session in
      try session.execute("CREATE TABLE t AS SELECT unnest(['a', 'b', 'c', 'd']) AS name")
      return try session.integer("SELECT count(*) FROM t WHERE name = \(name)")
    }
    #expect(count == 0)
  }

  @Test func `A query inside a query keeps its parameters`() async throws {
    let connection = try await open().connect()
    let inner: Query = "SELECT \(2) AS x, \("$1") AS y"
    let outer: Query = "SELECT x + \(40) FROM (\(inner)) WHERE y = \("$1")"
    #expect(try await connection.run { try $0.integer(outer) } == 42)
  }

  @Test func `Appended rows come back: text of every length, maps, nulls, instants`() async throws {
    let connection = try await open().connect()
    let lengths = try await connection.run { session in
      try session.execute(
        "CREATE TABLE t (n BIGINT, s VARCHAR, m MAP(VARCHAR, VARCHAR), moment TIMESTAMP)")
      var appender = try session.appender(to: "t")
      for n in 0..<5000 {
        appender.append(Int64(n))
        appender.append(n % 7 == 0 ? nil : String(repeating: "é", count: n % 20))
        if n % 3 == 0 {
          appender.appendNull()
        } else {
          appender.append(map: (0..<n % 5).map { ("k\($0)", "v\(n)") })
        }
        appender.append(Int64(n) * 1_000_001)
        try appender.endRow()
      }
      try appender.finish()
      var lengths: [Int?] = []
      try session.forEachChunk("SELECT s, n, epoch_us(moment) FROM t ORDER BY n") { chunk in
        chunk.withTexts(0) { texts in
          for row in 0..<chunk.count { lengths.append(texts.text(row)?.count) }
        }
        chunk.withInt64s(2) { instants, validity in
          for row in 0..<chunk.count {
            #expect(validity.isValid(row) && instants[row] % 1_000_001 == 0)
          }
        }
      }
      #expect(try session.integer("SELECT count(*) FROM t WHERE m['k1'] = 'v' || n") == 2000)
      #expect(try session.integer("SELECT count(*) FROM t WHERE m IS NULL") == 1667)
      return lengths
    }
    #expect(lengths.count == 5000)
    for n in 0..<5000 { #expect(lengths[n] == (n % 7 == 0 ? nil : n % 20)) }
  }

  @Test func `A cancelled task stops its query and not the next one`() async throws {
    let connection = try await open().connect()
    let slow = Task {
      try await connection.run {
        try $0.integer(
          "SELECT count(*) FROM range(100000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3")
      }
    }
    try await Task.sleep(for: .milliseconds(200))
    slow.cancel()
    let error = await #expect(throws: DuckDBError.self) { try await slow.value }
    #expect(error?.kind == .interrupted)
    #expect(try await connection.run { try $0.integer("SELECT 1") } == 1)
  }

  @Test func `Only its directory is open to an instance, and no statement can change that`()
    async throws
  {
    let base = FileManager.default.temporaryDirectory.appending(path: "iafa-\(UUID().uuidString)")
    let inside = base.appending(path: "in"), outside = base.appending(path: "out")
    for directory in [inside, outside] {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: base) }
    try Data("a\n1\n".utf8).write(to: outside.appending(path: "secret.csv"))
    let connection = try await open(inside.path).connect()
    let (good, bad) = (inside.path, outside.path)
    try await connection.run { session in
      try session.execute("COPY (SELECT 1 AS a) TO '\(unsafe: good)/x.parquet'")
      #expect(
        try session.integer("SELECT a::BIGINT FROM read_parquet(\(files: [good + "/x.parquet"]))")
          == 1)
    }
    let refused = [
      "SELECT * FROM read_csv('\(bad)/secret.csv')",
      "SELECT * FROM read_csv('\(good)/../out/secret.csv')",
      "SELECT * FROM '\(bad)/secret.csv'", "SELECT * FROM read_text('/etc/passwd')",
      "COPY (SELECT 1) TO '\(bad)/y.csv'", "ATTACH '\(bad)/z.db'", "INSTALL httpfs", "LOAD httpfs",
      "SET enable_external_access = true", "SET memory_limit = '99GB'",
      "SELECT * FROM read_parquet('https://127.0.0.1/x.parquet')",
    ]
    for statement in refused {
      await #expect(throws: DuckDBError.self, "\(statement)") {
        try await connection.run { try $0.execute("\(unsafe: statement)") }
      }
    }
  }

  @Test func `A connection does one thing at a time, on one thread`() async throws {
    let connection = try await open().connect()
    try await connection.run { try $0.execute("CREATE TABLE t (n BIGINT)") }
    let threads = try await withThrowingTaskGroup(of: UInt.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await connection.run { session in
            let before = try session.integer("SELECT count(*) FROM t")
            try session.execute("INSERT INTO t VALUES (1)")
            #expect(try session.integer("SELECT count(*) FROM t") == before.map { $0 + 1 })
            return UInt(bitPattern: ObjectIdentifier(Thread.current))
          }
        }
      }
      return try await group.reduce(into: Set<UInt>()) { $0.insert($1) }
    }
    #expect(threads.count == 1)
  }

  @Test func `The memory limit holds`() async throws {
    let database = try await Database(.init(memoryLimit: 32 << 20, threads: 2, directory: nil))
    let connection = try database.connect()
    await #expect(throws: DuckDBError.self) {
      try await connection.run {
        try $0.execute(
          "CREATE TABLE big AS SELECT range::VARCHAR || repeat('x', 200) FROM range(2000000)")
      }
    }
    #expect(try await connection.run { try $0.integer("SELECT 1") } == 1)
  }
}

@Suite struct ColumnTypeTests {
  @Test func `An integer of any width is read as what it is`() async throws {
    let database = try await Database(.init(memoryLimit: 64 << 20, threads: 1, directory: nil))
    let connection = try database.connect()
    for type in ["TINYINT", "INTEGER", "UINTEGER", "BIGINT", "HUGEINT"] {
      #expect(
        try await connection.run { try $0.integer("SELECT (-0 + 42)::\(unsafe: type)") } == 42)
    }
  }

  @Test func `A column read as another type ends the process instead of giving other numbers`()
    async
  {
    await #expect(processExitsWith: .failure) {
      let database = try await Database(.init(memoryLimit: 64 << 20, threads: 1, directory: nil))
      try await database.connect().run { session in
        try session.forEachChunk("SELECT 42") { chunk in chunk.withInt64s(0) { _, _ in } }
      }
    }
  }
}
