internal import DuckDB
internal import Events

/// A fixed number of connections. Who finds none free waits: organisations take turns, so that one
/// that asks much makes itself wait and nobody else; who finds too many waiting is sent away.
actor QueryLanes {
  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Connection?, Never>
  }

  private var free: [Connection]
  /// In order of arrival, by who asks.
  private var waiting: [UUIDValue: [Waiter]] = [:]
  /// Who waits, in the order in which they get their turns.
  private var turns: [UUIDValue] = []
  private var waitingCount = 0
  private var nextID: UInt64 = 0
  private let maximumWaiting: Int
  private let maximumWaitingEach: Int

  /// - Parameters:
  ///   - maximumWaiting: of all together.
  ///   - maximumWaitingEach: of one organisation.
  init(
    _ database: Database, count: Int, maximumWaiting: Int, maximumWaitingEach: Int
  ) throws(DuckDBError) {
    var connections: [Connection] = []
    for _ in 0..<count { connections.append(try database.connect()) }
    free = connections
    self.maximumWaiting = maximumWaiting
    self.maximumWaitingEach = maximumWaitingEach
  }

  /// Runs `work` on a free connection's thread; the query stops when the task is cancelled.
  nonisolated func run<Result: Sendable>(
    for organisation: UUIDValue, _ work: @Sendable (Session) throws -> Result
  ) async throws -> Result {
    let connection = try await take(for: organisation)
    do {
      let result = try await connection.run(work)
      await giveBack(connection)
      return result
    } catch {
      await giveBack(connection)
      throw error
    }
  }

  private func take(for organisation: UUIDValue) async throws -> Connection {
    if let connection = free.popLast() { return connection }
    guard waitingCount < maximumWaiting,
      waiting[organisation, default: []].count < maximumWaitingEach
    else { throw ReportError.busy }
    let id = nextID
    nextID += 1
    let connection = await withTaskCancellationHandler {
      await wait(id, organisation)
    } onCancel: {
      // The handler is synchronous; the queue is the actor's.
      Task { await self.leave(id, organisation) }
    }
    guard let connection else { throw CancellationError() }
    return connection
  }

  private func wait(_ id: UInt64, _ organisation: UUIDValue) async -> Connection? {
    if Task.isCancelled { return nil }
    if let connection = free.popLast() { return connection }
    return await withCheckedContinuation { continuation in
      if waiting[organisation] == nil { turns.append(organisation) }
      waiting[organisation, default: []].append(Waiter(id: id, continuation: continuation))
      waitingCount += 1
    }
  }

  /// A waiting caller went away.
  private func leave(_ id: UInt64, _ organisation: UUIDValue) {
    guard let place = waiting[organisation]?.firstIndex(where: { $0.id == id }) else { return }
    remove(place, of: organisation)?.continuation.resume(returning: nil)
    if waiting[organisation] == nil { turns.removeAll { $0 == organisation } }
  }

  private func remove(_ place: Int, of organisation: UUIDValue) -> Waiter? {
    let waiter = waiting[organisation]?.remove(at: place)
    if waiting[organisation]?.isEmpty == true { waiting[organisation] = nil }
    waitingCount -= 1
    return waiter
  }

  private func giveBack(_ connection: Connection) {
    guard !turns.isEmpty else { return free.append(connection) }
    let organisation = turns.removeFirst()
    guard let next = remove(0, of: organisation) else {
      preconditionFailure("an organisation has its turn and nobody waits")
    }
    if waiting[organisation] != nil { turns.append(organisation) }
    next.continuation.resume(returning: connection)
  }
}
