package import Events

/// A write key that has just been replaced.
package struct RotatedKey: Sendable {
  package let apiKey: String
  /// Until then the key before is still taken.
  package let previousValidUntil: Instant
}

extension TenantStore {
  /// The current write key in clear, for the tracking code.
  ///
  /// Throws `notFound` where it was encrypted with a secret that is gone: rotating makes a new one.
  nonisolated package func writeKey(
    of id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> String {
    let project = try project(id, by: principal)
    guard let text = project.writeKeys.last?.text(of: id, keys: keys) else { throw .notFound }
    return text
  }

  /// Replaces the write key; the one before stays valid for the overlap that the settings state.
  package func rotateWriteKey(
    of id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> RotatedKey {
    var project = try changeable(id, by: principal)
    let time = now()
    let until = time.advanced(bySeconds: settings.writeKeyOverlapSeconds)
    let (key, text) = try WriteKey.make(for: id, keys: keys, now: time)
    project.writeKeys.removeAll { !$0.isValid(now: time) }
    for index in project.writeKeys.indices where project.writeKeys[index].validUntil == nil {
      project.writeKeys[index].validUntil = until
    }
    project.writeKeys.append(key)
    _ = try save(project)
    return RotatedKey(apiKey: text, previousValidUntil: until)
  }

  nonisolated package func secretKeys(
    of id: UUIDValue, by principal: Principal, limit: Int = Page<SecretKey>.defaultLimit,
    cursor: String? = nil
  ) throws(TenantError) -> Page<SecretKey> {
    let project = try project(id, by: principal)
    try principal.require(.manageProjects)
    return try Page(project.secretKeys, limit: limit, cursor: cursor, standing: \.standing)
  }

  /// A new secret key and, this once, its text.
  package func createSecretKey(
    of id: UUIDValue, _ body: JSON, by principal: Principal
  ) throws(TenantError) -> (key: SecretKey, text: String) {
    var project = try changeable(id, by: principal)
    var fields = try FieldReader(body)
    var name = "Secret key"
    if case .set(let given) = fields.text("name", 1...200) { name = given }
    if project.secretKeys.count >= Project.maximumSecretKeys {
      fields.add([
        Fault(
          "", "too_many",
          "A project may have \(Project.maximumSecretKeys) secret keys: delete one first.")
      ])
    }
    try fields.finish()
    let (key, text) = SecretKey.make(name: name, now: now())
    project.secretKeys.append(key)
    _ = try save(project)
    return (key, text)
  }

  /// The key is dead when this returns.
  package func deleteSecretKey(
    _ keyID: UUIDValue, of id: UUIDValue, by principal: Principal
  ) throws(TenantError) {
    var project = try changeable(id, by: principal)
    guard let index = project.secretKeys.firstIndex(where: { $0.id == keyID }) else {
      throw .notFound
    }
    project.secretKeys.remove(at: index)
    _ = try save(project)
  }
}

extension Project {
  static let maximumSecretKeys = 50
}
