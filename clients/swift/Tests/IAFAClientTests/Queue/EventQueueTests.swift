internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct EventQueueTests {
  private let folder = TemporaryFolder()

  private func queue(events: Int = 10_000, bytes: Int = 64 << 20) throws -> EventQueue {
    try EventQueue(
      folder: folder.path, limits: EventQueue.Limits(events: events, bytes: bytes), now: { 1000 })
  }

  private func add(_ queue: EventQueue, _ text: String = "\"n\":1", id: UUID? = nil) async throws
    -> UUID
  {
    let result: Result<UUID, IAFAError> = await withCheckedContinuation { continuation in
      do throws(IAFAError) {
        try queue.add(Array(text.utf8), id: id, isTimed: true) {
          continuation.resume(returning: $0)
        }
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    return try result.get()
  }

  @Test func `Of many at once each is on disk once, at a time of its own, in the order of times`()
    async throws
  {
    let queue = try queue()
    let ids = try await withThrowingTaskGroup(of: UUID.self) { group in
      for _ in 0..<500 { group.addTask { try await add(queue) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let waiting = try #require(try await queue.oldest(most: 1000, bytes: 1 << 20))
    #expect(Set(waiting.records.map(\.id)) == ids)
    #expect(waiting.records.compactMap(\.time) == (1000..<1500).map { Int64($0) })
  }

  @Test func `An id that was given is kept`() async throws {
    let queue = try queue()
    let id = UUID()
    #expect(try await add(queue, id: id) == id)
    #expect(try await queue.oldest(most: 1, bytes: 1 << 20)?.records.first?.id == id)
  }

  @Test func `Full is said, and there is room again when something was delivered`() async throws {
    let queue = try queue(events: 3)
    for _ in 0..<3 { _ = try await add(queue) }
    let size = 3 * Frame.size(members: 5)
    await #expect(throws: IAFAError.queueFull(waitingEvents: 3, waitingBytes: size)) {
      try await add(queue)
    }
    let waiting = try #require(try await queue.oldest(most: 2, bytes: 1 << 20))
    try await queue.advance(over: waiting, 2, order: Order(), askedUntil: 0)
    for _ in 0..<2 { _ = try await add(queue) }
    await #expect(throws: IAFAError.self) { try await add(queue) }
    #expect(queue.waitingEvents == 3)
  }

  @Test func `The bound of bytes holds, over a restart too`() async throws {
    let size = Frame.size(members: 5)
    do {
      let queue = try queue(bytes: 2 * size)
      for _ in 0..<2 { _ = try await add(queue) }
      await #expect(throws: IAFAError.self) { try await add(queue) }
      await queue.close()
    }
    let queue = try queue(bytes: 2 * size + 1)
    #expect(queue.waitingEvents == 2)
    await #expect(throws: IAFAError.queueFull(waitingEvents: 2, waitingBytes: 2 * size)) {
      try await add(queue)
    }
  }

  @Test func `Times go on after a restart, though the clock was set back`() async throws {
    do {
      let queue = try EventQueue(
        folder: folder.path, limits: EventQueue.Limits(events: 9, bytes: 9999),
        now: { 9_000_000_000 })
      _ = try await add(queue)
      await queue.close()
    }
    let queue = try queue()
    _ = try await add(queue)
    let waiting = try #require(try await queue.oldest(most: 9, bytes: 9999))
    #expect(waiting.records.map(\.time) == [9_000_000_000, 9_000_000_001])
    #expect(queue.shift == 9_000_000_000 - 1000)
  }

  @Test func `A closed queue takes nothing, and its folder is free`() async throws {
    let first = try queue()
    _ = try await add(first)
    await first.close()
    await #expect(throws: IAFAError.closed) { try await add(first) }
    await #expect(throws: IAFAError.closed) { try await first.oldest(most: 1, bytes: 1) }
    #expect(try queue().waitingEvents == 1)
  }
}
