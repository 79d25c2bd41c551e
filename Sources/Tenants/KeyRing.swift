import Crypto
package import Events

/// Every key of the server, derived from its secret by HKDF (RFC 5869), one for each use.
///
/// While the secret is being changed two of them are valid: the current one makes, both check.
package struct KeyRing: Sendable {
  let current: DerivedKeys
  let previous: DerivedKeys?

  package init(secret: [UInt8], previous: [UInt8]? = nil) {
    current = DerivedKeys(secret: secret)
    self.previous = previous.map(DerivedKeys.init(secret:))
  }

  /// The keys that an object says it was made with.
  func keys(_ id: String) -> DerivedKeys? {
    if id == current.id { return current }
    if let previous, id == previous.id { return previous }
    return nil
  }

  var all: [DerivedKeys] { [current] + (previous.map { [$0] } ?? []) }

  /// The stored form of a client's address: it tells two clients of one day apart, and no more.
  package func ipHash(_ address: String, day: CalendarDay) -> String {
    let key = current.derive("ip-hash:\(day)")
    return Array(Digest.hmac(Array(address.utf8), key: key)[..<16]).hexadecimal
  }
}

/// What is derived from one secret.
struct DerivedKeys: Sendable {
  private let secret: SymmetricKey
  /// Names the secret without revealing it, so that an object can say which one it needs.
  let id: String
  let pepper: SymmetricKey
  let accessToken: SymmetricKey
  private let keyEncryption: SymmetricKey

  init(secret bytes: [UInt8]) {
    secret = SymmetricKey(data: bytes)
    id = Self.derive(secret, "key-id").withBytes { Array($0[..<4]).hexadecimal }
    pepper = Self.derive(secret, "password-pepper")
    accessToken = Self.derive(secret, "access-token")
    keyEncryption = Self.derive(secret, "key-encryption")
  }

  func derive(_ purpose: String) -> SymmetricKey { Self.derive(secret, purpose) }

  private static func derive(_ secret: SymmetricKey, _ purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: secret, info: Array("iafa/1/\(purpose)".utf8), outputByteCount: 32)
  }

  /// The text under AES-GCM, bound to what it belongs to.
  func seal(_ text: String, for owner: UUIDValue) -> String? {
    let box = try? AES.GCM.seal(  // fails only for keys of a wrong size
      Array(text.utf8), using: keyEncryption, authenticating: Array(owner.description.utf8))
    return box?.combined.map { Array($0).base64URL }
  }

  /// Nil where it was sealed with another key, for another owner, or has been changed.
  func open(_ sealed: String, for owner: UUIDValue) -> String? {
    guard let bytes = [UInt8](base64URL: sealed),
      let box = try? AES.GCM.SealedBox(combined: bytes),  // malformed: not ours
      let plain = try? AES.GCM.open(  // not authentic: not ours
        box, using: keyEncryption, authenticating: Array(owner.description.utf8))
    else { return nil }
    return String(validating: plain, as: UTF8.self)
  }
}

extension SymmetricKey {
  fileprivate func withBytes<Result>(_ body: ([UInt8]) -> Result) -> Result {
    unsafe body(withUnsafeBytes { unsafe Array($0) })
  }
}
