import Events
import Foundation
import Segments
import Testing

/// `Tests/Fixtures/format-1.tar.gz` is a data directory as the program of format 1 left it when it
/// was killed: three published days of 100 events each, an open day's part of 30, and 15 events and
/// a merge in the log.
@Suite struct UpgradeTests {
  private let project = ProjectID("ccb86ad2-8bb0-475a-9074-2cccd6fa03da")!

  private func unpack(to path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/format-1.tar.gz").standardized.path
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "-xzf", fixture, "-C", path]
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
  }

  @Test func `A directory of format 1 is read whole, sealed, and marked as of this format`()
    async throws
  {
    try await withTemporaryDirectory { path in
      try unpack(to: path)
      for _ in 0..<2 {
        let store = try await open(path)
        #expect(try await count(store, project) == [345, 345])
        let persons = store.identities.persons(of: project)
        #expect(persons.canonical(Array("u1".utf8)) == Array("u0".utf8))
        #expect(persons.canonical(Array("u3".utf8)) == Array("u2".utf8))
        #expect(try await store.verify().findings.isEmpty)
        let known = Event(
          project: project, id: EventID("00000000-0000-4000-8000-000000000017")!, type: "view",
          userID: "u", time: Instant("2026-01-01T10:00:00Z")!)
        #expect(try await store.accept([.event(known)]) == [true])
      }
      let format = try String(contentsOf: URL(filePath: path + "/FORMAT"), encoding: .utf8)
      #expect(format.hasPrefix(#"{"format":2,"#))
      let store = try await open(path)
      try await store.flushAndCompact(now: Instant("2026-11-30T00:00:00Z")!)
      #expect(try await count(store, project) == [345, 345])
    }
  }
}
