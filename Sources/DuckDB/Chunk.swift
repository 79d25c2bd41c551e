internal import CDuckDB

/// Up to 2,048 rows of an answer; its columns are lent as spans, never copied row by row.
@safe package struct Chunk: ~Copyable {
  private let pointer: duckdb_data_chunk
  package let count: Int

  init(_ pointer: duckdb_data_chunk) {
    unsafe self.pointer = unsafe pointer
    count = Int(unsafe duckdb_data_chunk_get_size(pointer))
  }

  deinit {
    var pointer: duckdb_data_chunk? = unsafe pointer
    unsafe duckdb_destroy_data_chunk(&pointer)
  }

  /// A BIGINT or TIMESTAMP column (microseconds).
  package borrowing func withInt64s<Result, Failure: Error>(
    _ column: Int, _ body: (Span<Int64>, Validity) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try with(column, of: Int64.self, [DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_TIMESTAMP], body)
  }

  /// A HUGEINT, UHUGEINT or UUID column; of a UUID DuckDB keeps the first bit flipped, so that it
  /// sorts as a signed number.
  package borrowing func withUInt128s<Result, Failure: Error>(
    _ column: Int, _ body: (Span<UInt128>, Validity) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try with(
      column, of: UInt128.self,
      [DUCKDB_TYPE_HUGEINT, DUCKDB_TYPE_UHUGEINT, DUCKDB_TYPE_UUID], body)
  }

  /// A VARCHAR column.
  package borrowing func withTexts<Result, Failure: Error>(
    _ column: Int, _ body: (borrowing TextColumn) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let vector = unsafe duckdb_data_chunk_get_vector(pointer, idx_t(column))
    unsafe Self.check(vector, [DUCKDB_TYPE_VARCHAR])
    let data = unsafe duckdb_vector_get_data(vector)
    let texts = unsafe TextColumn(
      start: UnsafeRawPointer(data), validity: Validity(duckdb_vector_get_validity(vector)))
    return try body(texts)
  }

  /// A column read as another type than it has would be other numbers, silently: `SELECT 42` is an
  /// INTEGER, and its neighbour's bytes would be the upper half of a BIGINT.
  private static func check(_ vector: duckdb_vector?, _ types: [DUCKDB_TYPE]) {
    var type = unsafe duckdb_vector_get_column_type(vector)
    defer { unsafe duckdb_destroy_logical_type(&type) }
    let found = unsafe duckdb_get_type_id(type)
    precondition(types.contains(found), "a column is not of the type it is read as")
  }

  private borrowing func with<Element, Result, Failure: Error>(
    _ column: Int, of type: Element.Type, _ types: [DUCKDB_TYPE],
    _ body: (Span<Element>, Validity) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let vector = unsafe duckdb_data_chunk_get_vector(pointer, idx_t(column))
    unsafe Self.check(vector, types)
    let data = unsafe duckdb_vector_get_data(vector)
    let elements = unsafe UnsafeBufferPointer(
      start: data.map { unsafe UnsafePointer($0.assumingMemoryBound(to: type)) }, count: count)
    return try unsafe body(elements.span, Validity(duckdb_vector_get_validity(vector)))
  }
}

/// Which rows of a column are not NULL; valid only while its chunk is lent.
@safe package struct Validity {
  private let bits: UnsafePointer<UInt64>?

  init(_ bits: UnsafeMutablePointer<UInt64>?) {
    unsafe self.bits = unsafe UnsafePointer(bits)
  }

  package func isValid(_ row: Int) -> Bool {
    guard let bits = unsafe bits else { return true }
    return unsafe bits[row >> 6] >> UInt64(row & 63) & 1 == 1
  }
}

/// A VARCHAR column: each text is lent as its bytes.
@safe package struct TextColumn: ~Copyable {
  private let start: UnsafeRawPointer?
  private let validity: Validity

  init(start: UnsafeRawPointer?, validity: Validity) {
    unsafe self.start = unsafe start
    self.validity = validity
  }

  package borrowing func isNull(_ row: Int) -> Bool { !validity.isValid(row) }

  /// Lends the bytes of a text; must not be called for NULL.
  ///
  /// A `duckdb_string_t` is 16 bytes: the length, then up to 12 bytes of text, or 4 of prefix and
  /// a pointer (duckdb.h). Read here instead of through a C call, since this runs once an event.
  package borrowing func withBytes<Result, Failure: Error>(
    _ row: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let start = unsafe start else { preconditionFailure("a column without data") }
    let cell = unsafe start + row * 16
    let length = unsafe Int(cell.load(as: UInt32.self))
    let characters =
      length <= 12
      ? unsafe cell + 4 : unsafe cell.load(fromByteOffset: 8, as: UnsafeRawPointer.self)
    let bytes = unsafe UnsafeBufferPointer(
      start: characters.assumingMemoryBound(to: UInt8.self), count: length)
    return try unsafe body(bytes.span)
  }

  /// Puts the bytes of a text behind those of `copies`; must not be called for NULL.
  package borrowing func append(_ row: Int, to copies: inout [UInt8]) {
    withBytes(row) { bytes in
      unsafe bytes.withUnsafeBufferPointer { unsafe copies.append(contentsOf: $0) }
    }
  }

  /// The text; nil for NULL.
  package borrowing func text(_ row: Int) -> String? {
    if isNull(row) { return nil }
    return withBytes(row) { bytes in
      unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }
}
