import Dispatch
import NIOConcurrencyHelpers

/// The few threads on which passwords are hashed, so that sign-ins wait for each other and
/// nothing else waits for them.
///
/// Each is a serial queue, because only those get threads of their own on Linux: the concurrent
/// global queue shares its threads, one a core, with all asynchronous functions.
final class PasswordPool: Sendable {
  private typealias Job = @Sendable () -> Void

  private struct State {
    var idle: [DispatchQueue]
    var waiting: [Job] = []
  }

  private let capacity: Int
  private let state: NIOLockedValueBox<State>

  init(threads: Int, capacity: Int) {
    self.capacity = capacity
    state = NIOLockedValueBox(
      State(idle: (0..<threads).map { DispatchQueue(label: "iafa.passwords.\($0)") }))
  }

  /// The result of `work`, which may block; throws `busy` at once where the queue is full.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable () -> Value
  ) async throws(TenantError) -> Value {
    let value: Value? = await withCheckedContinuation { continuation in
      let accepted = submit { continuation.resume(returning: work()) }
      if !accepted { continuation.resume(returning: nil) }
    }
    guard let value else { throw .busy(retryAfterSeconds: 5) }
    return value
  }

  private func submit(_ job: @escaping Job) -> Bool {
    enum Place { case runs(DispatchQueue), waits, refused }
    let place = state.withLockedValue { state in
      if let queue = state.idle.popLast() { return Place.runs(queue) }
      guard state.waiting.count < capacity else { return .refused }
      state.waiting.append(job)
      return .waits
    }
    switch place {
    case .runs(let queue): queue.async { self.work(off: job, on: queue) }
    case .waits: break
    case .refused: return false
    }
    return true
  }

  /// Runs a job, and those that waited meanwhile.
  private func work(off first: @escaping Job, on queue: DispatchQueue) {
    var next: Job? = first
    while let job = next {
      job()
      next = state.withLockedValue { state in
        guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
        state.idle.append(queue)
        return nil
      }
    }
  }
}
