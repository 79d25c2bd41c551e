internal import DuckDB
package import Events
internal import Segments

/// How much a project has, and from when to when.
package struct ProjectStorage: Sendable, Equatable {
  package var events: Int
  /// Of the published files.
  package var publishedBytes: Int
  /// Of its share of what is not published yet.
  package var pendingBytes: Int
  package var first: Instant?
  package var last: Instant?
  package var isPartial: Bool
}

extension Reporter {
  /// Rows and bytes are the manifest's; of all files, those of the first day and of the last are
  /// read, one column of them.
  package func storage(
    of project: ProjectID, organization: UUIDValue
  ) async throws -> ProjectStorage {
    let selection = EventSelection.all(of: project, organization: organization)
    let holdings = try await store.holdings(of: project)
    let times = try await explore(selection, in: holdings.recent) { exploration in
      let recent = try exploration.number("count(*)", of: holdings.recent)
      let first = try exploration.number("epoch_us(min(created_at))", of: holdings.firstDay)
      let last = try exploration.number("epoch_us(max(created_at))", of: holdings.lastDay)
      return (recent: recent ?? 0, first: first, last: last)
    }
    return ProjectStorage(
      events: holdings.publishedRows + holdings.partRows + times.recent,
      publishedBytes: holdings.publishedBytes, pendingBytes: holdings.partBytes,
      first: times.first.map { Instant(microseconds: Int64($0)) },
      last: times.last.map { Instant(microseconds: Int64($0)) },
      isPartial: holdings.firstDay.isPartial || holdings.lastDay.isPartial)
  }
}

extension Exploration {
  /// One whole number of a snapshot's rows; nil where it is NULL.
  fileprivate func number(_ expression: Query, of snapshot: Snapshot) throws -> Int? {
    let scan = SegmentScan(project: selection.project, range: selection.range)
    let query: Query =
      """
      SELECT CAST(\(expression) AS VARCHAR) FROM (\(snapshot.rows(scan, columns: "created_at")))
      """
    return try all(query) { chunk, row in chunk.optionalText(0, row).flatMap { Int($0) } }
      .first ?? nil
  }
}
