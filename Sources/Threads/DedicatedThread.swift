internal import Foundation
import NIOConcurrencyHelpers

/// A serial executor with one thread of its own: the place where blocking is allowed.
///
/// Actors that wait for a disk or run queries live here, so that the cooperative pool never
/// blocks. Jobs run in the order in which they were enqueued. The thread ends with the executor.
package final class DedicatedThread: SerialExecutor {
  private let queue = JobQueue()

  package init(name: String) {
    let queue = queue
    let thread = Thread {
      while let next = queue.next() {
        unsafe next.job.runSynchronously(on: next.executor)
      }
    }
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }

  deinit { queue.close() }

  package func enqueue(_ job: consuming ExecutorJob) {
    unsafe queue.add(UnownedJob(job), asUnownedSerialExecutor())
  }
}

/// Jobs that wait for the thread.
private final class JobQueue: Sendable {
  @safe struct Entry {
    var job: UnownedJob
    var executor: UnownedSerialExecutor
  }

  private struct State {
    var waiting: [Entry] = []
    var head = 0
    var isClosed = false
  }

  private let state = NIOLockedValueBox(State())
  private let available = DispatchSemaphore(value: 0)

  func add(_ job: UnownedJob, _ executor: UnownedSerialExecutor) {
    let entry = unsafe Entry(job: job, executor: executor)
    state.withLockedValue { $0.waiting.append(entry) }
    available.signal()
  }

  func close() {
    state.withLockedValue { $0.isClosed = true }
    available.signal()
  }

  /// Waits for a job; nil when the queue is closed and empty.
  func next() -> Entry? {
    available.wait()
    return state.withLockedValue { state in
      guard state.head < state.waiting.count else { return nil }
      let entry = state.waiting[state.head]
      state.head += 1
      if state.head == state.waiting.count {
        state.waiting.removeAll(keepingCapacity: true)
        state.head = 0
      }
      return entry
    }
  }
}
