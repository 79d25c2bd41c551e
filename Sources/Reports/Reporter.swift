package import DuckDB
internal import Events
internal import Funnels
package import Segments

/// A question in, numbers out, in bounded time: the one engine behind every surface.
package struct Reporter: Sendable {
  private let store: EventStore
  private let lanes: QueryLanes
  private let timeoutSeconds: Double

  package init(store: EventStore, lanes: Int, timeoutSeconds: Double) throws(DuckDBError) {
    self.store = store
    self.lanes = try QueryLanes(store.database, count: lanes, maximumWaiting: 20)
    self.timeoutSeconds = timeoutSeconds
  }

  /// Counts a funnel over everything that was acknowledged before the call.
  ///
  /// - Throws: ``ReportError``; `CancellationError` where the caller went away.
  package func funnel(_ query: FunnelQuery) async throws -> FunnelAnswer {
    let started = ContinuousClock().now
    let snapshot = try await store.snapshot(of: query.project, query.scannedRange)
    let persons = store.identities.persons(of: query.project)
    var answer = try await withDeadline { [lanes] in
      try await lanes.run { session in try Self.count(query, snapshot, persons, session) }
    }
    answer.elapsedMilliseconds = (ContinuousClock().now - started) / .milliseconds(1)
    return answer
  }

  private static func count(
    _ query: FunnelQuery, _ snapshot: Snapshot, _ persons: Persons, _ session: Session
  ) throws -> FunnelAnswer {
    var scan = FunnelScan(query, persons: persons)
    try scan.read(snapshot, session)
    let eventsScanned = scan.eventsScanned
    var counter = FunnelCounter(query.funnel, query.question)
    var tally = FunnelTally(query.funnel, keepsTimes: query.keepsTimes)
    try scan.forEachUnit { _, occurrences in
      do throws(CountingRefusal) {
        tally.add(try counter.count(occurrences))
      } catch .tooManyEventsAtOneInstant(let count, let microseconds) {
        throw ReportError.tooManyEventsAtOneInstant(
          count: count, at: Instant(microseconds: microseconds))
      }
    }
    return FunnelAnswer(
      report: tally.finish(), eventsScanned: eventsScanned, filesRead: snapshot.fileCount,
      elapsedMilliseconds: 0, isPartial: snapshot.isPartial)
  }

  private func withDeadline<Result: Sendable>(
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
