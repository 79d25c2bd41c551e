import Events

extension TenantStore {
  private nonisolated var idleSeconds: Double { settings.sessionIdleHours * 3600 }

  /// Exchanges a refresh token for a new pair.
  ///
  /// The token just replaced gets the same new one for ten seconds, because requests cross each
  /// other. Any other token of the session means that somebody has a copy: the session ends.
  package func refresh(_ text: String) throws(TenantError) -> SignIn {
    let time = now()
    guard let token = RefreshToken(text), let session = state.sessions[token.sessionID],
      session.isAlive(now: time, idleSeconds: idleSeconds),
      let user = state.users[session.userID], user.isActive
    else { throw .unauthenticated }
    switch session.judge(token, now: time) {
    case .current: return try rotate(session, user, now: time)
    case .justReplaced:
      if let fresh = freshTokens[session.id] { return try signIn(user, fresh.token, now: time) }
      // Restarted since: the new token is known by its hash only, and was perhaps never received.
      return try rotate(session, user, now: time)
    case .reused:
      try endSession(session.id)
      throw .unauthenticated
    }
  }

  /// Ends the session of an access token, at once.
  package func logout(_ principal: Principal) throws(TenantError) {
    guard let id = principal.sessionID else { throw .unauthenticated }
    try endSession(id)
  }

  /// Ends the session of a refresh token, for those whose access token has run out.
  package func logout(refreshToken text: String) throws(TenantError) {
    guard let token = RefreshToken(text), let session = state.sessions[token.sessionID],
      session.judge(token, now: now()) != .reused
    else { throw .unauthenticated }
    try endSession(token.sessionID)
  }

  /// Who presents this access token; its session must be alive at this moment.
  nonisolated package func authenticate(accessToken: String) throws(TenantError) -> Principal {
    let time = now()
    guard let claims = tokens.check(accessToken, now: time) else { throw .unauthenticated }
    let state = state
    guard let session = state.sessions[claims.sessionID], session.userID == claims.userID,
      session.isAlive(now: time, idleSeconds: idleSeconds),
      let user = state.users[claims.userID], user.isActive
    else { throw .unauthenticated }
    return Principal(
      organizationID: user.organizationID, role: user.role, userID: user.id,
      sessionID: session.id)
  }

  /// Who presents this secret key: the administrator of one project.
  nonisolated package func authenticate(secretKey: String) throws(TenantError) -> Principal {
    guard let hash = presentedKeyHash(secretKey, prefix: SecretKey.prefix),
      let project = state.project(secretKeyHash: hash)
    else { throw .unauthenticated }
    return Principal(
      organizationID: project.organizationID, role: .admin, projectID: project.id)
  }

  func startSession(_ user: User) throws(TenantError) -> SignIn {
    let time = now()
    let token = RefreshToken(sessionID: .random())
    let session = Session(userID: user.id, token: token, now: time)
    try commitSessions(time) { $0[session.id] = session }
    return try signIn(user, token, now: time)
  }

  private func rotate(
    _ session: Session, _ user: User, now time: Instant
  ) throws(TenantError) -> SignIn {
    let token = RefreshToken(sessionID: session.id)
    var rotated = session
    rotated.rotate(to: token, now: time)
    try commitSessions(time) { $0[session.id] = rotated }
    let graceStart = time.advanced(bySeconds: -Session.graceSeconds)
    freshTokens = freshTokens.filter { $0.value.at >= graceStart }
    freshTokens[session.id] = (token, time)
    return try signIn(user, token, now: time)
  }

  private func endSession(_ id: UUIDValue) throws(TenantError) {
    try commitSessions(now()) { $0[id] = nil }
    freshTokens[id] = nil
  }

  /// Ends all sessions of a user but one.
  func endSessions(of user: UUIDValue, except kept: UUIDValue?) throws(TenantError) {
    try commitSessions(now()) { sessions in
      sessions = sessions.filter { $0.value.userID != user || $0.key == kept }
    }
    freshTokens = freshTokens.filter { state.sessions[$0.key] != nil }
  }

  /// Every write of the file leaves out what is over, and what one account has too much of.
  private func commitSessions(
    _ time: Instant, _ change: (inout [UUIDValue: Session]) -> Void
  ) throws(TenantError) {
    try commit(.sessions) { (state) throws(TenantError) in
      change(&state.sessions)
      state.sessions = state.sessions.filter {
        $0.value.isAlive(now: time, idleSeconds: idleSeconds)
      }
      for (_, sessions) in Dictionary(grouping: state.sessions.values, by: \.userID)
      where sessions.count > Session.maximumPerUser {
        let spare = sessions.sorted { $0.refreshedAt < $1.refreshedAt }
          .prefix(sessions.count - Session.maximumPerUser)
        for session in spare { state.sessions[session.id] = nil }
      }
    }
  }

  private func signIn(
    _ user: User, _ token: RefreshToken, now time: Instant
  ) throws(TenantError) -> SignIn {
    guard let organization = state.organizations[user.organizationID] else {
      throw .storage("user \(user.id) has no organisation")
    }
    let claims = AccessClaims(userID: user.id, sessionID: token.sessionID)
    return SignIn(
      accessToken: tokens.make(claims, now: time), refreshToken: token.text, user: user,
      organization: organization)
  }
}
