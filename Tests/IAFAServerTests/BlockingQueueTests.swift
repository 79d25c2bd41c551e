import Foundation
import Synchronization
import Testing
import Threads

/// The queue between a thread that may block and tasks that may not.
@Suite struct BlockingQueueTests {
  private struct Failure: Error {}

  /// Runs on a thread of its own, since sending may block.
  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: body()) }.start()
    }
  }

  @Test func `Everything that is sent is received in order, then the end`() async throws {
    let queue = BlockingQueue(capacity: 2)
    async let sent = onThread {
      defer { queue.finish() }
      return (0..<1000).count { queue.send(.success(["\($0)"])) }
    }
    var received: [String] = []
    while let more = try await queue.receive() { received += more }
    #expect(received == (0..<1000).map(String.init))
    #expect(await sent == 1000)
    #expect(try await queue.receive() == nil)
  }

  @Test func `A failure comes after what was sent before it`() async throws {
    let queue = BlockingQueue(capacity: 4)
    #expect(queue.send(.success(["a"])))
    _ = queue.send(.failure(Failure()))
    #expect(try await queue.receive() == ["a"])
    await #expect(throws: Failure.self) { _ = try await queue.receive() }
  }

  private final class Count: Sendable {
    private let value = Atomic(0)
    func add() { value.add(1, ordering: .relaxed) }
    var now: Int { value.load(ordering: .relaxed) }
  }

  @Test func `The sender waits for space`() async throws {
    let queue = BlockingQueue(capacity: 1)
    let count = Count()
    async let done = onThread {
      for _ in 0..<3 {
        _ = queue.send(.success([]))
        count.add()
      }
      queue.finish()
      return true
    }
    try await Task.sleep(for: .milliseconds(50))
    #expect(count.now <= 1)
    while try await queue.receive() != nil {}
    #expect(await done)
    #expect(count.now == 3)
  }

  @Test func `Once nobody receives, no sender waits, however often it tries`() async {
    let queue = BlockingQueue(capacity: 1)
    #expect(queue.send(.success(["a"])))
    async let results = onThread { (0..<3).map { _ in queue.send(.success(["b"])) } }
    queue.close()
    #expect(await results == [false, false, false])
  }

  /// A semaphore that ends below its first value ends the process.
  @Test func `A queue may go with items in it`() {
    for _ in 0..<10 {
      let queue = BlockingQueue(capacity: 3)
      #expect(queue.send(.success(["a"])))
      #expect(queue.send(.success(["b"])))
    }
  }
}
