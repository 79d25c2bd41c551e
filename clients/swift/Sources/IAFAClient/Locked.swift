internal import Foundation

/// A value that threads take turns with. `Mutex` is for macOS 15 and iOS 18.
final class Locked<Value>: @unchecked Sendable {  // Everything goes through the lock.
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func with<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
