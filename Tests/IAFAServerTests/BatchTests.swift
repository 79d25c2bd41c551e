import Events
import HTTPTypes
import Testing

@testable import IAFAServer

/// `/track/batch`: forms of the body, packing, limits.
@Suite struct BatchTests {
  private static let lines = """
    {"event_type":"view","user_id":"u1"}

    {"event_type":"view","user_id":
    {"event_type":"view","user_id":"u2","user_id":"u3"}
    {"event_type":"buy","user_id":"u1"}
    """

  @Test func `NDJSON: a bad line is refused by number and sinks no neighbour`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let answer = try await project.batch(Array(Self.lines.utf8), [.contentType: "text/plain"])
      #expect(answer.status == 200)
      #expect(answer["/accepted"] == 2)
      #expect(answer["/rejected/0/index"] == 1)
      #expect(answer["/rejected/0/errors/0/code"] == "malformed")
      #expect(answer["/rejected/1/index"] == 2)
      #expect(answer["/rejected/1/errors/0/code"] == "duplicate_key")
      #expect(try await project.funnel(["view", "buy"]).users == [1, 1])
    }
  }

  @Test func `Events without a time keep the order in which they were sent`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      #expect(
        try await project.batch([
          ["event_type": "view", "user_id": "u1"], ["event_type": "buy", "user_id": "u1"],
          ["event_type": "buy", "user_id": "u2"], ["event_type": "view", "user_id": "u2"],
        ])["/accepted"] == 4)
      #expect(try await project.funnel(["view", "buy"]).users == [2, 1])
    }
  }

  @Test func `Nothing, one event and a whole refused batch`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let empty = try await project.batch([] as JSON)
      #expect(empty.status == 200)
      #expect(empty["/accepted"] == 0)
      #expect(try await project.batch(["event_type": "a", "user_id": "u"])["/accepted"] == 1)
      let refused = try await project.batch([
        ["id": "x", "event_type": "a", "user_id": "u"], 7,
      ])
      #expect(refused.status == 422)
      #expect(refused["/code"] == "all_rejected")
      #expect(refused["/rejected/0/id"] == "x")
      #expect(refused["/rejected/1/errors/0/code"] == "not_an_object")
      #expect(try await project.batch(Array("[{]".utf8)).status == 400)
      #expect(try await project.batch([] as [UInt8]).status == 400)
    }
  }

  @Test func `gzip is read with its header and without`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let packed = gzipped(Array(#"[{"event_type":"view","user_id":"u1"}]"#.utf8))
      #expect(try await project.batch(packed, [.contentEncoding: "gzip"])["/accepted"] == 1)
      #expect(try await project.batch(packed)["/accepted"] == 1)
      let holed = Array(packed[..<12] + packed[14...])
      for bytes in [Array(packed.dropLast(9)), holed] {
        let damaged = try await project.batch(bytes)
        #expect(damaged.status == 400)
        #expect(damaged["/code"] == "malformed")
      }
      let plain = try await project.batch(
        Array("[]".utf8), [.contentEncoding: "gzip"])
      #expect(plain.status == 400)
      let other = try await project.batch(Array("[]".utf8), [.contentEncoding: "br"])
      #expect(other.status == 415)
      #expect(other["/code"] == "unsupported_encoding")
    }
  }

  @Test func `A bomb, a body over the limit and too many events: 413 and nothing is stored`()
    async throws
  {
    try await withSite { site in
      let project = try await site.register().createProject()
      let spaces = [UInt8](repeating: 0x20, count: Limits.bodyBytes + 1)
      let bomb = gzipped(spaces)
      #expect(bomb.count < 20_000)
      for body in [bomb, spaces] {
        let answer = try await project.batch(body)
        #expect(answer.status == 413)
        #expect(answer["/code"] == "too_large")
      }
      let event: JSON = ["event_type": "view", "user_id": "u"]
      let many = try await project.batch(
        .array(Array(repeating: event, count: Limits.batchEvents + 1)))
      #expect(many.status == 413)
      #expect(many["/code"] == "too_many_events")
      #expect(try await project.funnel(["view"])["/meta/events_scanned"] == 0)
      let most = try await project.batch(
        .array(Array(repeating: event, count: Limits.batchEvents)))
      #expect(most["/accepted"] == .number(Limits.batchEvents))
    }
  }

  @Test func `An event over 64 KiB is refused, its neighbour taken`() async throws {
    try await withSite { site in
      let project = try await site.register().createProject()
      let long = String(repeating: "x", count: Limits.eventBytes)
      let answer = try await project.batch([
        ["event_type": "a", "user_id": "u", "properties": ["long": .string(long)]],
        ["event_type": "a", "user_id": "u"],
      ])
      #expect(answer["/accepted"] == 1)
      #expect(answer["/rejected/0/errors/0/code"] == "too_large")
    }
  }

  @Test func `Members that follow each other are one gzip stream, in pieces of any size`() throws {
    let text = Array((0..<20_000).map { "line \($0)\n" }.joined().utf8)
    let packed = gzipped(Array(text.prefix(70_001))) + gzipped(Array(text.dropFirst(70_001)))
    #expect(Gzip.isGzip(packed))
    #expect(try Gzip.decompress(packed, limit: 1 << 20).get() == text)
    for size in [1, 7, 4096] {
      var stream = GzipStream()
      var unpacked: [UInt8] = []
      for start in stride(from: 0, to: packed.count, by: size) {
        let piece = Array(packed[start..<min(start + size, packed.count)])
        try stream.feed(piece) { unpacked += $0 }
      }
      let isComplete = stream.isComplete
      #expect(isComplete)
      #expect(unpacked == text)
    }
  }
}
