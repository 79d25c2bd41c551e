import Events
import Foundation
import Segments
import Testing

@Suite struct BackupTests {
  private let now = Instant("2026-11-23T12:00:00Z")!

  private func backup(_ store: EventStore, to target: String) async throws -> Int {
    try await store.backup(to: target, now: now, others: { _ in [] }, progress: { _ in })
  }

  @Test func `A backup under load holds everything that was acknowledged before it began`()
    async throws
  {
    try await withTemporaryDirectory { base in
      let store = try await open(base + "/data")
      let merge = Identification(
        project: project, anonymousID: "a", userID: "ada", traits: [], received: now)
      _ = try await store.accept([.identification(merge)])
      for batch in 0..<6 {
        // Three closed days and the open one.
        let day = now.advanced(bySeconds: -86_400 * Double(batch % 4))
        _ = try await store.accept((0..<50).map { event(batch * 50 + $0, at: day) })
        if batch == 3 { try await store.flushAndCompact(now: now) }
      }
      let load = Task {
        // Ends with the test: more comes in while the copy is made.
        for number in 1000..<1400 { _ = try await store.accept([event(number, at: now)]) }
      }
      #expect(try await backup(store, to: base + "/copy") >= 300)
      try await load.value
      #expect(try DataDirectory.restore(from: base + "/copy", to: base + "/new") == now)
      let restored = try await open(base + "/new")
      let counted = try await count(restored)
      #expect(counted[0] >= 300 && counted[0] == counted[1])
      #expect(try await restored.verify().findings.isEmpty)
      #expect(
        restored.identities.persons(of: project).canonical(Array("a".utf8)) == Array("ada".utf8))
      // The ids are known again, and the days are published.
      #expect(try await restored.accept([event(0, at: now)]) == [true])
      #expect(
        FileManager.default.fileExists(
          atPath: base + "/new/events/project_\(project)/2026/11/events_2026-11-22.parquet"))
      #expect(try await count(store) == [700, 700])
    }
  }

  @Test func `Who was erased is so in a backup too, in files and in identities`() async throws {
    try await withTemporaryDirectory { base in
      let store = try await open(base + "/data")
      let merge = Identification(
        project: project, anonymousID: "u7", userID: "u8", traits: [Property("k", "v")],
        received: now)
      _ = try await store.accept([.identification(merge)])
      // Fifty users of two events each, in a closed day and in the open one.
      _ = try await store.accept(
        (0..<100).map { number in
          event(number, at: now.advanced(bySeconds: number < 50 ? -86_400 : 0))
        })
      try await store.flushAndCompact(now: now)
      let receipt = try await store.erase(
        ErasureRequest(project: project, userID: "u7", now: now))
      #expect(receipt?.ids == ["u8", "u7"] && receipt?.events == 4 && receipt?.files == 2)
      #expect(try await backup(store, to: base + "/copy") == 96)
      _ = try DataDirectory.restore(from: base + "/copy", to: base + "/new")
      let restored = try await open(base + "/new")
      #expect(try await count(restored) == [96, 96])
      let persons = restored.identities.persons(of: project)
      #expect(persons.canonical(Array("u7".utf8)) == nil)
      #expect(persons.traits(of: Array("u8".utf8)).isEmpty)
      // The files still have the rows, so the ids are known again too.
      #expect(try await restored.accept([event(7, at: now)]) == [true])
      while try await restored.rewriteErased() {}
      #expect(try await count(restored) == [96, 96])
      #expect(try await restored.verify().findings.isEmpty)
    }
  }

  @Test func `A backup that is damaged, cut off or of a newer format restores nothing`()
    async throws
  {
    try await withTemporaryDirectory { base in
      let store = try await open(base + "/data")
      _ = try await store.accept((0..<50).map { event($0, at: now) })
      let copy = base + "/copy"
      _ = try await backup(store, to: copy)
      let part = try #require(
        try FileManager.default.contentsOfDirectory(atPath: copy + "/parts").first)
      let path = URL(filePath: copy + "/parts/" + part)
      let whole = try Data(contentsOf: path)
      var damaged = whole
      damaged[damaged.count / 2] ^= 1
      try damaged.write(to: path)
      let target = base + "/new"
      #expect(throws: BackupError.self) { try DataDirectory.restore(from: copy, to: target) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
      try whole.write(to: path)
      let list = URL(filePath: copy + "/backup.json")
      let text = try String(contentsOf: list, encoding: .utf8)
      try text.replacing(#""format":2"#, with: #""format":9"#)
        .write(to: list, atomically: true, encoding: .utf8)
      #expect(throws: DataDirectoryError.newerFormat(found: 9, supported: 2)) {
        try DataDirectory.restore(from: copy, to: target)
      }
      try FileManager.default.removeItem(at: list)
      #expect(throws: BackupError.self) { try DataDirectory.restore(from: copy, to: target) }
    }
  }

  @Test func `Neither a backup nor a restore writes where something is already`() async throws {
    try await withTemporaryDirectory { base in
      let store = try await open(base + "/data")
      await #expect(throws: BackupError.self) { _ = try await backup(store, to: base + "/data/x") }
      _ = try await backup(store, to: base + "/copy")
      await #expect(throws: BackupError.self) { _ = try await backup(store, to: base + "/copy") }
      #expect(throws: BackupError.self) {
        try DataDirectory.restore(from: base + "/copy", to: base + "/data")
      }
    }
  }
}
