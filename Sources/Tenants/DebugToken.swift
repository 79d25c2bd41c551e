package import Events

/// What opens a project's debug stream, and nothing else: it stands in the address of a web page
/// that is being worked on, so it must be worth little to others.
///
/// The project, the second until which it holds, and the first 16 bytes of their HMAC-SHA-256.
struct DebugToken {
  static let lifetimeSeconds = 3600
  private static let signatureBytes = 16

  let project: UUIDValue
  let validUntil: Instant

  func text(_ keys: KeyRing) -> String {
    let second = validUntil.microseconds / Instant.microsecondsPerSecond
    let payload = Array("\(project).\(second)".utf8)
    return (payload + Self.signature(payload, keys.current)).base64URL
  }

  /// Nil for what is not ours or has run out.
  init?(_ text: String, _ keys: KeyRing, now: Instant) {
    guard text.utf8.count <= 200, let bytes = [UInt8](base64URL: text),
      bytes.count > Self.signatureBytes
    else { return nil }
    let payload = Array(bytes.dropLast(Self.signatureBytes))
    let signature = Array(bytes.suffix(Self.signatureBytes))
    let parts = String(decoding: payload, as: UTF8.self).split(separator: ".")
    guard keys.all.contains(where: { Digest.equal(Self.signature(payload, $0), signature) }),
      parts.count == 2, let project = UUIDValue(String(parts[0])), let second = Int64(parts[1])
    else { return nil }
    self.init(
      project: project, validUntil: Instant(microseconds: second * Instant.microsecondsPerSecond))
    guard now < validUntil else { return nil }
  }

  init(project: UUIDValue, validUntil: Instant) {
    self.project = project
    self.validUntil = validUntil
  }

  private static func signature(_ payload: [UInt8], _ keys: DerivedKeys) -> [UInt8] {
    Array(Digest.hmac(payload, key: keys.derive("debug-token")).prefix(signatureBytes))
  }
}

extension TenantStore {
  /// A token for the project's debug stream, for whoever may read the project.
  nonisolated package func debugToken(
    of id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> (text: String, validUntil: Instant) {
    let project = try project(id, by: principal)
    let second = now().microseconds / Instant.microsecondsPerSecond
    let until = Instant(
      microseconds: (second + Int64(DebugToken.lifetimeSeconds)) * Instant.microsecondsPerSecond)
    return (DebugToken(project: project.id, validUntil: until).text(keys), until)
  }

  /// The project whose debug stream a token opens; nil where it opens none.
  nonisolated package func projectForDebugToken(_ text: String) -> Project? {
    DebugToken(text, keys, now: now()).flatMap { state.liveProject($0.project) }
  }

  /// The funnels of a project that are in use, in the order in which they were made.
  nonisolated package func activeFunnels(of project: UUIDValue) -> [SavedFunnel] {
    state.funnels.values.filter {
      $0.projectID == project && $0.deletedAt == nil && $0.isActive
    }.sorted { ($0.standing.createdAt, $0.id) < ($1.standing.createdAt, $1.id) }
  }
}
