internal import Events
internal import Foundation
internal import Segments

/// A file of events, read in batches: NDJSON, CSV or Parquet, the first two also in gzip.
///
/// What is wrong with it is thrown as a ``CommandFailure`` in words that go after the file's name.
struct EventFile: Sendable {
  struct Batch: Sendable {
    /// Each with its line (NDJSON) or row number, counted from 1.
    var rows: [(number: Int, element: IncomingBatch.Element)]
    /// Bytes of the file that were read so far.
    var bytesRead: Int
    /// Rows of a table, whose other columns are properties.
    var isTable: Bool
  }

  private enum Format { case lines, table(TableFile.Format) }

  private static let batchSize = 5_000

  private let path: String
  private let format: Format

  init(_ path: String) throws {
    self.path = path
    var name = path.lowercased()
    let isGzip = name.hasSuffix(".gz")
    if isGzip { name.removeLast(3) }
    if name.hasSuffix(".parquet"), !isGzip {
      format = .table(.parquet)
    } else if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
      format = .table(.csv)
    } else if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") || name.hasSuffix(".json") {
      format = .lines
    } else {
      throw CommandFailure(
        "the name must end in .ndjson, .jsonl, .csv, .tsv or .parquet "
          + "(the first four also with .gz)")
    }
  }

  func forEachBatch(_ body: (Batch) async throws -> Void) async throws {
    switch format {
    case .lines: try await forEachLineBatch(body)
    case .table(let format): try await forEachRowBatch(format, body)
    }
  }

  private func forEachLineBatch(_ body: (Batch) async throws -> Void) async throws {
    let lines = try LineReader(path)
    var number = 0
    while let (chunk, bytesRead) = try await lines.next() {
      var batch = Batch(rows: [], bytesRead: bytesRead, isTable: false)
      var start = 0
      while start < chunk.count {
        let end = chunk[start...].firstIndex(of: 0x0A) ?? chunk.count
        number += 1
        if let element = IncomingBatch.readLine(chunk, start..<end) {
          batch.rows.append((number, element))
        }
        start = end + 1
        if batch.rows.count == Self.batchSize || start >= chunk.count {
          try await body(batch)
          batch.rows = []
        }
      }
    }
  }

  private func forEachRowBatch(
    _ format: TableFile.Format, _ body: (Batch) async throws -> Void
  ) async throws {
    let table: TableFile
    do {
      table = try await TableFile.open(path, format)
    } catch {
      throw Self.unreadable(format)
    }
    var number = 0
    while let texts = try await Self.next(table, format) {
      let rows = texts.map { text -> (Int, IncomingBatch.Element) in
        number += 1
        let bytes = Array(text.utf8)
        return (
          number,
          IncomingBatch.readLine(bytes, bytes.indices)
            ?? IncomingBatch.Element(json: .null, faults: [], byteCount: 0)
        )
      }
      try await body(Batch(rows: rows, bytesRead: table.bytesRead, isTable: true))
    }
  }
  private static func next(
    _ table: TableFile, _ format: TableFile.Format
  ) async throws -> [String]? {
    do {
      return try await table.next(batchSize)
    } catch {
      throw unreadable(format)
    }
  }

  private static func unreadable(_ format: TableFile.Format) -> CommandFailure {
    CommandFailure(
      format == .csv
        ? "can't be read as CSV; is it whole, and in UTF-8?"
        : "can't be read as Parquet; is it one, and whole?")
  }

  /// Where rows stand, for a person with an editor.
  func places(ofRows rows: [Int]) async throws -> [String] {
    switch format {
    case .lines: return rows.map { "line \($0)" }
    case .table(.parquet): return rows.map { "row \($0)" }
    case .table(.csv):
      let lines = try await CSVLines.begins(ofRows: Set(rows), in: path)
      return rows.map { row in lines[row].map { "line \($0)" } ?? "row \(row)" }
    }
  }
}
