package import Events

/// The write key of a project: it stands in every visitor's page and can only send events.
struct WriteKey: Sendable {
  let hash: [UInt8]
  /// The key itself, encrypted, so that the tracking code can show it.
  private(set) var sealed: String
  private(set) var sealKeyID: String
  let createdAt: Instant
  /// Set once it has been replaced.
  var validUntil: Instant?

  static let prefix = "pk_"

  func isValid(now: Instant) -> Bool { validUntil.map { now < $0 } ?? true }

  /// A new key of a project.
  static func make(
    for project: UUIDValue, keys: KeyRing, now: Instant
  ) throws(TenantError) -> (key: WriteKey, text: String) {
    let text = prefix + Digest.randomBytes(32).base64URL
    guard let sealed = keys.current.seal(text, for: project) else {
      throw .storage("the write key could not be encrypted")
    }
    let key = WriteKey(
      hash: keyHash(text), sealed: sealed, sealKeyID: keys.current.id, createdAt: now)
    return (key, text)
  }

  /// Nil where the secret it was encrypted with is gone.
  func text(of project: UUIDValue, keys: KeyRing) -> String? {
    keys.keys(sealKeyID)?.open(sealed, for: project)
  }

  /// Whether it was encrypted anew, because the secret has changed since.
  mutating func reseal(for project: UUIDValue, keys: KeyRing) -> Bool {
    guard sealKeyID != keys.current.id, let text = text(of: project, keys: keys),
      let anew = keys.current.seal(text, for: project)
    else { return false }
    sealed = anew
    sealKeyID = keys.current.id
    return true
  }

  var record: JSON {
    .object([
      JSONMember("hash", .string(hash.hexadecimal)), JSONMember("sealed", .string(sealed)),
      JSONMember("seal_key", .string(sealKeyID)), JSONMember("created_at", createdAt),
      JSONMember("valid_until", validUntil),
    ])
  }
}

extension WriteKey {
  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "write key")
    guard let hash = [UInt8](hexadecimal: try record.text("hash")) else {
      throw record.missing("hash")
    }
    self.init(
      hash: hash, sealed: try record.text("sealed"), sealKeyID: try record.text("seal_key"),
      createdAt: try record.instant("created_at"),
      validUntil: try record.optionalInstant("valid_until"))
  }
}

/// A key that reads and manages one project over the API; shown once, then known by its hash.
package struct SecretKey: Sendable {
  package let standing: Standing
  package let name: String
  let hash: [UInt8]
  /// The last characters, so that a person can tell which key of theirs this is.
  package let ending: String

  package var id: UUIDValue { standing.id }

  static let prefix = "sk_"

  static func make(name: String, now: Instant) -> (key: SecretKey, text: String) {
    let text = prefix + Digest.randomBytes(32).base64URL
    let key = SecretKey(
      standing: Standing(createdAt: now), name: name, hash: keyHash(text),
      ending: String(text.suffix(4)))
    return (key, text)
  }

  package var json: JSON { .object(members) }

  var record: JSON {
    .object(members + [JSONMember("hash", .string(hash.hexadecimal)), standing.versionMember])
  }

  private var members: [JSONMember] {
    [
      standing.idMember, JSONMember("name", .string(name)),
      JSONMember("ending", .string(ending)),
    ] + standing.times
  }
}

extension SecretKey {
  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "secret key")
    guard let hash = [UInt8](hexadecimal: try record.text("hash")) else {
      throw record.missing("hash")
    }
    self.init(
      standing: try Standing(record), name: try record.text("name"), hash: hash,
      ending: try record.text("ending"))
  }
}

/// How a presented key is looked up; nil where it can't be one of that kind.
func presentedKeyHash(_ text: String, prefix: String) -> [UInt8]? {
  guard text.utf8.count == prefix.utf8.count + 43, text.hasPrefix(prefix) else { return nil }
  return keyHash(text)
}

/// A plain hash is enough: the keys are 256 random bits, there is nothing to guess.
private func keyHash(_ text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }
