internal import CDuckDB
internal import NIOConcurrencyHelpers
internal import Synchronization
internal import Threads

/// A DuckDB connection on its own thread; work is handed in as a closure over a ``Session``.
///
/// A cancelled task interrupts the query it waits for, and no other: `duckdb_interrupt` acts on a
/// connection (duckdb/duckdb#7058), so a late time-out could kill the next query. The gate compares
/// numbers before it interrupts.
package actor Connection {
  private let thread: DedicatedThread
  private let handle: ConnectionHandle

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  init(_ database: DatabaseHandle, name: String) throws(DuckDBError) {
    thread = DedicatedThread(name: name)
    handle = try ConnectionHandle(database)
  }

  /// Runs `work` on the connection's thread; when the calling task is cancelled, the query in
  /// progress stops and `work` gets a ``DuckDBError`` of kind `interrupted`.
  package nonisolated func run<Result: Sendable, Failure: Error>(
    _ work: @Sendable (Session) throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let number = handle.nextNumber()
    let handle = handle
    let outcome = await withTaskCancellationHandler {
      // A method of the actor, since a closure here would run on any thread.
      await perform(work, number: number)
    } onCancel: {
      handle.interrupt(number)
    }
    return try outcome.get()
  }

  private func perform<Result: Sendable, Failure: Error>(
    _ work: @Sendable (Session) throws(Failure) -> Result, number: UInt64
  ) -> Swift.Result<Result, Failure> {
    handle.begin(number, isCancelled: Task.isCancelled)
    defer { handle.end() }
    do throws(Failure) {
      return .success(try work(Session(handle)))
    } catch {
      return .failure(error)
    }
  }
}

/// Owns the `duckdb_connection` and says which run may be interrupted.
///
/// Sendable because the pointer is used by the connection's thread alone, but for
/// `duckdb_interrupt`, which DuckDB allows from any thread, and which is called under the lock.
@safe final class ConnectionHandle: @unchecked Sendable {
  private(set) var pointer: duckdb_connection?
  /// Kept so that the instance outlives its connections.
  private let database: DatabaseHandle

  private struct Run {
    var number: UInt64 = 0
    var isActive = false
    var isInterrupted = false
  }
  private let current = NIOLockedValueBox(Run())
  private let numbers = Atomic<UInt64>(0)

  init(_ database: DatabaseHandle) throws(DuckDBError) {
    self.database = database
    guard unsafe duckdb_connect(database.pointer, &pointer) == DuckDBSuccess else {
      throw DuckDBError(kind: .open, message: "no connection to the instance")
    }
  }

  deinit { unsafe duckdb_disconnect(&pointer) }

  func nextNumber() -> UInt64 { numbers.add(1, ordering: .relaxed).newValue }

  func begin(_ number: UInt64, isCancelled: Bool) {
    current.withLockedValue { $0 = Run(number: number, isActive: true, isInterrupted: isCancelled) }
  }

  func end() { current.withLockedValue { $0.isActive = false } }

  func interrupt(_ number: UInt64) {
    current.withLockedValue {
      guard $0.isActive, $0.number == number else { return }
      $0.isInterrupted = true
      unsafe duckdb_interrupt(pointer)
    }
  }

  /// True once the current run was interrupted. DuckDB forgets an interrupt that arrives between
  /// two statements; we do not.
  var isInterrupted: Bool { current.withLockedValue { $0.isInterrupted } }
}
