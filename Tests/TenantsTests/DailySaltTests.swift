import Events
import Testing

@testable import Tenants

/// I15: what a visitor without an id is told by, for a day.
@Suite struct DailySaltTests {
  private let day = CalendarDay("2026-11-23")!
  private let next = CalendarDay("2026-11-24")!

  @Test func `I15: a day has one salt, also after a restart, and the next day another`()
    async throws
  {
    try await withFolder { folder in
      let reopen = { try Bench(folder: folder).open() }
      let store = try reopen()
      let first = try await store.dailySalt(day)
      #expect(try await store.dailySalt(day) == first)
      let again = try reopen()
      #expect(try await again.dailySalt(day) == first)
      #expect(try await again.dailySalt(next) != first)
      // What was overwritten is gone: the same day asked again has no memory of it.
      #expect(try await again.dailySalt(day) != first)
    }
  }

  @Test func `I15: the salt of a day that is over is destroyed, today's is not`() async throws {
    try await withFolder { folder in
      let reopen = { try Bench(folder: folder).open() }
      let store = try reopen()
      let first = try await store.dailySalt(day)
      try await store.forgetSalt(before: day)
      #expect(try await store.dailySalt(day) == first)
      try await store.forgetSalt(before: next)
      try await store.forgetSalt(before: next)
      #expect(try store.salt.file.load() == nil)
      #expect(try DurableFile(path: store.salt.file.previousPath).load() == nil)
      #expect(try await store.dailySalt(day) != first)
    }
  }

  @Test func `I15: project, network and browser tell visitors apart, and nothing else does`()
    async throws
  {
    try await withFolder { folder in
      let reopen = { try Bench(folder: folder).open() }
      let salt = try await reopen().dailySalt(day)
      let project = UUIDValue.random()
      func visitor(_ project: UUIDValue, _ network: String, _ agent: String) -> String {
        salt.visitor(project: project, network: network, userAgent: agent)
      }
      let one = visitor(project, "192.0.2", "Firefox")
      #expect(visitor(project, "192.0.2", "Firefox") == one)
      let others = [
        visitor(.random(), "192.0.2", "Firefox"), visitor(project, "192.0.3", "Firefox"),
        visitor(project, "192.0.2", "Chrome"), visitor(project, "192.0", "2Firefox"),
      ]
      #expect(Set(others + [one]).count == 5)
      #expect(one.hasPrefix("daily-") && one.count == 38)
    }
  }
}
