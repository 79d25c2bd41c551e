package import Events

extension TenantStore {
  /// A new project, and its write key in clear.
  package func createProject(
    _ body: JSON, by principal: Principal
  ) throws(TenantError) -> (project: Project, apiKey: String) {
    guard principal.projectID == nil else { throw .forbidden }
    try principal.require(.manageProjects)
    var fields = try FieldReader(body)
    var settings = ProjectSettings()
    settings.apply(&fields, isNew: true, isTimeZone: isTimeZone)
    try fields.finish()
    let standing = Standing(createdAt: now())
    let (key, text) = try WriteKey.make(for: standing.id, keys: keys, now: now())
    let project = Project(
      standing: standing, organizationID: principal.organizationID, settings: settings,
      deletedAt: nil, writeKeys: [key])
    try commit(.projects) { (state) throws(TenantError) in state.put(project) }
    return (project, text)
  }

  nonisolated package func project(
    _ id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> Project {
    guard let project = state.liveProject(id), principal.reaches(project) else { throw .notFound }
    try principal.require(.readReports)
    return project
  }

  nonisolated package func projects(
    _ existence: Existence = .live, by principal: Principal,
    limit: Int = Page<Project>.defaultLimit, cursor: String? = nil
  ) throws(TenantError) -> Page<Project> {
    try principal.require(.readReports)
    let time = now()
    let all = state.projects.values.filter {
      Deletion.matches(existence, $0.deletedAt, now: time) && principal.reaches($0)
    }
    return try Page(Array(all), limit: limit, cursor: cursor, standing: \.standing)
  }

  /// Every project that is not deleted: for retention, the catalogue and the command line.
  nonisolated package var allProjects: [Project] {
    state.projects.values.filter { $0.deletedAt == nil }
      .sorted { ListPlace($0.standing) < ListPlace($1.standing) }
  }

  /// The project that this write key may send events to; nil where there is none.
  nonisolated package func projectForWriteKey(_ key: String) -> Project? {
    guard let hash = presentedKeyHash(key, prefix: WriteKey.prefix) else { return nil }
    return state.project(writeKeyHash: hash, now: now())
  }

  /// The projects whose allowed origins or domain an `Origin` header is of; a request that proves
  /// nothing costs no more, however many claim the same.
  nonisolated package func projects(claiming origin: String) -> [Project] {
    state.projects(claiming: origin, limit: 16)
  }

  /// Changes the fields that the body names; `ifVersion` is what `If-Match` demands.
  package func updateProject(
    _ id: UUIDValue, _ body: JSON, by principal: Principal, ifVersion: Int? = nil
  ) throws(TenantError) -> Project {
    var project = try changeable(id, by: principal, ifVersion: ifVersion)
    var fields = try FieldReader(body)
    project.settings.apply(&fields, isNew: false, isTimeZone: isTimeZone)
    fields.readOnly(project.json, ["id", "organization_id", "created_at", "updated_at"])
    try fields.finish()
    return try save(project)
  }

  /// Hides a project and its funnels, and stops its keys; it can be restored for seven days.
  package func deleteProject(
    _ id: UUIDValue, by principal: Principal, ifVersion: Int? = nil
  ) throws(TenantError) {
    var project = try changeable(id, by: principal, ifVersion: ifVersion)
    project.deletedAt = now()
    _ = try save(project)
  }

  package func restoreProject(
    _ id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> Project {
    guard var project = state.projects[id], principal.reaches(project),
      Deletion.matches(.deleted, project.deletedAt, now: now())
    else { throw .notFound }
    try principal.require(.manageProjects)
    project.deletedAt = nil
    return try save(project)
  }

  /// Projects that were deleted more than seven days ago: their events are to go, and then they
  /// are forgotten.
  nonisolated package var doomedProjects: [ProjectID] {
    let time = now()
    return state.projects.values.filter { Deletion.isFinal($0.deletedAt, now: time) }.map(\.id)
      .sorted()
  }

  /// Forgets these doomed projects with their funnels, and the funnels that were themselves deleted
  /// more than seven days ago.
  ///
  /// Funnels go first: a crash in between leaves a deleted project without funnels, never a funnel
  /// without its project.
  package func purge(_ projects: [ProjectID]) throws(TenantError) {
    let ids = Set(projects).intersection(doomedProjects)
    let time = now()
    let funnels = state.funnels.values.filter {
      ids.contains($0.projectID) || Deletion.isFinal($0.deletedAt, now: time)
    }
    if !funnels.isEmpty {
      try commit(.funnels) { (state) throws(TenantError) in
        for funnel in funnels { state.funnels[funnel.id] = nil }
      }
    }
    guard !ids.isEmpty else { return }
    try commit(.projects) { (state) throws(TenantError) in
      for id in ids { state.remove(project: id) }
    }
  }

  func changeable(
    _ id: UUIDValue, by principal: Principal, ifVersion: Int? = nil
  ) throws(TenantError) -> Project {
    let project = try project(id, by: principal)
    try principal.require(.manageProjects)
    if let ifVersion, ifVersion != project.standing.version { throw .versionMismatch }
    return project
  }

  func save(_ project: Project) throws(TenantError) -> Project {
    var project = project
    project.standing.touch(now())
    try commit(.projects) { (state) throws(TenantError) in state.put(project) }
    return project
  }
}
