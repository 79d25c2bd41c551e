internal import CDuckDB
internal import Synchronization

/// One DuckDB instance in memory: its buffers, threads and settings.
package final class Database: Sendable {
  /// Limits and permissions of an instance.
  package struct Settings: Sendable {
    /// Bytes that DuckDB may hold before it spills to `temporaryDirectory`.
    package var memoryLimit: Int
    package var threads: Int
    /// The only directory in which files may be read or written; nil: none at all.
    package var directory: String?
    /// Where DuckDB spills; inside `directory`.
    package var temporaryDirectory: String?

    package init(
      memoryLimit: Int, threads: Int, directory: String?, temporaryDirectory: String? = nil
    ) {
      self.memoryLimit = memoryLimit
      self.threads = threads
      self.directory = directory
      self.temporaryDirectory = temporaryDirectory
    }
  }

  /// Closed with the last connection.
  let handle: DatabaseHandle
  private let connectionCount = Atomic(0)

  /// Opens an instance in memory and locks it down: no extensions, no network, no file outside
  /// `settings.directory`, and no statement can change that.
  package init(_ settings: Settings) async throws(DuckDBError) {
    handle = try DatabaseHandle(settings)
    let connection = try connect()
    try await connection.run { (session) throws(DuckDBError) in
      // `allowed_directories` takes a list, which a start-up setting can't be.
      if let directory = settings.directory {
        try session.execute("SET allowed_directories = [\(unsafe: quoted(directory + "/"))]")
      }
      try session.execute("SET enable_external_access = false")
      try session.execute("SET lock_configuration = true")
    }
  }

  /// A connection on a thread of its own.
  package func connect() throws(DuckDBError) -> Connection {
    let number = connectionCount.add(1, ordering: .relaxed).newValue
    return try Connection(handle, name: "duckdb-\(number)")
  }

  /// DuckDB's version, e.g. `v1.5.5`.
  package static var version: String { unsafe String(cString: duckdb_library_version()) }
}

/// Owns the `duckdb_database`.
///
/// Sendable because DuckDB allows connections to be made from any thread and nothing else is done
/// with the pointer before it is closed, when nobody has it any more.
@safe final class DatabaseHandle: @unchecked Sendable {
  private(set) var pointer: duckdb_database?

  init(_ settings: Database.Settings) throws(DuckDBError) {
    var configuration: duckdb_config?
    unsafe duckdb_create_config(&configuration)
    defer { unsafe duckdb_destroy_config(&configuration) }
    var options = [
      "memory_limit": "\(settings.memoryLimit)B",
      "threads": "\(settings.threads)",
      "autoinstall_known_extensions": "false",
      "autoload_known_extensions": "false",
      "allow_community_extensions": "false",
      // A query's answer must not depend on how many files a scan happens to reorder.
      "preserve_insertion_order": "true",
    ]
    options["temp_directory"] = settings.temporaryDirectory ?? ""
    for (name, value) in options {
      guard unsafe duckdb_set_config(configuration, name, value) == DuckDBSuccess else {
        throw DuckDBError(kind: .open, message: "the setting \(name) was refused")
      }
    }
    var message: UnsafeMutablePointer<CChar>?
    defer { unsafe duckdb_free(message) }
    guard unsafe duckdb_open_ext(nil, &pointer, configuration, &message) == DuckDBSuccess else {
      let text = unsafe message.map { unsafe String(cString: $0) } ?? "unknown"
      throw DuckDBError(kind: .open, message: text)
    }
  }

  deinit { unsafe duckdb_close(&pointer) }
}

/// A SQL string literal; only for names that the server itself made.
func quoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}
