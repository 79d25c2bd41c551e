internal import Foundation
internal import Synchronization

/// A bounded queue from a thread that may block to tasks that may not.
package final class BlockingQueue: Sendable {
  private struct State: Sendable {
    var items: [Result<[String], any Error>] = []
    var isFinished = false
    var isClosed = false
    var receiver: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  private let space: DispatchSemaphore

  package init(capacity: Int) { space = DispatchSemaphore(value: capacity) }

  /// Waits for space; false where nobody receives any more.
  package func send(_ item: Result<[String], any Error>) -> Bool {
    space.wait()
    let receiver: CheckedContinuation<Void, Never>? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.items.append(item)
      return state.receiver.take()
    }
    receiver?.resume()
    return !state.withLock { $0.isClosed }
  }

  /// Says that nothing more comes.
  package func finish() {
    state.withLock { state in
      state.isFinished = true
      return state.receiver.take()
    }?.resume()
  }

  /// Says that nobody receives any more; a sender that waits goes on.
  package func close() {
    state.withLock { $0.isClosed = true }
    space.signal()
  }

  /// The next item; nil at the end. One receiver at a time.
  package func receive() async throws -> [String]? {
    while true {
      let (item, isFinished) = state.withLock { state in
        (state.items.isEmpty ? nil : state.items.removeFirst(), state.isFinished)
      }
      if let item {
        space.signal()
        return try item.get()
      }
      if isFinished { return nil }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.items.isEmpty || state.isFinished { return true }
          state.receiver = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }
}
