import Events
import Foundation
import HTTPTypes
import Segments
import Tenants
import Testing

@testable import IAFAServer

/// I17: what has grown old goes, and what was deleted for good.
@Suite struct RetentionTests {
  private func published(_ site: Site) -> [String] {
    let folder = site.folder + "/events"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".parquet") }.map { $0.suffix(18).description }.sorted()
  }

  private func enforce(_ site: Site) async throws {
    // As maintenance has done by then.
    try await site.iafa.store.flushAndCompact(now: site.time.now)
    try await Retention(store: site.iafa.store, tenants: site.iafa.tenants)
      .enforce(now: site.time.now)
  }

  /// One event on each of these days of November 2026, in Parquet.
  private func fill(_ project: TrackedProject, _ site: Site, days: [Int]) async throws {
    let events = days.map { day -> JSON in
      [
        "event_type": "view", "user_id": .string("u\(day)"),
        "timestamp": .string("2026-11-\(day)T10:00:00Z"),
      ]
    }
    #expect(try await project.batch(.array(events))["/accepted"] == .number(days.count))
    try await site.iafa.store.flushAndCompact(now: site.time.now)
  }

  /// Somebody's token of now: sessions end while the tests let days pass.
  private func member(_ site: Site) async throws -> Member {
    let answer = try await site.send(
      .post, "/api/v1/auth/login",
      ["email": "ada@example.com", "password": .string(goodPassword)])
    return Member(site: site, token: try #require(answer["/access_token"].text), signIn: answer)
  }

  private func eventCount(_ project: String, _ site: Site) async throws -> Int? {
    try await member(site).get("/projects/\(project)/storage")["/events"].integer
  }

  @Test func `Days whose every event is too old leave answers and files; others stay`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let short = try await ada.createProject(["retention_days": 5])
      let endless = try await ada.createProject()
      try await fill(short, site, days: [19, 20, 22])
      try await fill(endless, site, days: [10, 20])
      // The first look of a directory deletes nothing for a day.
      site.time.advance(seconds: 3600)
      try await enforce(site)
      #expect(try await eventCount(short.id, site) == 3)
      site.time.advance(seconds: 86_400)
      // It is the 24th: the 19th is the day in which the bound lies.
      try await enforce(site)
      #expect(try await eventCount(short.id, site) == 3)
      site.time.advance(seconds: 86_400)
      try await enforce(site)
      #expect(try await eventCount(short.id, site) == 2)
      #expect(try await eventCount(endless.id, site) == 2)
      #expect(
        published(site) == [
          "2026-11-10.parquet", "2026-11-20.parquet", "2026-11-20.parquet", "2026-11-22.parquet",
        ])
      #expect(try await site.iafa.store.verify().findings.isEmpty)
    }
  }

  @Test func `What is gone is gone after a restart, too`() async throws {
    try await withFolder { folder in
      let time = ManualTime()
      let project = try await withSite(at: folder, time: time) { site in
        let project = try await site.register().createProject(["retention_days": 2])
        try await fill(project, site, days: [22, 23])
        time.advance(seconds: 2 * 86_400)
        try await enforce(site)
        // Not the project itself, which would keep the site and its lock.
        return project.id
      }
      try await withSite(at: folder, time: time) { site in
        let count = try await eventCount(project, site)
        #expect(count == 1)
        #expect(published(site) == ["2026-11-23.parquet"])
      }
    }
  }

  @Test func `A deleted project's events go after seven days, and then the project`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let gone = try await ada.createProject(["name": "Gone"])
      let kept = try await ada.createProject(["name": "Kept"])
      try await fill(gone, site, days: [20, 21])
      try await fill(kept, site, days: [20])
      #expect(try await gone.track(["event_type": "view", "user_id": "today"]).status == 200)
      #expect(try await ada.delete("/projects/\(gone.id)").status == 204)
      for _ in 0..<6 {
        site.time.advance(seconds: 86_400)
        try await enforce(site)
      }
      #expect(published(site).count == 4, "they can still be restored")
      site.time.advance(seconds: 86_400)
      try await enforce(site)
      #expect(published(site) == ["2026-11-20.parquet"])
      #expect(site.iafa.tenants.doomedProjects.isEmpty)
      let id = try #require(UUIDValue(gone.id))
      #expect(!site.iafa.store.hasFiles(of: id))
      #expect(try await eventCount(kept.id, site) == 1)
    }
  }
}
