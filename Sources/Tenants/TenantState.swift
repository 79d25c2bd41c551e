import Events

/// All accounts, projects and funnels at one moment, with the indexes to find them by.
struct TenantState: Sendable {
  private(set) var users: [UUIDValue: User] = [:]
  private(set) var organizations: [UUIDValue: Organization] = [:]
  var sessions: [UUIDValue: Session] = [:]
  private(set) var projects: [UUIDValue: Project] = [:]
  var funnels: [UUIDValue: SavedFunnel] = [:]

  private var userByEmail: [String: UUIDValue] = [:]
  private var projectByWriteKey: [[UInt8]: UUIDValue] = [:]
  private var projectBySecretKey: [[UInt8]: UUIDValue] = [:]
  /// By allowed origin and by domain.
  private var projectsByClaim: [String: [UUIDValue]] = [:]

  mutating func put(_ user: User) {
    if let old = users[user.id] { userByEmail[old.emailKey] = nil }
    users[user.id] = user
    userByEmail[user.emailKey] = user.id
  }

  mutating func put(_ organization: Organization) {
    organizations[organization.id] = organization
  }

  mutating func put(_ project: Project) {
    remove(project: project.id)
    projects[project.id] = project
    for key in project.writeKeys { projectByWriteKey[key.hash] = project.id }
    for key in project.secretKeys { projectBySecretKey[key.hash] = project.id }
    guard project.deletedAt == nil else { return }
    for claim in project.settings.claims { projectsByClaim[claim, default: []].append(project.id) }
  }

  mutating func remove(project id: UUIDValue) {
    guard let project = projects.removeValue(forKey: id) else { return }
    for key in project.writeKeys { projectByWriteKey[key.hash] = nil }
    for key in project.secretKeys { projectBySecretKey[key.hash] = nil }
    for claim in project.settings.claims {
      projectsByClaim[claim]?.removeAll { $0 == id }
      if projectsByClaim[claim]?.isEmpty == true { projectsByClaim[claim] = nil }
    }
  }

  func user(email: String) -> User? {
    userByEmail[email.asciiLowercased].flatMap { users[$0] }
  }

  /// The project, unless it has been deleted.
  func liveProject(_ id: UUIDValue) -> Project? {
    projects[id].flatMap { $0.deletedAt == nil ? $0 : nil }
  }

  func project(writeKeyHash hash: [UInt8], now: Instant) -> Project? {
    guard let project = projectByWriteKey[hash].flatMap(liveProject),
      let key = project.writeKeys.first(where: { Digest.equal($0.hash, hash) }),
      key.isValid(now: now)
    else { return nil }
    return project
  }

  /// The projects whose allowed origins or domain an `Origin` header is of.
  func projects(claiming origin: String, limit: Int) -> [Project] {
    var found: [Project] = []
    var seen: Set<UUIDValue> = []
    for id in AllowedOrigin.claims(on: origin).lazy.flatMap({ projectsByClaim[$0] ?? [] }) {
      guard found.count < limit else { break }
      if seen.insert(id).inserted, let project = liveProject(id) { found.append(project) }
    }
    return found
  }

  func project(secretKeyHash hash: [UInt8]) -> Project? {
    guard let project = projectBySecretKey[hash].flatMap(liveProject),
      project.secretKeys.contains(where: { Digest.equal($0.hash, hash) })
    else { return nil }
    return project
  }
}

/// The files that the state is kept in, each a part of it.
enum MetadataFile: String, CaseIterable {
  case users, sessions, projects, funnels

  /// The records of this file, in an order that does not change from write to write.
  func content(of state: TenantState) -> [JSONMember] {
    switch self {
    case .users:
      [
        JSONMember("users", Self.list(state.users.values, \.standing, \.record)),
        JSONMember(
          "organizations", Self.list(state.organizations.values, \.standing, \.record)),
      ]
    case .sessions:
      [
        JSONMember(
          "sessions",
          .array(
            state.sessions.values
              .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }.map(\.record)))
      ]
    case .projects:
      [JSONMember("projects", Self.list(state.projects.values, \.standing, \.record))]
    case .funnels:
      [JSONMember("funnels", Self.list(state.funnels.values, \.standing, \.record))]
    }
  }

  private static func list<Item>(
    _ items: some Sequence<Item>, _ standing: (Item) -> Standing, _ record: (Item) -> JSON
  ) -> JSON {
    let sorted = items.sorted { ListPlace(standing($0)) < ListPlace(standing($1)) }
    return .array(sorted.map(record))
  }

  /// Puts the records of this file into the state.
  func read(_ content: JSON, into state: inout TenantState) throws(TenantError) {
    switch self {
    case .users:
      for json in content["organizations"]?.elements ?? [] {
        state.put(try Organization(json))
      }
      for json in content["users"]?.elements ?? [] { state.put(try User(json)) }
    case .sessions:
      for json in content["sessions"]?.elements ?? [] {
        let session = try Session(json)
        state.sessions[session.id] = session
      }
    case .projects:
      for json in content["projects"]?.elements ?? [] { state.put(try Project(json)) }
    case .funnels:
      for json in content["funnels"]?.elements ?? [] {
        let funnel = try SavedFunnel(json)
        state.funnels[funnel.id] = funnel
      }
    }
  }
}
