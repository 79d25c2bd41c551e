package import Events

extension TenantStore {
  /// Changes what a person's account says of them; what the body leaves out stays.
  ///
  /// E-mail address and password are how one signs in, so changing either takes the password of
  /// now, and guesses at it are throttled like sign-ins. A new password ends all other sessions:
  /// whoever knew the old one is out.
  ///
  /// - Parameter client: the address that wrong passwords are counted for.
  package func updateMe(
    _ body: JSON, by principal: Principal, client: String
  ) async throws(TenantError) -> (user: User, organization: Organization) {
    let (user, organization) = try me(principal)
    let change = try AccountChange(body, of: user, in: organization)
    if change.email != nil || change.password != nil {
      try await prove(change.currentPassword, of: user, client: client)
    }
    var hashed: PasswordHash?
    if let password = change.password { hashed = try await hash(password) }
    // Before the new password is there: a crash in between costs a sign-in, and lets nobody stay.
    if hashed != nil { try endSessions(of: user.id, except: principal.sessionID) }
    let time = now()
    let changed = try commit(.users) { (state) throws(TenantError) -> User in
      // The passwords took a while, in which another request may have changed the account.
      guard var latest = state.users[user.id], latest.password == user.password else {
        throw .versionMismatch
      }
      if let email = change.email {
        let holder = state.user(email: email)
        guard holder == nil || holder?.id == user.id else { throw .duplicateEmail }
        latest.email = email
      }
      if let fullName = change.fullName { latest.fullName = fullName }
      if let hashed { latest.password = hashed }
      latest.standing.touch(time)
      state.put(latest)
      return latest
    }
    return (changed, organization)
  }

  /// The organisation of whoever asks.
  nonisolated package func organization(
    of principal: Principal
  ) throws(TenantError) -> Organization {
    try principal.require(.readReports)
    guard let organization = state.organizations[principal.organizationID] else {
      throw .notFound
    }
    return organization
  }

  /// Renames an organisation.
  package func updateOrganization(
    _ body: JSON, by principal: Principal, ifVersion: Int? = nil
  ) throws(TenantError) -> Organization {
    var organization = try organization(of: principal)
    try principal.require(.managePeople)
    if let ifVersion, ifVersion != organization.standing.version { throw .versionMismatch }
    var fields = try FieldReader(body)
    let name = fields.unclearableText("name", 1...200)
    fields.readOnly(organization.json, ["id", "created_at", "updated_at"])
    try fields.finish()
    if let name { organization.name = name }
    organization.standing.touch(now())
    let renamed = organization
    try commit(.users) { (state) throws(TenantError) in state.put(renamed) }
    return renamed
  }

  /// Fails unless this is the user's password.
  private func prove(
    _ password: String?, of user: User, client: String
  ) async throws(TenantError) {
    guard let password else {
      throw .invalid([
        Fault(
          "/current_password", "required",
          "current_password is needed to change the e-mail address or the password.")
      ])
    }
    guard try await fits(password, user.password, account: user.emailKey, client: client) else {
      throw .invalid([
        Fault("/current_password", "wrong", "This is not the password of this account.")
      ])
    }
  }
}

/// The body of a change to one's account, checked.
private struct AccountChange {
  let email: String?
  let fullName: String?
  let password: String?
  let currentPassword: String?

  init(
    _ body: JSON, of user: User, in organization: Organization
  ) throws(TenantError) {
    var fields = try FieldReader(body)
    fullName = fields.unclearableText("full_name", 1...200)
    var email = fields.unclearableText("email", 1...EmailAddress.maximumBytes)
    if let given = email { fields.checkEmail(given) }
    // An account sent back as it was read changes nothing.
    if email == user.email { email = nil }
    self.email = email
    currentPassword = fields.optionalPassword("current_password")
    password = fields.optionalPassword("new_password")
    if let password {
      fields.checkPassword(
        password, "new_password",
        personal: [email ?? user.email, fullName ?? user.fullName, organization.name])
    }
    fields.readOnly(
      user.json, ["id", "organization_id", "role", "is_active", "created_at", "updated_at"])
    try fields.finish()
  }
}
