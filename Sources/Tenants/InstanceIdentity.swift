package import Events

/// Which server this is, kept in `config/app_config.json`.
///
/// Access tokens name it as their audience.
package struct InstanceIdentity: Sendable {
  package let id: UUIDValue

  static func open(dataDirectory: String, now: Instant) throws(TenantError) -> InstanceIdentity {
    let path = "\(dataDirectory)/config/app_config.json"
    var (document, content) = try JSONDocument.open(path)
    if let content {
      return InstanceIdentity(
        id: try Record(json: content, kind: "app_config.json").id("instance_id"))
    }
    let identity = InstanceIdentity(id: .random())
    try document.replace(with: [
      JSONMember("instance_id", identity.id), JSONMember("created_at", now),
    ])
    return identity
  }
}
