internal import NIOConcurrencyHelpers
internal import NIOCore

/// Notices that a client has hung up, so that nobody works for an answer that nobody reads.
///
/// Hummingbird tells a handler only at the price of the connection (its
/// `consumeWithCancellationOnInboundClose`), which a page asks much over. A client that closes only
/// its half for sending counts as gone, as with nginx.
final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = Never

  private struct State {
    var isGone = false
    /// Who waits for it; on one connection one request at a time is answered.
    var waiting: AsyncStream<Void>.Continuation?
  }

  private let state = NIOLockedValueBox(State())

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelEvent, event == .inputClosed { noteGone() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    noteGone()
    context.fireChannelInactive()
  }

  private func noteGone() {
    let waiting = state.withLockedValue { state in
      state.isGone = true
      return state.waiting
    }
    waiting?.finish()
  }

  /// Returns when the client has gone, or the task is cancelled.
  func gone() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let isGone = state.withLockedValue { state in
      state.waiting = continuation
      return state.isGone
    }
    if isGone { return }
    for await _ in stream {}
  }
}

extension Call {
  /// Does what is of no use once the client has gone away; it is cancelled then.
  func whileClientWaits<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let channel = context.channel
    // Without it (a test's router alone) nobody can go away.
    guard let watch = try? await channel.pipeline.handler(type: ClientWatch.self).get() else {
      return try await work()
    }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        await watch.gone()
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let result = first else {
        throw CancellationError()
      }
      return result
    }
  }
}
