internal import DuckDB

/// A fixed number of connections; who finds none free waits, and who finds too many waiting is
/// sent away.
actor QueryLanes {
  private var free: [Connection]
  private var waiting: [(id: UInt64, continuation: CheckedContinuation<Connection?, Never>)] = []
  private var nextID: UInt64 = 0
  private let maximumWaiting: Int

  init(_ database: Database, count: Int, maximumWaiting: Int) throws(DuckDBError) {
    var connections: [Connection] = []
    for _ in 0..<count { connections.append(try database.connect()) }
    free = connections
    self.maximumWaiting = maximumWaiting
  }

  /// Runs `work` on a free connection's thread; the query stops when the task is cancelled.
  nonisolated func run<Result: Sendable>(
    _ work: @Sendable (Session) throws -> Result
  ) async throws -> Result {
    let connection = try await take()
    do {
      let result = try await connection.run(work)
      await giveBack(connection)
      return result
    } catch {
      await giveBack(connection)
      throw error
    }
  }

  private func take() async throws -> Connection {
    if let connection = free.popLast() { return connection }
    guard waiting.count < maximumWaiting else { throw ReportError.busy }
    let id = nextID
    nextID += 1
    let connection = await withTaskCancellationHandler {
      await wait(id)
    } onCancel: {
      Task { await self.leave(id) }  // The handler is synchronous; the queue is the actor's.
    }
    guard let connection else { throw CancellationError() }
    return connection
  }

  private func wait(_ id: UInt64) async -> Connection? {
    if Task.isCancelled { return nil }
    if let connection = free.popLast() { return connection }
    return await withCheckedContinuation { waiting.append((id, $0)) }
  }

  /// A waiting caller went away.
  private func leave(_ id: UInt64) {
    guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
    waiting.remove(at: place).continuation.resume(returning: nil)
  }

  private func giveBack(_ connection: Connection) {
    if waiting.isEmpty {
      free.append(connection)
    } else {
      waiting.removeFirst().continuation.resume(returning: connection)
    }
  }
}
