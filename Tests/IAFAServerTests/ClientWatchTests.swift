import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import IAFAServer

/// Nobody works for a client that has hung up.
@Suite struct ClientWatchTests {
  private func call(_ channel: any Channel) -> Call {
    let context = CallContext(
      source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test")))
    let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
    return Call(
      request: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: context,
      principal: nil, address: "127.0.0.1")
  }

  @Test(.timeLimit(.minutes(20)))
  func `A client that closes its half ends the work, one that stays gets the answer`() async throws
  {
    let channel = NIOAsyncTestingChannel()
    try await channel.pipeline.addHandler(ClientWatch()).get()
    let call = call(channel)
    #expect(try await call.whileClientWaits { 42 } == 42)
    let work = Task {
      try await call.whileClientWaits { try await Task.sleep(for: .seconds(600)) }
    }
    try await Task.sleep(for: .milliseconds(50))
    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    await #expect(throws: CancellationError.self) { try await work.value }
    // Who is gone stays gone.
    await #expect(throws: CancellationError.self) {
      try await call.whileClientWaits { try await Task.sleep(for: .seconds(600)) }
    }
  }

  @Test(.timeLimit(.minutes(20)))
  func `A connection that breaks ends the work`() async throws {
    let channel = NIOAsyncTestingChannel()
    try await channel.pipeline.addHandler(ClientWatch()).get()
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    let call = call(channel)
    let work = Task {
      try await call.whileClientWaits { try await Task.sleep(for: .seconds(600)) }
    }
    try await Task.sleep(for: .milliseconds(50))
    try await channel.close().get()
    await #expect(throws: CancellationError.self) { try await work.value }
  }

  @Test func `Without a watch on the connection the work is simply done`() async throws {
    #expect(try await call(NIOAsyncTestingChannel()).whileClientWaits { 42 } == 42)
  }
}
