internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Segments
internal import ServiceLifecycle

/// An answer that goes on: what is heard, as server-sent events (HTML Living Standard, 9.2).
enum EventStream {
  /// So often something is sent, or proxies take the connection for dead.
  private static let keepAlive: Duration = .seconds(15)
  /// After 15 minutes, as long as an access token lives, the stream ends: who listens asks again,
  /// as browsers do by themselves, and is judged again.
  private static let keepAlives = 60

  /// Hands on what a subscription gets until the client goes.
  ///
  /// - Parameters:
  ///   - subscription: nil where enough others listen.
  ///   - begin: what is sent first, once nothing can be missed any more.
  ///   - text: what is sent for an item.
  static func response<Item>(
    _ subscription: LiveSubscription<Item>?,
    begin: @escaping @Sendable () async throws -> String = { "" },
    text: @escaping @Sendable (Item) -> String
  ) throws -> Response {
    guard let subscription else {
      throw Problem(
        .serviceUnavailable, "too_many_listeners",
        "\(LiveFeed<Item>.maximumSubscribers) others listen already.", retryAfterSeconds: 30)
    }
    let body = ResponseBody { writer in
      // Written to by the one task that listens, while this one waits for it.
      nonisolated(unsafe) var client = writer
      // Where the server stops, or the client takes nothing, this throws and the connection ends:
      // to end the answer well could take for ever.
      try await cancelWhenGracefulShutdown {
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await Self.keepTime(subscription) }
          group.addTask {
            let first = try await ": listening\n\n" + begin()
            try await unsafe client.write(ByteBuffer(string: first))
            for await item in subscription.items {
              let dropped = Self.text(ofDropped: subscription.takeDropped())
              let sent = dropped + (item.map(text) ?? ": still there\n\n")
              try await unsafe client.write(ByteBuffer(string: sent))
              subscription.hasTaken()
            }
            // What waited ends so too where this was cancelled.
            try Task.checkCancellation()
          }
          // Whichever ends first: time is over, or the client has gone.
          try await group.next()
          group.cancelAll()
        }
      }
      try await unsafe client.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream", .cacheControl: "no-store",
        // nginx collects an answer before it sends it on, unless told not to.
        .named("X-Accel-Buffering"): "no",
      ], body: body)
  }

  /// Sends the keep-alives; throws where the client takes nothing any more.
  private static func keepTime<Item>(_ subscription: LiveSubscription<Item>) async throws {
    for _ in 0..<keepAlives {
      try await Task.sleep(for: keepAlive)
      guard subscription.wasTaken() else { throw ClientGone() }
      subscription.tick()
    }
  }

  private struct ClientGone: Error {}

  private static func text(ofDropped count: Int) -> String {
    count > 0 ? "event: dropped\ndata: {\"count\":\(count)}\n\n" : ""
  }
}
