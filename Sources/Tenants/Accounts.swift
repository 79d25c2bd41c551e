package import Events

/// What a successful sign-in hands out.
package struct SignIn: Sendable {
  package let accessToken: String
  package let refreshToken: String
  package let user: User
  package let organization: Organization

  package var expiresInSeconds: Int { AccessTokens.lifetimeSeconds }

  package var json: JSON {
    [
      "access_token": .string(accessToken), "refresh_token": .string(refreshToken),
      "token_type": "bearer", "expires_in": .number(expiresInSeconds), "user": user.json,
      "organization": organization.json,
    ]
  }
}

extension TenantStore {
  /// Makes an organisation and its owner, and signs them in.
  ///
  /// `invited` lets an account be made where strangers can't register.
  package func register(
    _ body: JSON, invited: Bool = false
  ) async throws(TenantError) -> SignIn {
    guard invited || settings.registration == .open else { throw .registrationClosed }
    let registration = try Registration(body)
    // Asked before the costly part, and again when it is written: others register meanwhile.
    guard state.user(email: registration.email) == nil else { throw .duplicateEmail }
    let hash = try await hash(registration.password)
    let time = now()
    let organization = Organization(
      standing: Standing(createdAt: time), name: registration.organizationName)
    let user = User(
      standing: Standing(createdAt: time), email: registration.email,
      fullName: registration.fullName, organizationID: organization.id, role: .owner,
      isActive: true, password: hash)
    try commit(.users) { (state) throws(TenantError) in
      guard state.user(email: user.email) == nil else { throw .duplicateEmail }
      state.put(organization)
      state.put(user)
    }
    return try startSession(user)
  }

  /// Signs in by password; `client` is the address that failures are counted for.
  package func login(_ body: JSON, client: String) async throws(TenantError) -> SignIn {
    let (email, password) = try Self.credentials(body)
    let user = state.user(email: email)
    let stored = user.flatMap { $0.isActive ? $0.password : nil } ?? hashing.absent
    guard try await fits(password, stored, account: email, client: client), let user,
      user.isActive, state.users[user.id]?.password == stored
    else { throw .badCredentials }
    if hashing.isOutdated(stored) { try await rehash(user.id, password, replacing: stored) }
    return try startSession(user)
  }

  /// Whether a password is the one of this hash; failures count against account and client, and
  /// too many are throttled.
  func fits(
    _ password: String, _ stored: PasswordHash, account: String, client: String
  ) async throws(TenantError) -> Bool {
    try checkThrottle(account, client)
    let hashing = hashing
    let fits = try await passwords.run { hashing.matches(password, stored) }
    // Attempts of one moment all pass the first check; what they learn is bounded by this one.
    try checkThrottle(account, client)
    guard fits else {
      let time = now()
      accountFailures.recordFailure(account, now: time)
      clientFailures.recordFailure(client, now: time)
      return false
    }
    accountFailures.forget(account)
    return true
  }

  /// The person behind a token; a secret key is no person.
  nonisolated package func me(
    _ principal: Principal
  ) throws(TenantError) -> (user: User, organization: Organization) {
    let state = state
    guard let user = principal.userID.flatMap({ state.users[$0] }),
      let organization = state.organizations[user.organizationID]
    else { throw .unauthenticated }
    return (user, organization)
  }

  /// Everyone, oldest first: for the command line.
  nonisolated package var users: [User] {
    state.users.values.sorted { ListPlace($0.standing) < ListPlace($1.standing) }
  }

  private func checkThrottle(_ email: String, _ client: String) throws(TenantError) {
    let time = now()
    let waits = [
      accountFailures.secondsToWait(email, now: time),
      clientFailures.secondsToWait(client, now: time),
    ]
    if let seconds = waits.compactMap(\.self).max() {
      throw .throttled(retryAfterSeconds: seconds)
    }
  }

  func hash(_ password: String) async throws(TenantError) -> PasswordHash {
    let hashing = hashing
    let result = try await passwords.run {
      do throws(TenantError) {
        return Result<PasswordHash, TenantError>.success(try hashing.hash(password))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Under the current secret and cost, now that the password is at hand.
  private func rehash(
    _ id: UUIDValue, _ password: String, replacing old: PasswordHash
  ) async throws(TenantError) {
    let hash = try await hash(password)
    try commit(.users) { (state) throws(TenantError) in
      guard var user = state.users[id], user.password == old else { return }
      user.password = hash
      user.standing.touch(now())
      state.put(user)
    }
  }

  private static func credentials(
    _ body: JSON
  ) throws(TenantError) -> (email: String, password: String) {
    var fields = try FieldReader(body)
    let email = fields.requiredText("email", 1...EmailAddress.maximumBytes)
    let password = fields.password()
    try fields.finish()
    guard let email, let password else { throw .invalid(fields.faults) }
    return (email.asciiLowercased, password)
  }
}

/// The body of a registration, checked.
private struct Registration {
  let email: String
  let password: String
  let fullName: String
  let organizationName: String

  init(_ body: JSON) throws(TenantError) {
    var fields = try FieldReader(body)
    let email = fields.requiredText("email", 1...EmailAddress.maximumBytes)
    if let email { fields.checkEmail(email) }
    let password = fields.password()
    let fullName = fields.requiredText("full_name", 1...200)
    var organizationName = fullName
    if case .set(let name) = fields.text("organization_name", 1...200) { organizationName = name }
    if let password {
      fields.checkPassword(
        password, "password",
        personal: [email ?? "", fullName ?? "", organizationName ?? ""])
    }
    try fields.finish()
    guard let email, let password, let fullName, let organizationName else {
      throw .invalid(fields.faults)
    }
    self.email = email
    self.password = password
    self.fullName = fullName
    self.organizationName = organizationName
  }
}

extension FieldReader {
  /// A password as it was typed: nothing is trimmed, every byte counts.
  fileprivate mutating func password() -> String? {
    let password = optionalPassword("password")
    if password == nil, take("password")?.isNull ?? true {
      fault("password", "required", "password is needed.")
    }
    return password
  }

  /// The same; nil where it is absent or null too.
  mutating func optionalPassword(_ key: String) -> String? {
    guard let value = take(key), !value.isNull else { return nil }
    guard let text = value.text else {
      fault(key, "invalid_type", "\(key) must be a text.")
      return nil
    }
    return text
  }

  mutating func checkEmail(_ email: String) {
    guard !EmailAddress.isValid(email) else { return }
    fault("email", "invalid_format", "email must be an address such as name@example.com.")
  }

  /// `personal` are the account's own words, its address among them.
  mutating func checkPassword(_ password: String, _ key: String, personal: [String]) {
    let words = personal + personal.compactMap { $0.split(separator: "@").first.map(String.init) }
    guard let found = PasswordPolicy.fault(password, personal: words) else { return }
    fault(key, found.code, found.message)
  }
}
