public import Foundation

/// Something that a person did.
public struct IAFAEvent: Sendable {
  /// What happened, such as `purchase`: 1 to 100 Unicode scalars.
  public var name: String
  /// Whose it is: 1 to 255 Unicode scalars. The same person has the same id everywhere, on your web
  /// page too.
  public var user: String
  /// The visit that it belongs to, where there is such a thing: at most 255 Unicode scalars.
  public var session: String?
  /// At most 256, nested at most 32 deep.
  public var properties: [String: IAFAValue]
  public var url: String?
  public var referrer: String?
  /// Of the person's browser, where a server tracks for it: `$browser`, `$os` and `$device` are
  /// read from it.
  public var userAgent: String?
  /// When it happened, by this machine's clock; nil is now. Without it, times strictly increase
  /// from event to event.
  public var time: Date?
  /// An event counts once by its id. Give one where the same thing may be tracked twice, as by a
  /// webhook that is delivered again; nil makes a new one.
  public var id: UUID?

  public init(
    _ name: String, user: String, session: String? = nil, properties: [String: IAFAValue] = [:],
    url: String? = nil, referrer: String? = nil, userAgent: String? = nil, time: Date? = nil,
    id: UUID? = nil
  ) {
    self.name = name
    self.user = user
    self.session = session
    self.properties = properties
    self.url = url
    self.referrer = referrer
    self.userAgent = userAgent
    self.time = time
    self.id = id
  }
}
