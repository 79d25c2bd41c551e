package import Events

/// What a person may do in their organisation.
package enum Role: String, Sendable, CaseIterable {
  case owner, admin, member, viewer
}

/// What a call needs the right to do.
package enum Capability: Sendable, CaseIterable {
  case readReports
  case editFunnels
  /// Project settings and keys.
  case manageProjects
  case managePeople
  /// Hand over or close the organisation.
  case manageOrganization
}

extension Role {
  package func may(_ capability: Capability) -> Bool {
    switch self {
    case .owner: true
    case .admin: capability != .manageOrganization
    case .member: capability == .readReports || capability == .editFunnels
    case .viewer: capability == .readReports
    }
  }
}

/// Who is asking, as proved by a token or a secret key; every call is judged by it.
package struct Principal: Sendable, Hashable {
  package let organizationID: UUIDValue
  package let role: Role
  /// Nil for a secret key and for the command line.
  package let userID: UUIDValue?
  package let sessionID: UUIDValue?
  /// The one project that a secret key reaches; nil reaches all of the organisation.
  package let projectID: UUIDValue?

  init(
    organizationID: UUIDValue, role: Role, userID: UUIDValue? = nil, sessionID: UUIDValue? = nil,
    projectID: UUIDValue? = nil
  ) {
    self.organizationID = organizationID
    self.role = role
    self.userID = userID
    self.sessionID = sessionID
    self.projectID = projectID
  }

  /// Who owns the machine acts as an owner: for the command line only.
  package static func machineOwner(organization: UUIDValue) -> Principal {
    Principal(organizationID: organization, role: .owner)
  }

  package func may(_ capability: Capability) -> Bool {
    if projectID != nil, capability == .managePeople || capability == .manageOrganization {
      return false
    }
    return role.may(capability)
  }

  func require(_ capability: Capability) throws(TenantError) {
    guard may(capability) else { throw .forbidden }
  }

  /// Whether a project is within this principal's reach at all.
  func reaches(_ project: Project) -> Bool {
    project.organizationID == organizationID && (projectID == nil || projectID == project.id)
  }
}
