internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Reports
internal import Segments
internal import ServiceLifecycle
internal import Tenants

/// Events as they come, as server-sent events (HTML Living Standard, 9.2).
struct LiveRoutes: Sendable {
  let tenants: TenantStore
  let live: LiveEvents

  /// So often something is sent, or proxies take the connection for dead.
  private static let keepAlive: Duration = .seconds(15)
  /// After 15 minutes, as long as an access token lives, the stream ends: who listens asks again,
  /// as browsers do by themselves, and is judged again.
  private static let keepAlives = 60

  func events(_ call: Call) throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let event = query.take("event")
    try query.finish()
    guard let subscription = live.subscribe(to: project.id, event: event) else {
      throw Problem(
        .serviceUnavailable, "too_many_listeners",
        "\(LiveEvents.maximumSubscribers) others listen already.", retryAfterSeconds: 30)
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
            try await unsafe client.write(Self.bytes(": listening\n\n"))
            for await item in subscription.items {
              try await unsafe client.write(
                Self.bytes(Self.text(of: item, subscription.takeDropped())))
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
  private static func keepTime(_ subscription: LiveSubscription) async throws {
    for _ in 0..<keepAlives {
      try await Task.sleep(for: keepAlive)
      guard subscription.wasTaken() else { throw ClientGone() }
      subscription.tick()
    }
  }

  private struct ClientGone: Error {}

  private static func text(of event: Event?, _ dropped: Int) -> String {
    var text = ""
    if dropped > 0 { text += "event: dropped\ndata: {\"count\":\(dropped)}\n\n" }
    if let event {
      // Compact JSON has no line break in it.
      text += "event: event\nid: \(event.id)\ndata: \(StoredEvent(event).json.jsonText)\n\n"
    } else {
      text += ": still there\n\n"
    }
    return text
  }

  private static func bytes(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }
}

extension StoredEvent {
  /// The event as it will be read from its file.
  fileprivate init(_ event: Event) {
    self.init(
      id: event.id, type: event.type, userID: event.userID, sessionID: event.sessionID,
      properties: .object(
        (event.properties ?? []).map { JSONMember($0.key, .string($0.value)) }),
      url: event.url, referrer: event.referrer, userAgent: event.userAgent, time: event.time)
  }
}
