import EventLog
import Events
import Foundation
import Segments
import Testing

/// What a broken disk does is seen, said and never counted wrong (docs/data-on-disk.md, "Damage").
@Suite struct DamageTests {
  private let day = Instant("2026-11-20T12:00:00Z")!
  private let now = Instant("2026-11-23T12:00:00Z")!

  /// Two closed days of 100 events each in day files.
  private func filled(_ path: String) async throws {
    let store = try await open(path)
    for place in 0..<2 {
      let time = day.advanced(bySeconds: Double(place) * 86_400)
      _ = try await store.accept((0..<100).map { event(place * 100 + $0, at: time) })
    }
    try await store.flushAndCompact(now: now)
    try await store.end()
  }

  private func files(_ path: String, below directory: String, ending: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: path + "/" + directory)
    return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }
      .map { path + "/" + directory + "/" + $0 }.sorted()
  }

  private func flip(_ file: String, at offset: Int) throws {
    let handle = try FileHandle(forUpdating: URL(filePath: file))
    try handle.seek(toOffset: UInt64(offset))
    let byte = try #require(try handle.read(upToCount: 1)?.first)
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: [byte ^ 4])
    try handle.close()
  }

  @Test
  func `A flipped bit anywhere in a Parquet file takes the file out of the answer, and says so`()
    async throws
  {
    try await withTemporaryDirectory { path in
      try await filled(path)
      let file = try #require(files(path, below: "days", ending: ".parquet").first)
      let size = try #require(
        try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int)
      let store = try await open(path)
      #expect(try await count(store) == [200, 200])
      for offset in stride(from: 0, to: size, by: max(1, size / 40)) {
        try flip(file, at: offset)
        let range = Instant("2000-01-01T00:00:00Z")!..<Instant("2100-01-01T00:00:00Z")!
        #expect(try await store.snapshot(of: project, range).isPartial)
        #expect(try await count(store) == [100, 100])
        #expect(store.damagedFiles.map(\.path) == [file])
        try flip(file, at: offset)
      }
      // Put right, it counts again.
      #expect(try await count(store) == [200, 200])
      #expect(store.damagedFiles.isEmpty)
    }
  }

  @Test func `A missing and a truncated file are damage, and what is left can be accepted`()
    async throws
  {
    try await withTemporaryDirectory { path in
      try await filled(path)
      let days = files(path, below: "days", ending: ".parquet")
      try FileManager.default.removeItem(atPath: days[0])
      try FileHandle(forUpdating: URL(filePath: days[1])).truncate(atOffset: 100)
      let store = try await open(path)
      #expect(try await count(store) == [0, 0])
      #expect(try await store.verify().findings.count == 2)
      #expect(try await store.acceptLosses() == (200, 0))
      #expect(try await store.verify().findings.isEmpty)
      #expect(files(path, below: "quarantine", ending: ".parquet").count == 1)
      #expect(files(path, below: "events", ending: ".parquet").isEmpty)
      let range = Instant("2000-01-01T00:00:00Z")!..<Instant("2100-01-01T00:00:00Z")!
      #expect(try await !store.snapshot(of: project, range).isPartial)
    }
  }

  @Test func `Records that the log lost are known until somebody accepts it`() async throws {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        for batch in 0..<3 {
          _ = try await store.accept((0..<10).map { event(batch * 10 + $0, at: now) })
        }
      }
      let segment = try #require(files(path, below: "log", ending: ".log").first)
      try flip(segment, at: 64 + 40)
      for _ in 0..<2 {
        let store = try await open(path)
        #expect(try await count(store) == [20, 20])
        #expect(store.lostRecords == 10)
      }
      do {
        let store = try await open(path)
        try await store.flush(now: now)
        _ = try await store.accept([event(99, at: now)])
        try await store.flush(now: now)
        #expect(files(path, below: "log", ending: ".kept").count == 1)
      }
      let store = try await open(path)
      #expect(store.lostRecords == 10)
      #expect(try await store.acceptLosses() == (0, 10))
      #expect(store.lostRecords == 0)
    }
  }

  @Test func `After a stop in good order a rotten last write is known for damage`() async throws {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        _ = try await store.accept((0..<10).map { event($0, at: now) })
        try await store.end()
      }
      let segment = try #require(files(path, below: "log", ending: ".log").first)
      try flip(segment, at: 64 + 40)
      #expect(try await open(path).recovery.damagedStretches == 1)
    }
  }

  @Test func `A flipped bit in FORMAT is refused by name`() async throws {
    try await withTemporaryDirectory { path in
      try await filled(path)
      let size = try Data(contentsOf: URL(filePath: path + "/FORMAT")).count
      for offset in 0..<size - 1 {
        try flip(path + "/FORMAT", at: offset)
        do {
          _ = try DataDirectory(path)
          Issue.record("byte \(offset) was passed over")
        } catch {
          #expect("\(error)".contains("FORMAT") || "\(error)".contains("newer iafa"))
        }
        try flip(path + "/FORMAT", at: offset)
      }
    }
  }

  @Test func `A manifest's rotten last change costs nothing, an earlier one is refused`()
    async throws
  {
    try await withTemporaryDirectory { path in
      do {
        let store = try await open(path)
        for batch in 0..<3 {
          _ = try await store.accept([event(batch, at: now)])
          try await store.flush(now: now)
        }
        _ = try await store.accept([event(9, at: now)])
      }
      let manifest = try #require(files(path, below: "manifest", ending: ".manifest").last)
      let bytes = try Data(contentsOf: URL(filePath: manifest))
      let last = try #require(bytes.lastIndex { $0 != 0 })
      // The log still holds what the last change put into files.
      try flip(manifest, at: last - 20)
      let copy = path + "-copy"
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      #expect(try await count(try await open(copy)) == [4, 4])
      try flip(manifest, at: last - 20)
      try flip(manifest, at: 80)
      await #expect(throws: DiskError.self) { _ = try await open(path) }
      #expect(files(path, below: "parts", ending: ".parquet").count == 3)
      try flip(manifest, at: 80)
      #expect(try await count(try await open(path)) == [4, 4])
    }
  }
}
