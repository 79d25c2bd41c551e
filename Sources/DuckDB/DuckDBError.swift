/// What DuckDB refused or failed to do.
package struct DuckDBError: Error, Sendable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// The library, a setting or the file could not be opened.
    case open
    /// A statement was refused or failed.
    case query
    /// The query was stopped by a cancelled task.
    case interrupted
    /// The engine's own invariant broke: the whole instance must be replaced.
    case fatal
  }

  package var kind: Kind
  /// DuckDB's words. They may quote event data: for a local log at most, never for a client.
  package var message: String

  /// The kind and the begin of the message, up to anything quoted: free of event data.
  package var description: String {
    let words = message.prefix { $0 != "\n" && $0 != "'" && $0 != "\"" && $0 != "`" }
    return "DuckDB: \(kind): \(words.prefix(200))"
  }

  static func query(_ message: String) -> DuckDBError {
    let kind: Kind =
      if message.hasPrefix("INTERRUPT") {
        .interrupted
      } else if message.hasPrefix("INTERNAL") || message.hasPrefix("FATAL") {
        .fatal
      } else {
        .query
      }
    return DuckDBError(kind: kind, message: message)
  }
}
