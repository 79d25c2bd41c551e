import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import IAFAServer

/// What machines ask, and where a request came from.
@Suite struct HealthTests {
  @Test func `It is up, ready, and counts what waits and what is stored`() async throws {
    try await withSite { site in
      #expect(try await site.send(.get, "/health").json == ["status": "ok"])
      #expect(try await site.send(.get, "/ready").json == ["status": "ready"])
      let project = try await site.register().createProject()
      try await project.send("u1 a 0", "u1 b 1", "u2 a -100000")
      let before = try await site.send(.get, "/metrics")
      #expect(before.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
      #expect(before.text.contains("# TYPE iafa_unflushed_events gauge\niafa_unflushed_events 3\n"))
      #expect(before.text.contains("\niafa_stored_events 0\n"))
      _ = try await site.iafa.perform(["command": "compact"]) { _ in }
      let after = try await site.send(.get, "/metrics").text
      #expect(after.contains("\niafa_unflushed_events 0\n"))
      #expect(after.contains("\niafa_stored_events 3\n"))
      #expect(after.contains("\niafa_wal_torn_bytes 0\n"))
    }
  }

  @Test func `Over a socket: a preflight, an answer, an error`() async throws {
    try await withSite(over: .live) { site in
      #expect(try await site.send(.get, "/health").status == 200)
      let project = try await site.register().createProject()
      try await project.send("u1 a 0", "u1 b 1")
      #expect(try await project.funnel(["a", "b"]).users == [1, 1])
      #expect(try await site.send(.get, "/api/v1/auth/me").status == 401)
      #expect(try await site.send(.post, "/api/v1/nowhere", [:] as JSON).status == 404)
    }
  }

  @Test func `The client is the right-most hop that is no proxy of ours`() throws {
    let addresses = ClientAddress(trustedProxies: ["10.0.0.1", "10.0.0.2"])
    func client(_ peer: String?, _ forwarded: String?) throws -> String {
      var headers: HTTPFields = [:]
      headers[.xForwardedFor] = forwarded
      let request = Request(
        head: .init(
          method: .get, scheme: "http", authority: "localhost", path: "/", headerFields: headers),
        body: .init(buffer: ByteBuffer()))
      let remote = try peer.map { try SocketAddress(ipAddress: $0, port: 1) }
      return addresses.client(of: request, remote)
    }
    #expect(try client("10.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.2") == "203.0.113.7")
    #expect(try client("203.0.113.9", "203.0.113.7") == "203.0.113.9")
    #expect(try client("10.0.0.1", nil) == "10.0.0.1")
    #expect(try client("10.0.0.1", "10.0.0.2") == "10.0.0.1")
    #expect(try client(nil, "203.0.113.7") == "")
  }

  @Test func `A second owner of a data directory is refused and told who holds it`()
    async throws
  {
    try await withSite { site in
      let refusal = await #expect(throws: (any Error).self) {
        _ = try await IAFA.open(serverConfiguration(site.folder), now: { site.time.now })
      }
      let error = try #require(refusal)
      #expect("\(error)".contains("process \(getpid())"))
    }
  }
}
