package import Events

/// Reads one record of a metadata file; a record that lacks something is damage, not an input.
struct Record {
  let json: JSON
  let kind: String

  func missing(_ key: String) -> TenantError {
    .storage("a \(kind) in the metadata has no valid \(key): id \(json["id"]?.text ?? "unknown")")
  }

  func text(_ key: String) throws(TenantError) -> String {
    guard let text = json[key]?.text else { throw missing(key) }
    return text
  }

  func id(_ key: String = "id") throws(TenantError) -> UUIDValue {
    guard let id = UUIDValue(try text(key)) else { throw missing(key) }
    return id
  }

  func instant(_ key: String) throws(TenantError) -> Instant {
    guard let instant = Instant(try text(key)) else { throw missing(key) }
    return instant
  }

  func optionalInstant(_ key: String) throws(TenantError) -> Instant? {
    json[key].map(\.isNull) ?? true ? nil : try instant(key)
  }

  func optionalText(_ key: String) throws(TenantError) -> String? {
    json[key].map(\.isNull) ?? true ? nil : try text(key)
  }

  func integer(_ key: String) throws(TenantError) -> Int {
    guard let integer = json[key]?.integer else { throw missing(key) }
    return integer
  }

  func optionalInteger(_ key: String) throws(TenantError) -> Int? {
    json[key].map(\.isNull) ?? true ? nil : try integer(key)
  }

  func boolean(_ key: String) throws(TenantError) -> Bool {
    guard let boolean = json[key]?.boolean else { throw missing(key) }
    return boolean
  }

  func list(_ key: String) throws(TenantError) -> [JSON] {
    guard let elements = json[key]?.elements else { throw missing(key) }
    return elements
  }

  /// Base64URL bytes, such as a hash.
  func bytes(_ key: String) throws(TenantError) -> [UInt8] {
    guard let bytes = [UInt8](base64URL: try text(key)) else { throw missing(key) }
    return bytes
  }
}

/// What every stored object has: who it is, when it was, and which state of it this is.
package struct Standing: Sendable, Hashable {
  package let id: UUIDValue
  package let createdAt: Instant
  package private(set) var updatedAt: Instant
  /// Counts changes; the ETag is made of it.
  package private(set) var version: Int

  init(createdAt: Instant) {
    id = .random()
    self.createdAt = createdAt
    updatedAt = createdAt
    version = 1
  }

  mutating func touch(_ now: Instant) {
    updatedAt = max(updatedAt, now)
    version += 1
  }

  init(_ record: Record) throws(TenantError) {
    id = try record.id()
    createdAt = try record.instant("created_at")
    updatedAt = try record.instant("updated_at")
    version = try record.integer("version")
  }

  /// The ETag (RFC 9110 §8.8.3), quotes and all.
  package var entityTag: String { "\"\(version)\"" }

  var idMember: JSONMember { JSONMember("id", .string(id.description)) }

  var times: [JSONMember] {
    [
      JSONMember("created_at", .string(createdAt.description)),
      JSONMember("updated_at", .string(updatedAt.description)),
    ]
  }

  var versionMember: JSONMember { JSONMember("version", .number(version)) }
}

extension JSONMember {
  init(_ key: String, _ id: UUIDValue) { self.init(key, .string(id.description)) }
  init(_ key: String, _ instant: Instant) { self.init(key, .string(instant.description)) }
  init(_ key: String, _ instant: Instant?) { self.init(key, .optional(instant?.description)) }
}
