internal import DuckDB
internal import Foundation
internal import Threads

/// A CSV or Parquet file of somebody else's, read row by row as JSON objects.
///
/// In an instance of its own that may read the file's directory and nothing else.
package actor TableFile {
  package enum Format: String, Sendable {
    case csv = "CSV"
    case parquet = "Parquet"
  }

  private let rows: BlockingQueue
  private let reading: Task<Void, Never>
  package nonisolated let size: Int
  private nonisolated let total: Int64

  private init(rows: BlockingQueue, reading: Task<Void, Never>, size: Int, total: Int64) {
    self.rows = rows
    self.reading = reading
    self.size = size
    self.total = total
  }

  deinit {
    rows.close()
    reading.cancel()
  }

  /// Opens the file and starts reading ahead.
  ///
  /// Values of a CSV file are texts as they stand there.
  package static func open(_ path: String, _ format: Format) async throws -> TableFile {
    let url = URL(filePath: path)
    let database = try await Database(
      .init(
        memoryLimit: 512 << 20, threads: 2,
        directory: url.deletingLastPathComponent().path(percentEncoded: false)))
    let connection = try database.connect()
    let source: Query =
      switch format {
      case .csv: "read_csv(\(files: [path]), all_varchar = true, header = true)"
      case .parquet: "read_parquet(\(files: [path]), hive_partitioning = false)"
      }
    let total = try await connection.run { (session) throws(DuckDBError) in
      try session.integer("SELECT count(*) FROM \(source)") ?? 0
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let rows = BlockingQueue(capacity: 4)
    // Ends with the file, or when the queue is closed because nobody reads any more.
    let reading = Task {
      do {
        try await connection.run { session in
          try session.forEachChunk("SELECT to_json(t)::VARCHAR FROM \(source) AS t") { chunk in
            let texts = chunk.withTexts(0) { texts in
              (0..<chunk.count).map { texts.text($0) ?? "null" }
            }
            guard rows.send(.success(texts)) else { throw CancellationError() }
          }
        }
        rows.finish()
      } catch {
        _ = rows.send(.failure(error))
      }
    }
    return TableFile(
      rows: rows, reading: reading, size: (attributes[.size] as? Int) ?? 0, total: total)
  }

  private var delivered = 0

  /// About how many bytes of the file the rows given out so far are.
  package var bytesRead: Int {
    total == 0 ? size : Int(Double(size) * Double(delivered) / Double(total))
  }

  /// At least one and about `count` rows; nil at the end.
  package func next(_ count: Int) async throws -> [String]? {
    var batch: [String] = []
    while batch.count < count, let more = try await rows.receive() { batch += more }
    delivered += batch.count
    return batch.isEmpty ? nil : batch
  }
}
