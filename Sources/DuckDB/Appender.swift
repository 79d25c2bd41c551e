internal import CDuckDB

/// Writes rows into a table, in chunks, without SQL.
///
/// A row is written column by column in the table's order; rows are visible once ``finish()``
/// returned.
@safe package struct Appender: ~Copyable {
  private var appender: duckdb_appender?
  private var chunk: duckdb_data_chunk?
  private var row: idx_t = 0
  private var column: idx_t = 0
  /// Entries written to each MAP column's child in this chunk.
  private var mapEntries: [idx_t]
  private let capacity = duckdb_vector_size()

  init(_ connection: ConnectionHandle, table: String) throws(DuckDBError) {
    mapEntries = []
    guard
      unsafe duckdb_appender_create(connection.pointer, nil, table, &appender) == DuckDBSuccess
    else { throw .query(unsafe String(cString: duckdb_appender_error(appender))) }
    let columns = unsafe duckdb_appender_column_count(appender)
    var types: [duckdb_logical_type?] = unsafe []
    for column in 0..<columns {
      unsafe types.append(duckdb_appender_column_type(appender, column))
    }
    unsafe chunk = unsafe duckdb_create_data_chunk(&types, columns)
    for index in unsafe types.indices { unsafe duckdb_destroy_logical_type(&types[index]) }
    mapEntries = Array(repeating: 0, count: Int(columns))
  }

  deinit {
    var chunk = unsafe chunk
    unsafe duckdb_destroy_data_chunk(&chunk)
    var appender = unsafe appender
    unsafe duckdb_appender_destroy(&appender)
  }

  package mutating func append(_ value: Int64) {
    unsafe cell(of: Int64.self)[Int(row)] = value
    column += 1
  }

  package mutating func append(_ text: String) {
    unsafe assign(text, to: duckdb_data_chunk_get_vector(chunk, column), at: row)
    column += 1
  }

  package mutating func append(_ text: String?) {
    guard let text else { return appendNull() }
    append(text)
  }

  /// A MAP(VARCHAR, VARCHAR).
  package mutating func append(map: [(key: String, value: String)]) {
    let vector = unsafe duckdb_data_chunk_get_vector(chunk, column)
    let first = mapEntries[Int(column)]
    let size = first + idx_t(map.count)
    unsafe duckdb_list_vector_reserve(vector, size)
    unsafe duckdb_list_vector_set_size(vector, size)
    let entries = unsafe duckdb_list_vector_get_child(vector)
    let keys = unsafe duckdb_struct_vector_get_child(entries, 0)
    let values = unsafe duckdb_struct_vector_get_child(entries, 1)
    for (index, entry) in map.enumerated() {
      unsafe assign(entry.key, to: keys, at: first + idx_t(index))
      unsafe assign(entry.value, to: values, at: first + idx_t(index))
    }
    unsafe cell(of: duckdb_list_entry.self)[Int(row)] = duckdb_list_entry(
      offset: first, length: UInt64(map.count))
    mapEntries[Int(column)] = size
    column += 1
  }

  package mutating func appendNull() {
    let vector = unsafe duckdb_data_chunk_get_vector(chunk, column)
    unsafe duckdb_vector_ensure_validity_writable(vector)
    unsafe duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row)
    column += 1
  }

  package mutating func endRow() throws(DuckDBError) {
    precondition(column == idx_t(mapEntries.count), "a row must fill every column")
    column = 0
    row += 1
    if row == capacity { try flushChunk() }
  }

  /// Makes all rows visible; without it none of the last chunk's are.
  package consuming func finish() throws(DuckDBError) {
    if row > 0 { try flushChunk() }
    guard unsafe duckdb_appender_flush(appender) == DuckDBSuccess else {
      throw .query(unsafe String(cString: duckdb_appender_error(appender)))
    }
  }

  private mutating func flushChunk() throws(DuckDBError) {
    unsafe duckdb_data_chunk_set_size(chunk, row)
    guard unsafe duckdb_append_data_chunk(appender, chunk) == DuckDBSuccess else {
      throw .query(unsafe String(cString: duckdb_appender_error(appender)))
    }
    unsafe duckdb_data_chunk_reset(chunk)
    row = 0
    for index in mapEntries.indices { mapEntries[index] = 0 }
  }

  private func cell<Element>(of type: Element.Type) -> UnsafeMutablePointer<Element> {
    let vector = unsafe duckdb_data_chunk_get_vector(chunk, column)
    guard let data = unsafe duckdb_vector_get_data(vector) else {
      preconditionFailure("a vector without data")
    }
    return unsafe data.assumingMemoryBound(to: type)
  }

  private func assign(_ text: String, to vector: duckdb_vector?, at row: idx_t) {
    var text = text
    text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe duckdb_vector_assign_string_element_len(
          vector, row, characters.baseAddress, idx_t(characters.count))
      }
    }
  }
}
