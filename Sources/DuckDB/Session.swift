internal import CDuckDB

/// What the connection's thread can do with its connection, one statement at a time.
package struct Session {
  private let connection: ConnectionHandle

  init(_ connection: ConnectionHandle) { self.connection = connection }

  /// Runs a statement whose rows nobody reads.
  package func execute(_ query: Query) throws(DuckDBError) {
    try forEachChunk(query) { (_) throws(DuckDBError) in }
  }

  /// Streams the answer, chunk by chunk; each is lent for the time of the call only.
  package func forEachChunk<Failure: Error>(
    _ query: Query, _ body: (borrowing Chunk) throws(Failure) -> Void
  ) throws {
    let statement = try Statement(connection, query)
    var result = try statement.run()
    while let chunk = try result.next() {
      try body(chunk)
      if connection.isInterrupted { throw interrupted }
    }
  }

  /// The same, for a body that throws nothing else than DuckDB itself.
  package func forEachChunk(
    _ query: Query, _ body: (borrowing Chunk) throws(DuckDBError) -> Void
  ) throws(DuckDBError) {
    let statement = try Statement(connection, query)
    var result = try statement.run()
    while let chunk = try result.next() {
      try body(chunk)
      if connection.isInterrupted { throw interrupted }
    }
  }

  /// The one integer that the query answers; nil for none or NULL.
  package func integer(_ query: Query) throws(DuckDBError) -> Int64? {
    var answer: Int64?
    try forEachChunk("SELECT COLUMNS(*)::BIGINT FROM (\(query))") { (chunk) throws(DuckDBError) in
      guard answer == nil, chunk.count > 0 else { return }
      chunk.withInt64s(0) { values, validity in
        if validity.isValid(0) { answer = values[0] }
      }
    }
    return answer
  }

  /// An appender to a table of this instance.
  package func appender(to table: String) throws(DuckDBError) -> Appender {
    try Appender(connection, table: table)
  }

  private var interrupted: DuckDBError {
    DuckDBError(kind: .interrupted, message: "the caller went away")
  }
}

/// A prepared statement with its parameters bound.
@safe struct Statement: ~Copyable {
  private var pointer: duckdb_prepared_statement?
  private let connection: ConnectionHandle

  init(_ connection: ConnectionHandle, _ query: Query) throws(DuckDBError) {
    self.connection = connection
    if connection.isInterrupted {
      throw DuckDBError(kind: .interrupted, message: "the caller went away")
    }
    guard unsafe duckdb_prepare(connection.pointer, query.sql, &pointer) == DuckDBSuccess else {
      throw .query(unsafe String(cString: duckdb_prepare_error(pointer)))
    }
    for (index, parameter) in query.parameters.enumerated() {
      guard bind(parameter, at: idx_t(index + 1)) == DuckDBSuccess else {
        throw .query("parameter \(index + 1) does not fit the statement")
      }
    }
  }

  deinit {
    var pointer = unsafe pointer
    unsafe duckdb_destroy_prepare(&pointer)
  }

  private func bind(_ parameter: Query.Parameter, at index: idx_t) -> duckdb_state {
    switch parameter {
    case .text(let text):
      var text = text
      return text.withUTF8 { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
          unsafe duckdb_bind_varchar_length(
            pointer, index, characters.baseAddress, idx_t(characters.count))
        }
      }
    case .integer(let value): return unsafe duckdb_bind_int64(pointer, index, value)
    case .number(let value): return unsafe duckdb_bind_double(pointer, index, value)
    case .boolean(let value): return unsafe duckdb_bind_boolean(pointer, index, value)
    case .timestamp(let value):
      return unsafe duckdb_bind_timestamp(pointer, index, duckdb_timestamp(micros: value))
    case .null: return unsafe duckdb_bind_null(pointer, index)
    }
  }

  borrowing func run() throws(DuckDBError) -> StreamingResult {
    var result = unsafe duckdb_result()
    guard unsafe duckdb_execute_prepared_streaming(pointer, &result) == DuckDBSuccess else {
      defer { unsafe duckdb_destroy_result(&result) }
      throw .query(unsafe String(cString: duckdb_result_error(&result)))
    }
    return unsafe StreamingResult(result)
  }
}

/// An answer that is read once, from front to back.
@safe struct StreamingResult: ~Copyable {
  private var result: duckdb_result

  init(_ result: duckdb_result) { unsafe self.result = unsafe result }

  deinit {
    var result = unsafe result
    unsafe duckdb_destroy_result(&result)
  }

  /// The next chunk; nil at the end.
  mutating func next() throws(DuckDBError) -> Chunk? {
    guard let pointer = unsafe duckdb_fetch_chunk(result) else {
      if let message = unsafe duckdb_result_error(&result) {
        throw .query(unsafe String(cString: message))
      }
      return nil
    }
    return unsafe Chunk(pointer)
  }
}
