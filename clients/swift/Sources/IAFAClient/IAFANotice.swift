public import Foundation

/// What happened behind ``IAFAClient/track(_:user:session:properties:)``, for a log.
///
/// New cases may come: give a `switch` a `default`.
public enum IAFANotice: Sendable, Hashable {
  /// The server will never take this event, and says why; it is no longer kept. `json` is the event
  /// as it was sent.
  case dropped(id: UUID, json: String, faults: [IAFAFault])
  /// The server does not know the key or does not allow it (401, 403), or there is no IAFA at the
  /// address. Events wait, and are tried again every few minutes; someone has to mend the settings.
  case misconfigured(status: Int, message: String)
  /// The server could not be reached or could not take the events now. They wait and are sent again
  /// after this pause; nobody has to do anything.
  case delayed(reason: String, pause: Duration)
  /// The folder's files are not what was written: so many events of theirs are gone.
  case damaged(path: String, lostEvents: Int)
  /// The disk did not do what was asked while events were being delivered. They are kept.
  case storageFailed(IAFAError)
}
