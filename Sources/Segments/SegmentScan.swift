package import DuckDB
package import Events

/// A scan of a snapshot: which rows and which columns.
package struct SegmentScan: Sendable {
  package var project: ProjectID
  /// Half-open, in time.
  package var range: Range<Instant>
  /// Nil: events of every type.
  package var eventTypes: [String]?
  /// Nil: events of everybody. Ids as they were sent, before any merge.
  package var userIDs: [String]?

  package init(
    project: ProjectID, range: Range<Instant>, eventTypes: [String]? = nil,
    userIDs: [String]? = nil
  ) {
    self.project = project
    self.range = range
    self.eventTypes = eventTypes
    self.userIDs = userIDs
  }
}

extension Snapshot {
  /// A query that selects `columns` of the scan's rows, in no particular order.
  ///
  /// - Parameter columns: SQL of ours over the event table's columns.
  package func rows(_ scan: SegmentScan, columns: Query) -> Query {
    var sources: [(rows: Query, erased: [String])] = hot.map { ("\(unsafe: $0.table)", []) }
    // Files of which nobody was erased, the usual ones, are one scan.
    let groups = Dictionary(grouping: files.map(\.path)) { path in
      (erased[path] ?? []).map(ByteString.init)
    }
    for paths in groups.values.sorted(by: { $0[0] < $1[0] }) {
      sources.append(
        ("read_parquet(\(files: paths), hive_partitioning = false)", erased[paths[0]] ?? []))
    }
    let parts = sources.map { source -> Query in
      """
      SELECT \(columns) FROM \(source.rows) WHERE project_id = \(scan.project.description)
      AND created_at >= \(timestamp: scan.range.lowerBound.microseconds)
      AND created_at < \(timestamp: scan.range.upperBound.microseconds)\
      \(isIn("event_type", scan.eventTypes))\(isIn("user_id", scan.userIDs))\
      \(source.erased.isEmpty ? "" : " AND user_id NOT IN (\(list: source.erased))" as Query)
      """
    }
    var query = parts[0]
    for part in parts.dropFirst() { query = "\(query) UNION ALL \(part)" }
    return query
  }

  private func isIn(_ column: String, _ texts: [String]?) -> Query {
    guard let texts else { return "" }
    return texts.isEmpty ? " AND false" : " AND \(unsafe: column) IN (\(list: texts))"
  }

  package var fileCount: Int { files.count }
}
