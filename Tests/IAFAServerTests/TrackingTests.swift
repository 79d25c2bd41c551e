import Events
import HTTPTypes
import HummingbirdTesting
import Testing

/// `/track` and `/identify`: one at a time.
@Suite struct TrackingTests {
  private static let event: JSON = ["event_type": "view", "user_id": "u1"]

  @Test func `The key is taken from its header, a bearer token or the body`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let key = project.key
      for headers in [[.init("X-API-Key")!: key], [.authorization: "Bearer \(key)"]] as [HTTPFields]
      {
        let answer = try await site.send(.post, "/api/v1/track", Self.event, headers: headers)
        #expect(answer.status == 200)
        #expect(answer["/accepted"] == 1)
        #expect(answer["/id"].text.flatMap(EventID.init) != nil)
      }
      let inBody: JSON = ["event_type": "view", "user_id": "u1", "api_key": .string(key)]
      #expect(try await site.send(.post, "/api/v1/track", inBody).status == 200)
      let batch: JSON = ["api_key": .string(key), "events": [Self.event]]
      #expect(try await site.send(.post, "/api/v1/track/batch", batch)["/accepted"] == 1)

      let missing = try await site.send(.post, "/api/v1/track", Self.event)
      #expect(missing.status == 401)
      #expect(missing["/code"] == "key_missing")
      let unknown = try await site.send(
        .post, "/api/v1/track", Self.event, headers: [.authorization: "Bearer pk_unknown"])
      #expect(unknown.status == 401)
      #expect(unknown["/code"] == "key_unknown")
      #expect(try await project.funnel(["view"])["/meta/events_scanned"] == 4)
    }
  }

  @Test func `The same id counts once, however often it is sent`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let event: JSON = [
        "id": "3f1c0a52-7a0e-4b9e-9e0b-0d5d5a3c9b11", "event_type": "view", "user_id": "u1",
      ]
      let first = try await project.track(event)
      #expect(first["/accepted"] == 1)
      #expect(first["/duplicates"] == 0)
      #expect(first["/id"] == "3f1c0a52-7a0e-4b9e-9e0b-0d5d5a3c9b11")
      let second = try await project.track(event)
      #expect(second.status == 200)
      #expect(second["/accepted"] == 0)
      #expect(second["/duplicates"] == 1)
      #expect(try await project.batch([event, event, Self.event])["/duplicates"] == 2)
      #expect(try await project.funnel(["view"])["/meta/events_scanned"] == 2)
    }
  }

  @Test func `All faults of an event are named at once, with where they are`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject(["retention_days": 90])
      let answer = try await project.track([
        "id": "no uuid", "event_type": "", "user_id": 7, "properties": [1],
        "timestamp": "yesterday",
      ])
      #expect(answer.status == 422)
      #expect(
        answer.faults.sorted() == [
          "/event_type empty", "/id invalid_uuid", "/properties not_an_object",
          "/timestamp invalid_instant", "/user_id not_text",
        ])
      let late = try await project.track(
        ["event_type": "view", "user_id": "u", "timestamp": "2026-11-24T10:00:01Z"])
      #expect(late.faults == ["/timestamp in_the_future"])
      let old = try await project.track(
        ["event_type": "view", "user_id": "u", "timestamp": "2026-08-25T09:59:59Z"])
      #expect(old.faults == ["/timestamp too_old"])
      let broken = try await project.batch(Array("{".utf8))
      #expect(broken.status == 400)
      #expect(broken.headers[.contentType] == "application/problem+json; charset=utf-8")
      #expect(broken["/type"] == "urn:iafa:problem:malformed")
      #expect(broken["/status"] == 400)
    }
  }

  @Test func `sent_at corrects a clock that is wrong by years`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      // The client believes that it is 2019; view and buy were sent five seconds apart.
      let answer = try await project.batch([
        "sent_at": "2019-01-01T00:00:00Z",
        "events": [
          ["event_type": "view", "user_id": "u", "timestamp": "2018-12-31T23:59:50Z"],
          ["event_type": "buy", "user_id": "u", "timestamp": "2018-12-31T23:59:55Z"],
        ],
      ])
      #expect(answer["/accepted"] == 2)
      let report = try await project.funnel(["view", "buy"])
      #expect(report.users == [1, 1])
      #expect(report["/time_to_convert/average_seconds"] == 5)
      let single = try await project.track([
        "event_type": "late", "user_id": "u", "timestamp": "2019-01-01T00:00:00Z",
        "sent_at": "2019-01-01T00:00:00Z",
      ])
      #expect(single.status == 200)
      #expect(try await project.funnel(["late"]).users == [1])
      let bad = try await project.track(
        ["event_type": "view", "user_id": "u", "sent_at": "just now"])
      #expect(bad.status == 422)
      #expect(bad.faults == ["/sent_at invalid_instant"])
    }
  }

  @Test func `identify makes two ids one person at once, past events included`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      try await project.send("anonymous-7 view 0", "ada buy 5", "bob view 1")
      #expect(try await project.funnel(["view", "buy"]).users == [2, 0])
      let answer = try await project.identify([
        "anonymous_id": "anonymous-7", "user_id": "ada", "traits": ["plan": "pro"],
      ])
      #expect(answer.status == 200)
      #expect(answer["/status"] == "ok")
      #expect(try await project.funnel(["view", "buy"]).users == [2, 1])
      let pro: JSON = [
        "stages": [
          [
            "name": "View", "event": "view",
            "filters": [["property": "plan", "op": "eq", "value": "pro", "scope": "user"]],
          ]
        ]
      ]
      #expect(try await project.ask(pro).users == [1])
      // In a batch it is an entry like another.
      let batch = try await project.batch([
        ["type": "identify", "anonymous_id": "bob", "user_id": "ada"]
      ])
      #expect(batch["/accepted"] == 1)
      #expect(try await project.funnel(["view", "buy"]).users == [1, 1])
    }
  }

  @Test(arguments: ["null", "undefined", " Anonymous ", "0", "[object Object]", ""])
  func `A placeholder is no person`(id: String) async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let answer = try await project.identify(["anonymous_id": .string(id), "user_id": "ada"])
      #expect(answer.status == 422)
      #expect(answer["/errors/0/pointer"] == "/anonymous_id")
      #expect(try await project.identify(["user_id": .string(id)]).status == 422)
    }
  }

  @Test func `I15: visitors without an id are told apart by network and browser, for a day`()
    async throws
  {
    try await withFolder { folder in
      let time = ManualTime("2026-11-23T23:59:30Z")
      let settings = ["TRUSTED_PROXIES": "127.0.0.1"]
      try await withSite(at: folder, settings, time: time, over: .live) { site in
        let project = try await site.register().createProject()
        func visit(_ type: JSON, from address: String, _ agent: String) async throws {
          let answer = try await project.track(
            ["event_type": type, "user_id": "$daily"],
            [.init("X-Forwarded-For")!: address, .userAgent: agent])
          #expect(answer.status == 200, "\(answer.text)")
        }
        try await visit("view", from: "192.0.2.1", "Firefox")
        try await visit("buy", from: "192.0.2.99", "Firefox")
        try await visit("buy", from: "192.0.2.1", "Chrome")
        try await visit("buy", from: "198.51.100.1", "Firefox")
        #expect(try await project.funnel(["view", "buy"]).users == [1, 1])
        #expect(try await project.funnel(["buy"]).users == [3])
        time.advance(seconds: 60)
        try await visit("buy", from: "192.0.2.1", "Firefox")
        let next = try await project.funnel(["buy"])
        #expect(next.users == [4], "\(next.text)")
      }
    }
  }

  @Test(arguments: [
    (["192.0.2.17", "192.0.2.200", "::ffff:192.0.2.1"], 1), (["192.0.2.17", "192.0.3.17"], 2),
    (["2001:db8:1:2::3", "2001:db8:1:9::3", "2001:db8:1:2:3:4:5:6"], 1),
    (["2001:db8:1::3", "2001:db8:2::3", "2001:db8::3", "::1", "::2:3:4:5:6:7"], 5),
    (["::1", "::2", "0:0:0:1::"], 1),
  ])
  func `I15: an address is cut to its network`(addresses: [String], visitors: Int) async throws {
    try await withSite(["TRUSTED_PROXIES": "127.0.0.1"], over: .live) { site in
      let project = try await site.register().createProject()
      for address in addresses {
        let answer = try await project.track(
          ["event_type": "view", "user_id": "$daily"],
          [.init("X-Forwarded-For")!: address, .userAgent: "Firefox"])
        #expect(answer.status == 200, "\(answer.text)")
      }
      #expect(try await project.funnel(["view"]).users == [visitors])
    }
  }
}
