package import DuckDB
package import Events

/// A scan of a snapshot: which rows and which columns.
package struct SegmentScan: Sendable {
  package var project: ProjectID
  /// Half-open, in time.
  package var range: Range<Instant>
  /// Nil: events of every type.
  package var eventTypes: [String]?

  package init(project: ProjectID, range: Range<Instant>, eventTypes: [String]? = nil) {
    self.project = project
    self.range = range
    self.eventTypes = eventTypes
  }
}

extension Snapshot {
  /// A query that selects `columns` of the scan's rows, in no particular order.
  ///
  /// - Parameter columns: SQL of ours over the event table's columns.
  package func rows(_ scan: SegmentScan, columns: Query) -> Query {
    var sources: [Query] = hot.map { "\(unsafe: $0.table)" }
    if !files.isEmpty {
      sources.append("read_parquet(\(files: files.map(\.path)), hive_partitioning = false)")
    }
    let parts = sources.map { source -> Query in
      """
      SELECT \(columns) FROM \(source) WHERE project_id = \(scan.project.description)
      AND created_at >= \(timestamp: scan.range.lowerBound.microseconds)
      AND created_at < \(timestamp: scan.range.upperBound.microseconds)\(types(scan))
      """
    }
    var query = parts[0]
    for part in parts.dropFirst() { query = "\(query) UNION ALL \(part)" }
    return query
  }

  private func types(_ scan: SegmentScan) -> Query {
    guard let types = scan.eventTypes else { return "" }
    return types.isEmpty ? " AND false" : " AND event_type IN (\(list: types))"
  }

  package var fileCount: Int { files.count }
}
