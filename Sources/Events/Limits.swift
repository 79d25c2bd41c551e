/// Every bound on what is sent, with its reason.
package enum Limits {
  /// The specification's (7.2); Unicode scalars, so that what counts does not depend on the
  /// version of a text library.
  package static let eventTypeScalars = 100
  package static let userIDScalars = 255
  package static let sessionIDScalars = 255
  /// Enough for the widest e-commerce event seen; a runaway client stops here.
  package static let propertyCount = 256
  /// Levels of arrays and objects in `properties`, itself the first.
  package static let propertyDepth = 32
  /// An event is a fact, not a document.
  package static let eventBytes = 64 << 10
  package static let batchEvents = 10_000
  /// After decompression: a gzip bomb stops here.
  package static let bodyBytes = 10 << 20
  /// A client's clock may run ahead by a time zone that was set wrongly, not by more.
  package static let futureMicroseconds: Int64 = Instant.microsecondsPerDay
}
