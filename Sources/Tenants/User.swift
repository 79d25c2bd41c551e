package import Events

/// A person who signs in.
package struct User: Sendable {
  package internal(set) var standing: Standing
  package internal(set) var email: String
  package internal(set) var fullName: String
  package internal(set) var organizationID: UUIDValue
  package internal(set) var role: Role
  package internal(set) var isActive: Bool
  var password: PasswordHash

  package var id: UUIDValue { standing.id }

  /// Two spellings of one address are one account.
  var emailKey: String { email.asciiLowercased }

  /// As clients see it.
  package var json: JSON { .object(members(public: true)) }

  /// As it is stored.
  var record: JSON { .object(members(public: false)) }

  private func members(public isPublic: Bool) -> [JSONMember] {
    var members = [standing.idMember, JSONMember("email", .string(email))]
    if !isPublic {
      members.append(JSONMember("password_hash", .string(password.bcrypt)))
      members.append(JSONMember("password_key", .string(password.keyID)))
    }
    members += [
      JSONMember("full_name", .string(fullName)), JSONMember("organization_id", organizationID),
      JSONMember("role", .string(role.rawValue)), JSONMember("is_active", .bool(isActive)),
    ]
    members += standing.times
    if !isPublic { members.append(standing.versionMember) }
    return members
  }
}

extension User {
  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "user")
    guard let role = Role(rawValue: try record.text("role")) else { throw record.missing("role") }
    self.init(
      standing: try Standing(record), email: try record.text("email"),
      fullName: try record.text("full_name"),
      organizationID: try record.id("organization_id"), role: role,
      isActive: try record.boolean("is_active"),
      password: PasswordHash(
        bcrypt: try record.text("password_hash"), keyID: try record.text("password_key")))
  }
}

/// Whose projects and people belong together.
package struct Organization: Sendable {
  package internal(set) var standing: Standing
  package internal(set) var name: String

  package var id: UUIDValue { standing.id }

  package var json: JSON {
    .object([standing.idMember, JSONMember("name", .string(name))] + standing.times)
  }

  var record: JSON {
    .object(
      [standing.idMember, JSONMember("name", .string(name))] + standing.times
        + [standing.versionMember])
  }
}

extension Organization {
  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "organization")
    self.init(standing: try Standing(record), name: try record.text("name"))
  }
}
