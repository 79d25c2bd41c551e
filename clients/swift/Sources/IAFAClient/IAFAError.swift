public import Foundation

/// What is wrong with an event, at one place of it. The server's own words have the same form.
public struct IAFAFault: Sendable, Hashable, CustomStringConvertible {
  /// A JSON pointer into the event, such as `/properties/price`.
  public var pointer: String
  /// A word for programs, such as `too_long`.
  public var code: String
  /// A sentence for people.
  public var message: String

  init(_ pointer: String, _ code: String, _ message: String) {
    self.pointer = pointer
    self.code = code
    self.message = message
  }

  public var description: String { "\(pointer) \(code): \(message)" }
}

/// Why an event was not taken, or a client not made.
public enum IAFAError: Error, Sendable, Hashable {
  /// The key is no project's write key (`pk_…`). A secret key (`sk_…`) has no place in an app.
  case invalidKey
  /// The address is no `http` or `https` address.
  case invalidServer(URL)
  /// The event can never be accepted; mend it and track it again.
  case invalidEvent([IAFAFault])
  /// So much waits for the server that nothing more is taken. It was not kept: try later, or let it
  /// go.
  case queueFull(waitingEvents: Int, waitingBytes: Int)
  /// Another client has this folder, in this process or in the one named. Give each its own.
  case folderInUse(path: String, by: String)
  /// A newer version of this library has written the folder.
  case newerFormat(path: String)
  /// The disk did not do what was asked, so nothing was promised. `code` is an `errno`. If it was a
  /// sync that failed, no event is taken until a new client opens the folder.
  case storage(operation: String, path: String, code: Int32)
  /// ``IAFAClient/close()`` was called.
  case closed
}

extension IAFAError: LocalizedError, CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidKey: "A project's write key begins with pk_."
    case .invalidServer(let url): "\(url) is no http or https address."
    case .invalidEvent(let faults): faults.map(\.description).joined(separator: "; ")
    case .queueFull(let events, let bytes):
      "\(events) events (\(bytes) bytes) wait for the server; there is no room for more."
    case .folderInUse(let path, let holder): "\(path) is in use by \(holder)."
    case .newerFormat(let path): "\(path) was written by a newer version."
    case .storage(let operation, let path, let code):
      "\(operation) \(path): "
        + NSError(domain: NSPOSIXErrorDomain, code: Int(code)).localizedDescription
    case .closed: "The client is closed."
    }
  }

  public var errorDescription: String? { description }
}
