import DuckDB
import Events
import Foundation
import Synchronization
import Testing

@testable import Reports

/// Connections that are shared out, and who waits for them.
@Suite struct QueryLanesTests {
  /// Work that holds its lane until it is let go.
  private final class Hold: Sendable {
    private let gate = DispatchSemaphore(value: 0)
    private let begun = Atomic(0)

    func take(
      _ lanes: QueryLanes, for organization: UUIDValue = UUIDValue(bits: 1)
    ) -> Task<Void, any Error> {
      Task {
        try await lanes.run(for: organization) { _ in
          begun.add(1, ordering: .relaxed)
          gate.wait()
        }
      }
    }

    /// Waits until that many have a lane.
    func hasBegun(_ count: Int) async throws {
      for _ in 0..<2000 where begun.load(ordering: .relaxed) < count {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(begun.load(ordering: .relaxed) == count)
    }

    func letGo() { gate.signal() }
  }

  /// In which order organisations get their lanes.
  private final class Order: Sendable {
    private let organizations = Mutex<[UInt128]>([])

    func ask(_ lanes: QueryLanes, for organization: UInt128) -> Task<Void, any Error> {
      Task {
        try await lanes.run(for: UUIDValue(bits: organization)) { _ in
          organizations.withLock { $0.append(organization) }
        }
      }
    }

    var seen: [UInt128] { organizations.withLock { $0 } }
  }

  private func lanes(
    _ count: Int, maximumWaiting: Int, each: Int = 20
  ) async throws -> QueryLanes {
    let database = try await Database(.init(memoryLimit: 64 << 20, threads: 1, directory: nil))
    return try QueryLanes(
      database, count: count, maximumWaiting: maximumWaiting, maximumWaitingEach: each)
  }

  private func answer(_ lanes: QueryLanes) async throws -> Int64? {
    try await lanes.run(for: UUIDValue(bits: 1)) { session in try session.integer("SELECT 42") }
  }

  @Test func `As many run at once as there are lanes, and the next is told that it is busy`()
    async throws
  {
    let lanes = try await lanes(2, maximumWaiting: 0)
    let hold = Hold()
    let tasks = [hold.take(lanes), hold.take(lanes)]
    try await hold.hasBegun(2)
    await #expect(throws: ReportError.busy) { _ = try await answer(lanes) }
    hold.letGo()
    hold.letGo()
    for task in tasks { try await task.value }
    let last = try await answer(lanes)
    #expect(last == 42)
  }

  @Test func `Who waits gets the lane that becomes free, one after the other`() async throws {
    let lanes = try await lanes(1, maximumWaiting: 20)
    let hold = Hold()
    let first = hold.take(lanes)
    try await hold.hasBegun(1)
    let waiting = (0..<10).map { _ in Task { try await answer(lanes) } }
    hold.letGo()
    try await first.value
    for task in waiting { #expect(try await task.value == 42) }
  }

  @Test func `Organisations take turns, however much one of them asks`() async throws {
    let lanes = try await lanes(1, maximumWaiting: 20, each: 8)
    let hold = Hold()
    let first = hold.take(lanes)
    try await hold.hasBegun(1)
    let order = Order()
    var tasks: [Task<Void, any Error>] = []
    for organization: UInt128 in [7, 7, 7, 7, 7, 7, 7, 7, 9, 9] {
      tasks.append(order.ask(lanes, for: organization))
      // One after the other into the queue.
      try await Task.sleep(for: .milliseconds(5))
    }
    // The eight of one organisation are all it may have waiting; another still gets in.
    await #expect(throws: ReportError.busy) {
      try await lanes.run(for: UUIDValue(bits: 7)) { _ in }
    }
    hold.letGo()
    try await first.value
    for task in tasks { try await task.value }
    #expect(order.seen == [7, 9, 7, 9, 7, 7, 7, 7, 7, 7])
  }

  @Test func `Who goes away while it waits takes no lane with it`() async throws {
    let lanes = try await lanes(1, maximumWaiting: 20)
    let hold = Hold()
    let first = hold.take(lanes)
    try await hold.hasBegun(1)
    let waiting = (0..<5).map { _ in Task { try await answer(lanes) } }
    try await Task.sleep(for: .milliseconds(20))
    for task in waiting { task.cancel() }
    for task in waiting {
      await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
    hold.letGo()
    try await first.value
    let last = try await answer(lanes)
    #expect(last == 42)
  }

  @Test func `A failure and a query that is stopped give their lane back`() async throws {
    let lanes = try await lanes(1, maximumWaiting: 20)
    await #expect(throws: DuckDBError.self) {
      try await lanes.run(for: UUIDValue(bits: 1)) { session in
        try session.execute("SELECT nothing FROM nowhere")
      }
    }
    let long = Task {
      try await lanes.run(for: UUIDValue(bits: 1)) { session in
        try session.integer("SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(1000000) b(i)")
      }
    }
    try await Task.sleep(for: .milliseconds(50))
    long.cancel()
    await #expect(throws: (any Error).self) { _ = try await long.value }
    let last = try await answer(lanes)
    #expect(last == 42)
  }
}
