package import Events

/// A funnel that someone keeps: an envelope of ours around a definition whose meaning is not ours.
package struct SavedFunnel: Sendable {
  package internal(set) var standing: Standing
  package let projectID: UUIDValue
  package let organizationID: UUIDValue
  package internal(set) var name: String
  package internal(set) var description: String
  package internal(set) var isActive: Bool
  /// Checked and normalised by who knows what funnels mean; an object.
  package internal(set) var definition: JSON
  package internal(set) var deletedAt: Instant?

  package var id: UUIDValue { standing.id }

  /// The members that are the envelope's; all others are the definition's.
  package static let envelopeKeys: Set<String> = [
    "id", "project_id", "organization_id", "name", "description", "is_active", "created_at",
    "updated_at", "version", "deleted_at", "restorable_until",
  ]

  static let readOnlyKeys = [
    "id", "project_id", "organization_id", "created_at", "updated_at",
  ]

  package var json: JSON { .object(members + standing.times + Deletion.members(deletedAt)) }

  var record: JSON {
    .object(
      members + standing.times + [standing.versionMember, JSONMember("deleted_at", deletedAt)])
  }

  private var members: [JSONMember] {
    [
      standing.idMember, JSONMember("project_id", projectID),
      JSONMember("organization_id", organizationID), JSONMember("name", .string(name)),
      JSONMember("description", .string(description)),
    ] + Self.definitionMembers(definition) + [JSONMember("is_active", .bool(isActive))]
  }

  /// The members of an object that do not belong to the envelope.
  static func definitionMembers(_ json: JSON) -> [JSONMember] {
    (json.members ?? []).filter { !envelopeKeys.contains($0.key) }
  }
}

extension SavedFunnel {
  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "funnel")
    self.init(
      standing: try Standing(record), projectID: try record.id("project_id"),
      organizationID: try record.id("organization_id"), name: try record.text("name"),
      description: try record.text("description"), isActive: try record.boolean("is_active"),
      definition: .object(Self.definitionMembers(json)),
      deletedAt: try record.optionalInstant("deleted_at"))
  }
}

/// What the caller, who knows what funnels mean, says of a definition.
package enum DefinitionVerdict: Sendable {
  /// The definition with its defaults filled in.
  case valid(JSON)
  case invalid([Fault])
}
