import Events

/// One sign-in and the family of refresh tokens that descend from it.
struct Session: Sendable {
  let id: UUIDValue
  let userID: UUIDValue
  let createdAt: Instant
  /// It ends here, however busy it is.
  let expiresAt: Instant
  private(set) var refreshedAt: Instant
  private(set) var tokenHash: [UInt8]
  private(set) var previousTokenHash: [UInt8]?

  static let lifetimeSeconds = 30 * 86_400.0
  /// How long the token before is still answered: requests of one moment cross each other.
  static let graceSeconds = 10.0
  /// What one account can have at a time; the one refreshed longest ago gives way.
  static let maximumPerUser = 100

  init(userID: UUIDValue, token: RefreshToken, now: Instant) {
    id = token.sessionID
    self.userID = userID
    createdAt = now
    refreshedAt = now
    expiresAt = now.advanced(bySeconds: Self.lifetimeSeconds)
    tokenHash = token.hash
  }

  func isAlive(now: Instant, idleSeconds: Double) -> Bool {
    now < expiresAt && now < refreshedAt.advanced(bySeconds: idleSeconds)
  }

  /// What presenting a token of this session means.
  enum Presented { case current, justReplaced, reused }

  func judge(_ token: RefreshToken, now: Instant) -> Presented {
    if Digest.equal(token.hash, tokenHash) { return .current }
    if let previousTokenHash, Digest.equal(token.hash, previousTokenHash),
      now <= refreshedAt.advanced(bySeconds: Self.graceSeconds)
    {
      return .justReplaced
    }
    return .reused
  }

  mutating func rotate(to token: RefreshToken, now: Instant) {
    previousTokenHash = tokenHash
    tokenHash = token.hash
    refreshedAt = now
  }

  var record: JSON {
    .object([
      JSONMember("id", id), JSONMember("user_id", userID), JSONMember("created_at", createdAt),
      JSONMember("updated_at", refreshedAt), JSONMember("expires_at", expiresAt),
      JSONMember("token_hash", .string(tokenHash.base64URL)),
      JSONMember("previous_token_hash", .optional(previousTokenHash?.base64URL)),
    ])
  }

  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "session")
    id = try record.id()
    userID = try record.id("user_id")
    createdAt = try record.instant("created_at")
    refreshedAt = try record.instant("updated_at")
    expiresAt = try record.instant("expires_at")
    tokenHash = try record.bytes("token_hash")
    previousTokenHash =
      try record.optionalText("previous_token_hash") == nil
      ? nil : try record.bytes("previous_token_hash")
  }
}

/// `rt_`, then the session's id and 256 random bits; only its SHA-256 is kept.
struct RefreshToken: Sendable, Hashable {
  let text: String
  let sessionID: UUIDValue

  private static let prefix = "rt_"

  /// The next token of a session.
  init(sessionID: UUIDValue) {
    let id = (0..<16).map { UInt8(truncatingIfNeeded: sessionID.bits >> UInt128(120 - 8 * $0)) }
    self.sessionID = sessionID
    text = Self.prefix + (id + Digest.randomBytes(32)).base64URL
  }

  init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), text.utf8.count == 67,
      let bytes = [UInt8](base64URL: text.dropFirst(Self.prefix.count)), bytes.count == 48
    else { return nil }
    self.text = text
    sessionID = UUIDValue(bits: bytes[..<16].reduce(0) { $0 << 8 | UInt128($1) })
  }

  var hash: [UInt8] { Digest.sha256(Array(text.utf8)) }
}
