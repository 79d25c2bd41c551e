import Events

/// Which objects of a list are meant.
package enum Existence: Sendable {
  case live
  /// Deleted, and not yet for good.
  case deleted
}

/// For how long what was deleted can be brought back.
enum Deletion {
  static let restoreSeconds: Double = 7 * 86_400

  static func restorableUntil(_ deletedAt: Instant) -> Instant {
    deletedAt.advanced(bySeconds: restoreSeconds)
  }

  /// Whether an object is there in this sense.
  static func matches(_ existence: Existence, _ deletedAt: Instant?, now: Instant) -> Bool {
    switch existence {
    case .live: deletedAt == nil
    case .deleted: deletedAt != nil && !isFinal(deletedAt, now: now)
    }
  }

  /// Whether what was deleted can't be brought back any more.
  static func isFinal(_ deletedAt: Instant?, now: Instant) -> Bool {
    deletedAt.map { now >= restorableUntil($0) } ?? false
  }

  /// What clients see of it, only on what is deleted.
  static func members(_ deletedAt: Instant?) -> [JSONMember] {
    guard let deletedAt else { return [] }
    return [
      JSONMember("deleted_at", deletedAt),
      JSONMember("restorable_until", restorableUntil(deletedAt)),
    ]
  }
}
