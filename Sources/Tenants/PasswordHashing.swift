import CCrypt
import Crypto

/// bcrypt over base64(HMAC-SHA-256(pepper, password)).
///
/// bcrypt itself stops at a NUL and after 72 bytes; the HMAC makes every byte of a password
/// count, and without the pepper a stolen `users.json` can't even be guessed against.
struct PasswordHashing: Sendable {
  let keys: KeyRing
  let cost: Int

  /// What stands in for the hash of an account that does not exist, so that it costs the same.
  let absent: PasswordHash

  init(keys: KeyRing, cost: Int) throws(TenantError) {
    self.keys = keys
    self.cost = cost
    absent = PasswordHash(
      bcrypt: try Self.setting(cost: cost) + String(repeating: ".", count: 31),
      keyID: keys.current.id)
  }

  /// Blocks for about 250 ms at cost 12.
  func hash(_ password: String) throws(TenantError) -> PasswordHash {
    let setting = try Self.setting(cost: cost)
    guard let bcrypt = Self.bcrypt(Self.prehash(password, keys.current.pepper), setting) else {
      throw .storage("libxcrypt refuses to make a bcrypt hash of cost \(cost)")
    }
    return PasswordHash(bcrypt: bcrypt, keyID: keys.current.id)
  }

  /// Takes the same time whether the password fits or not.
  func matches(_ password: String, _ hash: PasswordHash) -> Bool {
    let known = keys.keys(hash.keyID)
    let pepper = known ?? keys.current
    guard let found = Self.bcrypt(Self.prehash(password, pepper.pepper), hash.bcrypt) else {
      return false
    }
    return Digest.equal(Array(found.utf8), Array(hash.bcrypt.utf8)) && known != nil
  }

  /// Whether a hash should be made anew when its password is next at hand.
  func isOutdated(_ hash: PasswordHash) -> Bool {
    hash.keyID != keys.current.id || !hash.bcrypt.hasPrefix(Self.prefix(cost: cost))
  }

  private static func prehash(_ password: String, _ pepper: SymmetricKey) -> String {
    Digest.hmac(Array(password.utf8), key: pepper).base64
  }

  private static func prefix(cost: Int) -> String { "$2b$\(cost < 10 ? "0" : "")\(cost)$" }

  /// A bcrypt setting with a fresh salt.
  private static func setting(cost: Int) throws(TenantError) -> String {
    var salt = Digest.randomBytes(16).map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    let made = unsafe crypt_gensalt_rn(
      "$2b$", UInt(cost), &salt, Int32(salt.count), &output, Int32(output.count))
    guard unsafe made != nil else { throw .storage("libxcrypt has no bcrypt of cost \(cost)") }
    return text(output)
  }

  private static func bcrypt(_ phrase: String, _ setting: String) -> String? {
    let scratch = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
    unsafe scratch.initialize(to: crypt_data())
    defer { unsafe scratch.deallocate() }
    let size = Int32(MemoryLayout<crypt_data>.size)
    guard let output = unsafe crypt_rn(phrase, setting, scratch, size) else { return nil }
    return unsafe String(cString: output)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// What is kept of a password.
struct PasswordHash: Sendable, Hashable {
  var bcrypt: String
  /// Which secret's pepper went in.
  var keyID: String
}
