internal import Foundation
internal import NIOConcurrencyHelpers

/// A bounded queue from a thread that may block to tasks that may not.
package final class BlockingQueue: Sendable {
  private struct State: Sendable {
    var items: [Result<[String], any Error>] = []
    var isFinished = false
    var isClosed = false
    var receiver: CheckedContinuation<Void, Never>?
  }

  private let state = NIOLockedValueBox(State())
  /// Begins at zero: a semaphore that goes while it is below its first value ends the process, and
  /// this one goes with items in the queue where the receiver gave up.
  private let space = DispatchSemaphore(value: 0)

  package init(capacity: Int) { for _ in 0..<capacity { space.signal() } }

  /// Waits for space; false where nobody receives any more.
  package func send(_ item: Result<[String], any Error>) -> Bool {
    space.wait()
    let (isClosed, receiver) = state.withLockedValue { state in
      if !state.isClosed { state.items.append(item) }
      return (state.isClosed, state.receiver.take())
    }
    // The next send must not wait either.
    if isClosed { space.signal() }
    receiver?.resume()
    return !isClosed
  }

  /// Says that nothing more comes.
  package func finish() {
    state.withLockedValue { state in
      state.isFinished = true
      return state.receiver.take()
    }?.resume()
  }

  /// Says that nobody receives any more; a sender that waits goes on.
  package func close() {
    state.withLockedValue { $0.isClosed = true }
    space.signal()
  }

  /// The next item; nil at the end. One receiver at a time.
  package func receive() async throws -> [String]? {
    while true {
      let (item, isFinished) = state.withLockedValue { state in
        (state.items.isEmpty ? nil : state.items.removeFirst(), state.isFinished)
      }
      if let item {
        space.signal()
        return try item.get()
      }
      if isFinished { return nil }
      await withCheckedContinuation { continuation in
        let isReady = state.withLockedValue { state in
          if !state.items.isEmpty || state.isFinished { return true }
          state.receiver = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }
}
