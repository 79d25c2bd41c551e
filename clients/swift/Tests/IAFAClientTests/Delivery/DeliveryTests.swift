internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct DeliveryTests {
  private let folder = TemporaryFolder()
  private let server = FakeServer()
  private let notices = Locked<[IAFANotice]>([])
  /// Fails and tries again in no time.
  private static let quick = Backoff.Pace(
    first: .milliseconds(1), longest: .milliseconds(2), misconfigured: .milliseconds(1))

  private func client(
    pace: Backoff.Pace = quick, key: String = "pk_test",
    _ change: (inout IAFAOptions) -> Void = { _ in }
  ) throws -> IAFAClient {
    var options = IAFAOptions(folder: folder.url)
    options.batchInterval = .seconds(3600)
    options.batchEvents = 1_000_000
    options.onNotice = { [notices] notice in notices.with { $0.append(notice) } }
    change(&options)
    return try IAFAClient(key: key, options: options, pace: pace, transport: server.transport)
  }

  private func track(_ client: IAFAClient, _ count: Int) async throws -> [String] {
    var ids: [String] = []
    for number in 0..<count {
      let id = try await client.track("a", user: "u", properties: ["n": .integer(number)])
      ids.append(id.uuidString.lowercased())
    }
    return ids
  }

  private func flushAll(_ client: IAFAClient) async throws {
    for _ in 0..<5000 {
      if await client.flush() { return }
      try await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("never flushed")
  }

  @Test func `Everything arrives once, in order, whatever happens to requests`() async throws {
    let client = try client()
    server.setFate { number, _ in
      [.pass, .drop, .lose, .answer(Answer(status: 500)), .answer(Answer(status: 429))][number % 5]
    }
    var ids: [String] = []
    for _ in 0..<40 {
      ids += try await track(client, 7)
      await client.flush()
    }
    try await flushAll(client)
    #expect(server.order == ids)
    #expect(server.mostUnderWay == 1)
    let times = ids.compactMap { server.stored[$0] }
    #expect(times == times.sorted())
    #expect(Set(times).count == ids.count)
    // A time that was sent once is the same at each attempt.
    let sent = server.requests.flatMap { zip($0.ids, $0.times) }
    let attempts = Dictionary(grouping: sent) { $0.0 }.mapValues { Set($0.map(\.1)) }
    #expect(attempts.values.allSatisfy { $0.count == 1 })
    #expect(client.waitingEvents == 0)
    await client.close()
  }

  @Test func `A request has the key, its time, at most 500 events and 512 KiB`() async throws {
    let client = try client()
    let long = IAFAValue.string(String(repeating: "x", count: 30_000))
    for _ in 0..<60 { try await client.track("big", user: "u", properties: ["x": long]) }
    let ids = try await track(client, 1200)
    #expect(await client.flush())
    #expect(server.order.count == 1260)
    #expect(server.order.suffix(1200) == ids)
    #expect(server.requests.map(\.ids.count).max() == 500)
    #expect(server.requests.allSatisfy { $0.bytes <= 512 << 10 && $0.key == "pk_test" })
    #expect(server.requests.map(\.bytes).max() ?? 0 > 450 << 10)
    let sentAt = server.requests.map(\.sentAt)
    #expect(sentAt == sentAt.sorted())
    await client.close()
  }

  @Test func `Ten are sent at once, fewer when their time has come`() async throws {
    let client = try client {
      $0.batchEvents = 10
      $0.batchInterval = .milliseconds(300)
    }
    let began = ContinuousClock.now
    _ = try await track(client, 10)
    while server.order.count < 10, .now - began < .seconds(20) { await Task.yield() }
    let few = ContinuousClock.now
    _ = try await track(client, 3)
    while server.order.count < 13, .now - began < .seconds(20) {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(server.order.count == 13)
    #expect(ContinuousClock.now - few >= .milliseconds(300))
    await client.close()
  }

  @Test func `What is too much is halved until it passes`() async throws {
    server.setFate { _, events in events.count > 3 ? .answer(Answer(status: 413)) : .pass }
    let client = try client()
    let ids = try await track(client, 20)
    #expect(await client.flush())
    #expect(server.order == ids)
    #expect(notices.with { $0 } == [])
    await client.close()
  }

  @Test func `One that spoils its request goes alone, and is told`() async throws {
    server.setFate { _, events in
      events.contains { $0["event_type"] as? String == "evil" }
        ? .answer(Answer(status: 400)) : .pass
    }
    let client = try client()
    let before = try await track(client, 5)
    let evil = try await client.track("evil", user: "u")
    let after = try await track(client, 5)
    #expect(await client.flush())
    #expect(server.order == before + after)
    let dropped = notices.with { $0 }.compactMap { notice in
      if case .dropped(let id, let json, let faults) = notice { (id, json, faults) } else { nil }
    }
    #expect(dropped.map(\.0) == [evil])
    #expect(dropped.first?.1.contains(#""event_type":"evil""#) == true)
    #expect(dropped.first?.2.map(\.code) == ["unacceptable"])
    await client.close()
  }

  @Test func `A refused event is told with the server's words, and its neighbours are done`()
    async throws
  {
    server.setFate { number, events in
      .answer(
        Answer(
          status: 200,
          body: Data(
            """
            {"status":"ok","accepted":\(events.count - 1),"duplicates":0,"rejected":[{"index":1,\
            "errors":[{"pointer":"/timestamp","code":"too_old","message":"Too old."}]}]}
            """.utf8)))
    }
    let client = try client()
    let ids = try await track(client, 3)
    #expect(await client.flush())
    #expect(server.requests.count == 1)
    guard case .dropped(let id, _, let faults) = notices.with({ $0 }).first else {
      Issue.record("not told")
      return
    }
    #expect(id.uuidString.lowercased() == ids[1])
    #expect(faults == [IAFAFault("/timestamp", "too_old", "Too old.")])
    await client.close()
  }

  @Test func `A wrong key is told and costs nothing: the right one delivers what waits`()
    async throws
  {
    let body = Data(#"{"status":401,"detail":"There is no project with this write key."}"#.utf8)
    server.setFate { _, _ in .answer(Answer(status: 401, body: body)) }
    var ids: [String] = []
    do {
      let client = try client(pace: Backoff.Pace())
      ids = try await track(client, 3)
      #expect(await client.flush() == false)
      // The pause lasts: the server is left alone.
      #expect(await client.flush() == false)
      #expect(server.requests.count == 1)
      #expect(
        notices.with { $0 } == [
          .misconfigured(status: 401, message: "There is no project with this write key.")
        ])
      await client.close()
    }
    server.setFate { _, _ in .pass }
    let client = try client(key: "pk_right")
    #expect(client.waitingEvents == 3)
    #expect(await client.flush())
    #expect(server.order == ids)
    #expect(server.requests.last?.key == "pk_right")
    await client.close()
  }

  @Test func `What the server asks for is kept over a restart`() async throws {
    server.setFate { _, _ in .answer(Answer(status: 503, retryAfter: "60")) }
    do {
      let client = try client()
      _ = try await track(client, 1)
      #expect(await client.flush() == false)
      await client.close()
    }
    #expect(notices.with { $0.count } == 1)
    server.setFate { _, _ in .pass }
    let client = try client()
    #expect(await client.flush() == false)
    #expect(server.requests.count == 1)
    await client.close()
  }

  @Test func `A hotel's page takes nothing`() async throws {
    server.setFate { _, _ in .answer(Answer(status: 200, body: Data("<h1>Welcome</h1>".utf8))) }
    let client = try client()
    let ids = try await track(client, 2)
    #expect(await client.flush() == false)
    server.setFate { _, _ in .pass }
    try await flushAll(client)
    #expect(server.order == ids)
    await client.close()
  }

  @Test func `Flush is true when nothing waits, close gives the folder back`() async throws {
    let client = try client()
    #expect(await client.flush())
    let ids = try await track(client, 2)
    await client.close()
    #expect(server.order == ids)
    #expect(throws: IAFAError.closed) { try blocking(client) }
    await (try self.client()).close()
  }

  /// From outside of a task, where the form without `await` is the one.
  private func blocking(_ client: IAFAClient) throws { try client.track("a", user: "u") }

  @Test func `Without close, the folder is free when the client is gone`() async throws {
    for round in 0..<3 {
      let client = try await whenFree()
      #expect(client.waitingEvents == round)
      try blocking(client)
    }
    let last = try await whenFree()
    #expect(last.waitingEvents == 3)
    await last.close()
  }

  /// The folder is taken for as long as the client before is ending.
  private func whenFree() async throws -> IAFAClient {
    for _ in 0..<1000 {
      do {
        return try client()
      } catch IAFAError.folderInUse {
        try await Task.sleep(for: .milliseconds(2))
      }
    }
    return try client()
  }

  @Test func `Threads that block and tasks that wait are all served`() async throws {
    let client = try client()
    await withTaskGroup { group in
      // Counted below.
      for _ in 0..<50 { group.addTask { _ = try? await client.track("a", user: "u") } }
    }
    DispatchQueue.concurrentPerform(iterations: 50) { _ in
      do { try blocking(client) } catch { Issue.record(error) }
    }
    #expect(client.waitingEvents == 100)
    #expect(await client.flush())
    #expect(Set(server.order).count == 100)
    await client.close()
  }

  @Test func `A time of one's own is sent as it is, an id too`() async throws {
    let client = try client()
    let id = UUID()
    let time = Date(timeIntervalSince1970: 1_700_000_000.25)
    try await client.track(IAFAEvent("a", user: "u", time: time, id: id))
    try await client.identify("ada", anonymous: "u")
    #expect(await client.flush())
    #expect(server.requests.first?.times == ["2023-11-14T22:13:20.250000Z", nil])
    #expect(server.requests.first?.ids.first == id.uuidString.lowercased())
    await client.close()
  }

  @Test func `Registered properties travel with every event until they are taken away`()
    async throws
  {
    let properties = Locked<[String]>([])
    server.setFate { _, events in
      properties.with {
        $0 = events.map { event in
          (event["properties"] as? [String: String] ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        }
      }
      return .pass
    }
    let client = try client()
    client.register(["app": "1.2", "plan": "free"])
    try await client.track("a", user: "u", properties: ["plan": "pro"])
    client.register(["app": nil])
    try await client.track("a", user: "u")
    #expect(await client.flush())
    #expect(properties.with { $0 } == ["app=1.2,plan=pro", "plan=free"])
    await client.close()
  }

  @Test func `A secret key and an address that is none are refused at once`() {
    #expect(throws: IAFAError.invalidKey) { try client(key: "sk_secret") }
    let url = URL(filePath: "/nowhere")
    #expect(throws: IAFAError.invalidServer(url)) { try IAFAClient(key: "pk_a", server: url) }
  }
}
