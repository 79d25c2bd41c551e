import Crypto
package import Events
import NIOConcurrencyHelpers

/// A secret of one UTC day, out of which a visitor without any id of their own gets one for that
/// day.
///
/// It is random and kept in no backup: once it is gone, nobody, the operator included, can say who
/// a visitor was or whether two days had the same one.
package struct DailySalt: Sendable, Equatable {
  fileprivate let day: CalendarDay
  private let secret: [UInt8]

  fileprivate init(day: CalendarDay) {
    self.day = day
    secret = Digest.randomBytes(32)
  }

  /// Reads what ``text`` wrote.
  fileprivate init?(_ text: String) {
    let parts = text.trimmed.split(separator: " ")
    guard parts.count == 2, let day = CalendarDay(String(parts[0])),
      let secret = [UInt8](base64URL: parts[1]), secret.count == 32
    else { return nil }
    self.day = day
    self.secret = secret
  }

  fileprivate var text: String { "\(day) \(secret.base64URL)\n" }

  /// The id of a visitor to a project, by what their requests have in common.
  package func visitor(project: UUIDValue, network: String, userAgent: String) -> String {
    // No field can hold the separator: an address has no line break, nor has a header.
    let text = "\(project)\n\(network)\n\(userAgent)"
    let digest = Digest.hmac(Array(text.utf8), key: SymmetricKey(data: secret))
    return "daily-" + Array(digest[..<16]).hexadecimal
  }
}

/// `config/daily_salt`: the salt of the day, and of no other.
struct DailySaltFile: Sendable {
  let file: DurableFile
  let current = NIOLockedValueBox<DailySalt?>(nil)

  init(dataDirectory: String) {
    file = DurableFile(path: "\(dataDirectory)/config/daily_salt")
  }
}

extension TenantStore {
  /// The salt of a day that is now; the one before is gone with the first use of the new one.
  nonisolated package func dailySalt(_ day: CalendarDay) async throws(TenantError) -> DailySalt {
    if let salt = salt.current.withLockedValue({ $0 }), salt.day == day { return salt }
    return try await renewSalt(day)
  }

  private func renewSalt(_ day: CalendarDay) throws(TenantError) -> DailySalt {
    let stored = try salt.file.load().flatMap { DailySalt(String(decoding: $0, as: UTF8.self)) }
    if let stored, stored.day == day {
      salt.current.withLockedValue { $0 = stored }
      return stored
    }
    let made = DailySalt(day: day)
    try salt.file.replace(with: Array(made.text.utf8), keepingPrevious: false)
    salt.current.withLockedValue { $0 = made }
    return made
  }

  /// Destroys a salt of another day than `today`.
  package func forgetSalt(before today: CalendarDay) throws(TenantError) {
    guard let bytes = try salt.file.load(),
      DailySalt(String(decoding: bytes, as: UTF8.self))?.day != today
    else { return }
    salt.current.withLockedValue { $0 = nil }
    try salt.file.remove()
  }
}
