internal import DuckDB
internal import Events
internal import NIOConcurrencyHelpers

/// Events that are durable in the log and not yet in a part: one table of DuckDB's memory for the
/// time between two flushes.
///
/// A cache: it is always made anew from the log.
package final class HotGeneration: Sendable {
  let number: Int
  /// Committed, not yet in the table.
  private let pending = NIOLockedValueBox<[Event]>([])
  private let retired: RetiredTables

  init(number: Int, retired: RetiredTables) {
    self.number = number
    self.retired = retired
  }

  /// The table goes when the last snapshot that could read it is gone.
  deinit { retired.add(table) }

  var table: String { "hot_\(number)" }

  var createStatement: Query { "CREATE TABLE \(unsafe: table) (\(unsafe: EventTable.columns))" }

  func add(_ events: [Event]) { pending.withLockedValue { $0 += events } }

  /// What is not in the table yet.
  var waiting: [Event] { pending.withLockedValue { $0 } }

  var pendingCount: Int { pending.withLockedValue { $0.count } }

  /// Moves what is pending into the table; runs on the one connection that writes tables.
  ///
  /// Rows stop being pending only once they are in the table: a query that comes meanwhile sees
  /// that it has to wait for them.
  func drain(_ session: Session) throws(DuckDBError) {
    let events = pending.withLockedValue { $0 }
    guard !events.isEmpty else { return }
    var appender = try session.appender(to: table)
    for event in events { try EventTable.append(event, to: &appender) }
    try appender.finish()
    pending.withLockedValue { $0.removeFirst(events.count) }
  }
}

/// Tables that nobody reads any more and that the next drain drops.
final class RetiredTables: Sendable {
  private let names = NIOLockedValueBox<[String]>([])

  func add(_ name: String) { names.withLockedValue { $0.append(name) } }

  func drop(_ session: Session) throws(DuckDBError) {
    let retired = names.withLockedValue { names in
      defer { names = [] }
      return names
    }
    for name in retired { try session.execute("DROP TABLE IF EXISTS \(unsafe: name)") }
  }
}
