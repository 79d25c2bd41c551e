public import Foundation

/// What can be set about a client. The defaults suit an app and a server alike.
public struct IAFAOptions: Sendable {
  /// Where events wait until they are delivered; made if it is not there. One client at a time has
  /// it.
  ///
  /// nil is a folder in the user's Application Support (`~/.local/share` on Linux), named after the
  /// program. A service without a home has to name one.
  public var folder: URL?
  /// How many events may wait; beyond that ``IAFAError/queueFull(waitingEvents:waitingBytes:)``.
  public var maximumEvents = 100_000
  /// How many bytes of them may wait on disk.
  public var maximumBytes = 64 << 20
  /// So many events are sent without waiting for more.
  public var batchEvents = 10
  /// The longest time that an event waits for others to travel with.
  public var batchInterval = Duration.seconds(2)
  /// After so long a request without an answer is given up, and tried again.
  public var requestTimeout = Duration.seconds(20)
  /// Hears what becomes of events after they were tracked. Called on no particular thread; what it
  /// does for long holds up the next delivery.
  public var onNotice: @Sendable (IAFANotice) -> Void = { _ in }

  public init(folder: URL? = nil) { self.folder = folder }
}
