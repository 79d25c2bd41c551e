import Events
import HTTPTypes
import IAFAServer
import Testing

/// `/analytics/funnel`: what may be asked, and how the options change the numbers.
@Suite struct ReportTests {
  @Test func `Without dates it is the last thirty days of the project's zone`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let zurich = try await ada.createProject(["timezone": "Europe/Zurich"])
      let answer = try await zurich.funnel(["a"])
      #expect(answer["/date_range/start"] == "2026-10-25")
      #expect(answer["/date_range/end"] == "2026-11-23")
      #expect(answer["/name"] == "")
      #expect(answer["/funnel_id"].isNull)
      #expect(answer["/stages/0/users"] == 0)
      #expect(answer["/stages/0/conversion_rate"] == 0)
      #expect(answer["/stages/0/conversion_interval"].isNull)
      #expect(answer["/time_to_convert/median_seconds"].isNull)
    }
  }

  /// The clocks of Zurich went back on 25 October 2026: that day had 25 hours.
  @Test func `A day is a day of the zone, also where the clocks change`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject(["timezone": "Europe/Zurich"])
      let times = [
        "2026-10-24T21:59:59.999999Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59.999999Z",
        "2026-10-25T23:00:00Z",
      ]
      let events = times.enumerated().map { place, time -> JSON in
        ["event_type": "a", "user_id": .string("u\(place)"), "timestamp": .string(time)]
      }
      #expect(try await project.batch(.array(events))["/accepted"] == 4)
      func users(_ question: JSON) async throws -> [Int] {
        try await project.funnel(["a"], [:], question).users
      }
      let day: JSON = ["start_date": "2026-10-25", "end_date": "2026-10-25"]
      #expect(try await users(day) == [2])
      #expect(try await users(["start_date": "2026-10-24", "end_date": "2026-10-25"]) == [3])
      let inTokyo: JSON = [
        "start_date": "2026-10-25", "end_date": "2026-10-25", "timezone": "Asia/Tokyo",
      ]
      #expect(try await users(inTokyo) == [2])
      // Instants are half-open.
      #expect(
        try await users([
          "start_date": "2026-10-25T00:00:00+02:00", "end_date": "2026-10-26T00:00:00+01:00",
        ]) == [2])
      #expect(
        try await users([
          "start_date": "2026-10-24T21:59:59.999999Z", "end_date": "2026-10-25T22:59:59.999999Z",
        ]) == [2])
    }
  }

  @Test func `range=entry lets a completion come later, range=all does not`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("u1 view 0", "u1 buy 100")
      let until: JSON = [
        "start_date": "2026-11-23T09:00:00Z", "end_date": "2026-11-23T09:01:00Z",
      ]
      func users(_ definition: JSON, _ range: String? = nil) async throws -> [Int] {
        let more = range.map { [JSONMember("range", .string($0))] } ?? []
        return try await project.funnel(
          ["view", "buy"], definition, .object((until.members ?? []) + more)
        ).users
      }
      #expect(try await users(["window_seconds": 100]) == [1, 1])
      #expect(try await users(["window_seconds": 99.999999]) == [1, 0])
      #expect(try await users(["window_seconds": 100], "all") == [1, 0])
      #expect(try await users([:]) == [1, 0])
      #expect(try await users([:], "entry") == [1, 1])
    }
  }

  @Test func `Who still has time waits; once the window is over they have dropped`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("u1 view 3300", "u2 view 0", "u3 view 3300", "u3 buy 3400")
      let window: JSON = ["window_seconds": 600]
      func second() async throws -> [JSON] {
        let report = try await project.funnel(["view", "buy"], window)
        return ["users", "dropped_users", "waiting_users"].map { report["/stages/1/\($0)"] }
      }
      #expect(try await second() == [1, 1, 1])
      site.time.advance(seconds: 300)
      #expect(try await second() == [1, 2, 0])
      // Seen from before, nothing of this had happened yet.
      let before = try await project.funnel(
        ["view", "buy"], window, ["as_of": "2026-11-23T09:56:00Z"])
      #expect(before["/as_of"] == "2026-11-23T09:56:00Z")
      #expect(before.users == [3, 0])
      #expect(before["/stages/1/waiting_users"] == 2)
    }
  }

  @Test func `where removes events before the funnel looks; include=counts leaves times out`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let events = [("u1", "pro"), ("u2", "free")].flatMap { user, plan in
        ["view", "buy"].map { type -> JSON in
          [
            "event_type": .string(type), "user_id": .string(user),
            "properties": ["plan": .string(plan)],
          ]
        }
      }
      #expect(try await project.batch(.array(events))["/accepted"] == 4)
      let pro: JSON = [["property": "plan", "op": "eq", "value": "pro"]]
      let answer = try await project.funnel(
        ["view", "buy"], [:], ["where": pro, "include": "counts"])
      #expect(answer.users == [1, 1])
      #expect(answer.json["time_to_convert"] == nil)
      #expect(answer["/stages/1"]["time_from_previous"] == nil)

      let saved = try await project.owner.post(
        "/funnels",
        [
          "project_id": .string(project.id), "name": "F",
          "stages": [["name": "v", "event": "view"], ["name": "b", "event": "buy"]],
        ])
      let id = try #require(saved["/id"].text)
      let encoded = "%5B%7B%22property%22:%22plan%22,%22op%22:%22neq%22,%22value%22:%22pro%22%7D%5D"
      let got = try await project.owner.get(
        "/analytics/funnel/\(id)?where=\(encoded)&include=counts&range=all&timezone=UTC"
          + "&start_date=2026-11-23&end_date=2026-11-23&as_of=2026-11-23T11:00:00%2B00:00")
      #expect(got.status == 200)
      #expect(got.users == [1, 1])
      let bad = try await project.owner.get("/analytics/funnel/\(id)?where=%7B")
      #expect(bad.status == 422)
      #expect(bad.faults == ["/where malformed"])
      let wrong = try await project.owner.get(
        "/analytics/funnel/\(id)?where=%5B%7B%22property%22:%22a%22%7D%5D&limit=3")
      #expect(wrong.status == 422)
      #expect(wrong.faults == ["/limit unknown"])
      let op = try await project.owner.get(
        "/analytics/funnel/\(id)?where=%5B%7B%22property%22:%22a%22%7D%5D")
      #expect(op.faults == ["/where/0/op required"])
    }
  }

  @Test func `Every bad option is named at once`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let answer = try await project.funnel(
        ["a"], [:],
        ["timezone": "Mars/Olympus", "range": "some", "as_of": "now", "include": "most"])
      #expect(answer.status == 422)
      #expect(
        answer.faults == [
          "/timezone unknown_zone", "/range unknown_value", "/as_of invalid_instant",
          "/include unknown_value",
        ])
      let dates = try await project.funnel(
        ["a"], [:], ["start_date": "2026-13-01", "end_date": "today", "range": "some"])
      #expect(
        dates.faults == [
          "/range unknown_value", "/end_date invalid_date", "/start_date invalid_date",
        ])
      let reversed = try await project.funnel(
        ["a"], [:], ["start_date": "2026-11-02", "end_date": "2026-10-31"])
      #expect(reversed.faults == ["/start_date after_end"])
      let types = try await project.funnel(["a"], [:], ["as_of": 7, "start_date": true])
      #expect(types.faults.sorted() == ["/as_of not_text", "/start_date not_text"])
    }
  }

  @Test func `A body without a definition, with a typo or a bad definition`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let project = try await ada.createProject()
      let path = "/analytics/funnel"
      let none = try await ada.post(path, ["project_id": .string(project.id), "defn": [:]])
      #expect(none.faults == ["/defn unknown", "/definition required"])
      let bad = try await project.ask(["stages": [["name": "a"]], "colour": "red"])
      #expect(
        bad.faults.sorted() == [
          "/definition/colour unknown", "/definition/stages/0/event required",
        ])
      let nowhere = try await ada.post(
        path, ["definition": ["stages": [["name": "a", "event": "a"]]]])
      #expect(nowhere.faults == ["/project_id required"])
      let typo = try await project.funnel(["a"], [:], ["timezon": "UTC"])
      #expect(typo.faults == ["/timezon unknown"])
    }
  }

  @Test func `Too many events of one person at one instant are refused by name`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let events = (0..<65).map { _ -> JSON in
        ["event_type": "a", "user_id": "u", "timestamp": "2026-11-23T09:00:00Z"]
      }
      #expect(try await project.batch(.array(events))["/accepted"] == 65)
      let answer = try await project.funnel(["a", "b"])
      #expect(answer.status == 422)
      #expect(answer["/code"] == "too_many_events_at_one_instant")
      #expect(answer["/detail"].text?.contains("65 events") == true)
    }
  }

  @Test func `Numbers stay the same when events move to Parquet, and merges act on old files`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("u1 view 0", "u1 buy 9", "u2 view 1", "a view -90000", "b buy -89000")
      let before = try await project.funnel(["view", "buy"])
      #expect(before.users == [3, 1])
      #expect(before["/meta/files_read"] == 0)
      _ = try await site.iafa.perform(["command": "compact"]) { _ in }
      let after = try await project.funnel(["view", "buy"])
      #expect(after["/stages"] == before["/stages"])
      #expect(after["/meta/files_read"] == 2)
      #expect(try await project.identify(["anonymous_id": "a", "user_id": "b"]).status == 200)
      #expect(try await project.funnel(["view", "buy"]).users == [3, 2])
    }
  }
}
