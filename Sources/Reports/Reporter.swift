package import DuckDB
internal import Events
internal import Funnels
package import Segments

/// A question in, numbers out, in bounded time: the one engine behind every surface.
package struct Reporter: Sendable {
  let store: EventStore
  let lanes: QueryLanes
  private let timeoutSeconds: Double
  private let memoryLimit: Int

  /// Questions that wait for a lane: more would only come too late.
  private static let maximumWaiting = 64
  private static let maximumWaitingEach = 16

  /// - Parameters:
  ///   - lanes: questions that are answered at the same time.
  ///   - memoryLimit: bytes that one question's events may take, beside DuckDB's own.
  package init(
    store: EventStore, lanes: Int, timeoutSeconds: Double, memoryLimit: Int = 512 << 20
  ) throws(DuckDBError) {
    self.store = store
    self.lanes = try QueryLanes(
      store.database, count: lanes, maximumWaiting: Self.maximumWaiting,
      maximumWaitingEach: Self.maximumWaitingEach)
    self.timeoutSeconds = timeoutSeconds
    self.memoryLimit = memoryLimit
  }

  /// Who is whom in a project, as it stands now.
  func persons(of project: ProjectID) -> Persons { store.identities.persons(of: project) }

  /// Reads everything that was acknowledged before the call and has `body` count it.
  ///
  /// - Throws: ``ReportError``; `CancellationError` where the caller went away.
  func answer<Value: Sendable>(
    _ query: FunnelQuery, _ range: Range<Instant>, tracing unit: [UInt8]? = nil,
    _ body: @escaping @Sendable (inout UnitReader) throws -> Value
  ) async throws -> Reported<Value> {
    let started = ContinuousClock().now
    let snapshot = try await store.snapshot(of: query.project, range)
    let persons = persons(of: query.project)
    let (lanes, memoryLimit) = (lanes, memoryLimit)
    var reported = try await withDeadline {
      try await lanes.run(for: query.organization) { session in
        let scan = FunnelScan(query, persons: persons, memoryLimit: memoryLimit, tracing: unit)
        var reader = UnitReader(scan: scan, snapshot: snapshot, persons: persons, session: session)
        let value = try body(&reader)
        return Reported(
          value: value, eventsScanned: reader.scan.eventsScanned, filesRead: snapshot.fileCount,
          elapsedMilliseconds: 0, isPartial: snapshot.isPartial)
      }
    }
    reported.elapsedMilliseconds = (ContinuousClock().now - started) / .milliseconds(1)
    return reported
  }

  func withDeadline<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let seconds = timeoutSeconds
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let result = first else {
        throw ReportError.timedOut(seconds: seconds)
      }
      return result
    }
  }
}
