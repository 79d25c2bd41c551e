package import Events

/// Everything that a call of this target can fail with.
package enum TenantError: Error, Sendable, Hashable {
  /// Not there, deleted, or of another organisation: the three are not told apart.
  case notFound
  case duplicateEmail
  /// All faults of the body at once.
  case invalid([Fault])
  case badCredentials
  /// The token or key is missing, malformed, expired, or its session has ended.
  case unauthenticated
  /// Signed in, but the role does not allow it.
  case forbidden
  /// This server takes no registrations from strangers.
  case registrationClosed
  case throttled(retryAfterSeconds: Int)
  /// Too many passwords are being checked at once.
  case busy(retryAfterSeconds: Int)
  /// The object has changed since the version that the caller named.
  case versionMismatch
  /// A file could not be read or written. The text names files: for the log, not for clients.
  case storage(String)
}
