internal import DuckDB
internal import EventLog
internal import Events

/// What was written is not what was to be written: a disk or an engine that lies.
package struct RowCountMismatch: Error, Sendable, CustomStringConvertible {
  package var expected: Int
  package var written: Int

  package var description: String { "a Parquet file holds \(written) rows instead of \(expected)" }
}

/// Writes Parquet files so that they are whole and durable before anything names them.
struct ParquetWriter: Sendable {
  let layout: DataLayout
  private let disk = POSIXDisk()

  /// The specification's compression and row groups (4.2), as far as DuckDB's writer takes them.
  private static let options = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"

  init(layout: DataLayout) { self.layout = layout }

  /// Runs `rows` into a new file at `path`; durable under that name when this returns, once the
  /// caller has synced the directory.
  ///
  /// - Returns: the number of rows.
  func write(_ rows: Query, to path: String, _ session: Session) throws -> Int {
    let temporary = layout.temporary + "/\(UUIDValue.random()).parquet"
    try session.execute(
      "COPY (\(rows)) TO '\(unsafe: temporary)' (\(unsafe: Self.options))")
    // DuckDB does not sync what it writes.
    let file = try disk.open(temporary)
    defer { disk.close(file) }
    try disk.sync(file)
    let count = try session.integer(
      "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata('\(unsafe: temporary)')")
    try disk.rename(temporary, to: path)
    return Int(count ?? 0)
  }
}
