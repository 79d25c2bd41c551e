import DuckDB
import EventLog
import Events
import Foundation
import Segments
import Testing

func withTemporaryDirectory<R>(_ body: (String) async throws -> R) async throws -> R {
  let url = FileManager.default.temporaryDirectory.appending(path: "iafa-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try await body(url.path)
}

let project = ProjectID(bits: 0x1234)
let noon = Instant("2026-11-23T12:00:00Z")!

func event(_ number: Int, at time: Instant, project: ProjectID = project) -> Entry {
  .event(
    Event(
      project: project, id: EventID(bits: UInt128(number) << 64 | 7), type: "e\(number % 5)",
      userID: "u\(number % 50)", properties: [Property("n", "\(number)")], time: time))
}

func open(_ path: String) async throws -> EventStore {
  try await EventStore.open(
    DataDirectory(path), settings: .init(memoryLimit: 256 << 20, threads: 1))
}

/// What a query sees: the number of rows and of different ids.
func count(
  _ store: EventStore, _ project: ProjectID = project, range: Range<Instant>? = nil
) async throws -> [Int64] {
  let range = range ?? Instant("2000-01-01T00:00:00Z")!..<Instant("2100-01-01T00:00:00Z")!
  let snapshot = try await store.snapshot(of: project, range)
  let rows = snapshot.rows(SegmentScan(project: project, range: range), columns: "id")
  return try await store.database.connect().run { session in
    var counts: [Int64] = []
    try session.forEachChunk("SELECT count(*), count(DISTINCT id) FROM (\(rows))") { chunk in
      for column in 0..<2 { counts.append(chunk.withInt64s(column) { values, _ in values[0] }) }
    }
    return counts
  }
}

@Suite struct EventStoreTests {
  @Test func `What was accepted is visible at once, and after a restart without any flush`()
    async throws
  {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        for batch in 0..<10 {
          let entries = (0..<100).map {
            event(batch * 100 + $0, at: noon.advanced(bySeconds: Double($0)))
          }
          #expect(try await store.accept(entries) == Array(repeating: false, count: 100))
          #expect(try await count(store) == [Int64(batch * 100 + 100), Int64(batch * 100 + 100)])
        }
      }
      let store = try await open(path)
      #expect(store.recovery.replayedRecords == 1000)
      #expect(try await count(store) == [1000, 1000])
    }
  }

  @Test func `I6: an id counts once, in one request, over requests, flushes and restarts`()
    async throws
  {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        let entries = (0..<50).map { event($0, at: noon) }
        #expect(try await store.accept(entries + entries).count { $0 } == 50)
        #expect(try await store.accept(entries) == Array(repeating: true, count: 50))
        try await store.flush(now: noon)
        #expect(try await store.accept(entries).allSatisfy { $0 })
        // The same id in another project is another event.
        let other = (0..<50).map { event($0, at: noon, project: ProjectID(bits: 9)) }
        #expect(try await store.accept(other) == Array(repeating: false, count: 50))
      }
      let store = try await open(path)
      #expect(try await store.accept((0..<51).map { event($0, at: noon) }).count { $0 } == 50)
      #expect(try await count(store) == [51, 51])
    }
  }

  @Test func `Many requests at once share syncs and none is lost`() async throws {
    try await withTemporaryDirectory { path in
      let store = try await open(path)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<500 {
          group.addTask { _ = try await store.accept([event(number, at: noon)]) }
        }
        try await group.waitForAll()
      }
      #expect(try await count(store) == [500, 500])
    }
  }

  @Test
  func `No query counts a row twice or misses one while parts are written and days compacted`()
    async throws
  {
    try await withTemporaryDirectory { path in
      let store = try await open(path)
      let acknowledged = Counter()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for number in 0..<60 {
            // Half of them on closed days, half today.
            let entries = (0..<40).map { place in
              event(number * 40 + place, at: noon.advanced(bySeconds: Double(place % 4) * -86_400))
            }
            _ = try await store.accept(entries)
            await acknowledged.add(40)
          }
        }
        group.addTask {
          for _ in 0..<12 {
            try await store.flush(now: noon)
            try await store.mergeParts(now: noon)
            try await store.compact(now: noon)
          }
        }
        for _ in 0..<2 {
          group.addTask {
            for _ in 0..<40 {
              let before = await acknowledged.value
              let seen = try await count(store)
              #expect(seen[0] == seen[1])
              #expect(seen[0] >= before)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await count(store) == [2400, 2400])
    }
  }

  @Test func `Closed days are published under the specification's path, the open day is not`()
    async throws
  {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        for day in 0..<4 {
          let time = noon.advanced(bySeconds: Double(day) * -86_400)
          _ = try await store.accept((0..<10).map { event(day * 10 + $0, at: time) })
        }
        #expect(try await store.flushAndCompact(now: noon) == 3)
        // A late event reopens its day.
        _ = try await store.accept([event(999, at: noon.advanced(bySeconds: -86_400))])
        #expect(try await store.flushAndCompact(now: noon) == 1)
        #expect(try await count(store) == [41, 41])
      }
      let month = path + "/events/project_\(project)/2026/11"
      let names = try FileManager.default.contentsOfDirectory(atPath: month).sorted()
      #expect(
        names == [
          "events_2026-11-20.parquet", "events_2026-11-21.parquet", "events_2026-11-22.parquet",
        ])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: path + "/days/\(project)").count == 3)
      #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/tmp").isEmpty)
      // A link that a crash kept from being made is made at the next start.
      try FileManager.default.removeItem(atPath: month + "/events_2026-11-21.parquet")
      let store = try await open(path)
      #expect(FileManager.default.fileExists(atPath: month + "/events_2026-11-21.parquet"))
      #expect(try await count(store) == [41, 41])
      // The day that has ended since is published too.
      #expect(try await store.flushAndCompact(now: noon.advanced(bySeconds: 86_400)) == 1)
      #expect(try await count(store) == [41, 41])
    }
  }

  @Test func `A query reads its own project and range only`() async throws {
    try await withTemporaryDirectory { path in
      let store = try await open(path)
      _ = try await store.accept(
        (0..<10).map { event($0, at: noon.advanced(byMicroseconds: Int64($0))) })
      _ = try await store.accept((0..<7).map { event($0, at: noon, project: ProjectID(bits: 2)) })
      for _ in 0..<2 {
        #expect(try await count(store, ProjectID(bits: 2)) == [7, 7])
        #expect(try await count(store, ProjectID(bits: 3)) == [0, 0])
        let range = noon.advanced(byMicroseconds: 2)..<noon.advanced(byMicroseconds: 5)
        #expect(try await count(store, range: range) == [3, 3])
        try await store.flushAndCompact(now: noon.advanced(bySeconds: 3 * 86_400))
      }
    }
  }

  @Test func `Merges and traits survive a flush and a restart`() async throws {
    try await withTemporaryDirectory { path in
      func identify(
        _ anonymous: String?, _ user: String, _ traits: [Property] = [], _ second: Double = 0
      ) -> Entry {
        .identification(
          Identification(
            project: project, anonymousID: anonymous, userID: user, traits: traits,
            received: noon.advanced(bySeconds: second)))
      }
      do {
        let store = try await open(path)
        _ = try await store.accept([identify("a", "ada", [Property("plan", "free")])])
        try await store.flush(now: noon)
        _ = try await store.accept([identify("b", "a", [Property("plan", "pro")], 1)])
      }
      let store = try await open(path)
      let persons = store.identities.persons(of: project)
      #expect(persons.canonical(Array("b".utf8)) == Array("ada".utf8))
      #expect(persons.canonical(Array("ada".utf8)) == nil)
      #expect(persons.traits(of: Array("a".utf8)) == ["plan": "pro"])
    }
  }

  @Test
  func `I12: the latest trait holds, also of two that came in one request and are joined later`()
    async throws
  {
    let identities = Identities()
    func identify(_ anonymous: String?, _ user: String, _ plan: String? = nil) {
      identities.apply(
        Identification(
          project: project, anonymousID: anonymous, userID: user,
          traits: plan.map { [Property("plan", $0)] } ?? [], received: noon))
    }
    identify(nil, "u2", "free")
    identify(nil, "u2.1", "pro")
    identify("u2.1", "u2")
    #expect(
      identities.persons(of: project).traits(of: Array("u2".utf8)) == ["plan": "pro"])
  }

  @Test func `A second owner is refused, and a newer format too`() async throws {
    try await withTemporaryDirectory { path in
      do {
        let first = try DataDirectory(path)
        #expect(throws: DataDirectoryError.self) { _ = try DataDirectory(path) }
        _ = consume first
      }
      try Data(#"{"format":99,"store":"00000000-0000-0000-0000-000000000001"}"#.utf8)
        .write(to: URL(filePath: path + "/FORMAT"))
      #expect(throws: DataDirectoryError.newerFormat(found: 99, supported: 2)) {
        _ = try DataDirectory(path)
      }
    }
  }
}

private actor Counter {
  var value: Int64 = 0
  func add(_ count: Int64) { value += count }
}

@Suite struct PartMergeTests {
  /// What is in memory becomes a part, as often as that is due in a day with little traffic.
  private func flush(_ store: EventStore, times: Range<Int>) async throws {
    for number in times {
      let tomorrow = noon.advanced(bySeconds: 86_400)
      let entries = [event(2 * number, at: noon), event(2 * number + 1, at: tomorrow)]
      _ = try await store.accept(entries)
      try await store.flush(now: noon)
      try await store.mergeParts(now: noon)
    }
  }

  @Test func `However often an open day is flushed, few parts remain and each event counts once`()
    async throws
  {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        try await flush(store, times: 0..<50)
        #expect(try await count(store) == [100, 100])
        let names = try FileManager.default.contentsOfDirectory(atPath: path + "/parts")
        #expect(names.count <= 6, "two days are open: \(names)")
        let today = noon.day.start..<noon.day.advanced(by: 1).start
        #expect(try await count(store, range: today) == [50, 50])
      }
      let store = try await open(path)
      #expect(try await store.accept([event(0, at: noon)]) == [true])
      #expect(try await store.compact(now: noon.advanced(bySeconds: 86_400)) == 1)
      #expect(try await count(store) == [100, 100])
    }
  }

  @Test func `A damaged part is left as it is, and the others are merged`() async throws {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        for number in 0..<5 {
          _ = try await store.accept([event(number, at: noon)])
          try await store.flush(now: noon)
        }
      }
      let parts = path + "/parts/"
      let names = try FileManager.default.contentsOfDirectory(atPath: parts).sorted()
      try Data("no Parquet".utf8).write(to: URL(filePath: parts + names[2]))
      let store = try await open(path)
      try await store.mergeParts(now: noon)
      #expect(try await count(store) == [4, 4])
      let left = try FileManager.default.contentsOfDirectory(atPath: parts)
      #expect(left.count == 2 && left.contains(names[2]), "\(left)")
    }
  }
}

@Suite struct FailedFlushTests {
  @Test
  func
    `A flush that fails loses nothing: what it held is flushed before the log forgets anything later`()
    async throws
  {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        _ = try await store.accept((0..<10).map { event($0, at: noon) })
        try FileManager.default.moveItem(atPath: path + "/tmp", toPath: path + "/away")
        await #expect(throws: (any Error).self) { try await store.flush(now: noon) }
        #expect(await store.unflushedRows == 10)
        _ = try await store.accept((10..<20).map { event($0, at: noon) })
        await #expect(throws: (any Error).self) { try await store.flush(now: noon) }
        #expect(try await count(store) == [20, 20])
        try FileManager.default.moveItem(atPath: path + "/away", toPath: path + "/tmp")
        try await store.flush(now: noon)
        #expect(await store.unflushedRows == 0)
        #expect(try await count(store) == [20, 20])
      }
      #expect(try await count(try await open(path)) == [20, 20])
    }
  }
}
