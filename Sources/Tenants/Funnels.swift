package import Events

extension TenantStore {
  /// Saves a funnel.
  ///
  /// `definition` judges all of the body that is not the envelope: this target does not know what
  /// funnels mean. Its faults come together with those of the envelope.
  package func createFunnel(
    _ body: JSON, by principal: Principal, definition: (JSON) -> DefinitionVerdict
  ) throws(TenantError) -> SavedFunnel {
    try principal.require(.editFunnels)
    var fields = try FieldReader(body)
    let projectID = fields.identifier("project_id")
    var envelope = FunnelEnvelope()
    envelope.apply(&fields, isNew: true)
    fields.readOnly([:], SavedFunnel.readOnlyKeys.filter { $0 != "project_id" })
    let checked = Self.judge(fields.rest, &fields, definition)
    try fields.finishIgnoringRest()
    guard let projectID, let project = state.liveProject(projectID), principal.reaches(project),
      let checked
    else { throw .notFound }
    let funnel = SavedFunnel(
      standing: Standing(createdAt: now()), projectID: project.id,
      organizationID: project.organizationID, name: envelope.name,
      description: envelope.description, isActive: envelope.isActive, definition: checked,
      deletedAt: nil)
    try commit(.funnels) { (state) throws(TenantError) in state.funnels[funnel.id] = funnel }
    return funnel
  }

  nonisolated package func funnel(
    _ id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> SavedFunnel {
    let state = state
    guard let funnel = state.funnels[id], funnel.deletedAt == nil,
      let project = state.liveProject(funnel.projectID), principal.reaches(project)
    else { throw .notFound }
    try principal.require(.readReports)
    return funnel
  }

  /// The funnels of a project, or of all projects within reach.
  nonisolated package func funnels(
    _ existence: Existence = .live, of projectID: UUIDValue? = nil, by principal: Principal,
    limit: Int = Page<SavedFunnel>.defaultLimit, cursor: String? = nil
  ) throws(TenantError) -> Page<SavedFunnel> {
    try principal.require(.readReports)
    if let projectID { _ = try project(projectID, by: principal) }
    let state = state
    let time = now()
    let all = state.funnels.values.filter { funnel in
      guard Deletion.matches(existence, funnel.deletedAt, now: time),
        projectID == nil || funnel.projectID == projectID,
        let project = state.liveProject(funnel.projectID)
      else { return false }
      return principal.reaches(project)
    }
    return try Page(Array(all), limit: limit, cursor: cursor, standing: \.standing)
  }

  /// Changes what the body names: the envelope's fields, and members of the definition.
  ///
  /// The definition is judged as a whole once the given members stand in the old ones' places.
  package func updateFunnel(
    _ id: UUIDValue, _ body: JSON, by principal: Principal, ifVersion: Int? = nil,
    definition: (JSON) -> DefinitionVerdict
  ) throws(TenantError) -> SavedFunnel {
    var funnel = try changeableFunnel(id, by: principal, ifVersion: ifVersion)
    var fields = try FieldReader(body)
    var envelope = FunnelEnvelope(
      name: funnel.name, description: funnel.description, isActive: funnel.isActive)
    envelope.apply(&fields, isNew: false)
    fields.readOnly(funnel.json, SavedFunnel.readOnlyKeys)
    let changes = fields.rest
    if !changes.isEmpty {
      let merged = Self.merge(changes, into: SavedFunnel.definitionMembers(funnel.definition))
      if let checked = Self.judge(merged, &fields, definition) { funnel.definition = checked }
    }
    try fields.finishIgnoringRest()
    funnel.name = envelope.name
    funnel.description = envelope.description
    funnel.isActive = envelope.isActive
    return try save(funnel)
  }

  /// Hides a funnel; it can be restored for seven days.
  package func deleteFunnel(
    _ id: UUIDValue, by principal: Principal, ifVersion: Int? = nil
  ) throws(TenantError) {
    var funnel = try changeableFunnel(id, by: principal, ifVersion: ifVersion)
    funnel.deletedAt = now()
    _ = try save(funnel)
  }

  package func restoreFunnel(
    _ id: UUIDValue, by principal: Principal
  ) throws(TenantError) -> SavedFunnel {
    guard var funnel = state.funnels[id],
      let project = state.liveProject(funnel.projectID), principal.reaches(project),
      Deletion.matches(.deleted, funnel.deletedAt, now: now())
    else { throw .notFound }
    try principal.require(.editFunnels)
    funnel.deletedAt = nil
    return try save(funnel)
  }

  private func changeableFunnel(
    _ id: UUIDValue, by principal: Principal, ifVersion: Int?
  ) throws(TenantError) -> SavedFunnel {
    let funnel = try funnel(id, by: principal)
    try principal.require(.editFunnels)
    if let ifVersion, ifVersion != funnel.standing.version { throw .versionMismatch }
    return funnel
  }

  private func save(_ funnel: SavedFunnel) throws(TenantError) -> SavedFunnel {
    var funnel = funnel
    funnel.standing.touch(now())
    try commit(.funnels) { (state) throws(TenantError) in state.funnels[funnel.id] = funnel }
    return funnel
  }

  /// The normalised definition; nil where it is at fault, and then the faults are noted.
  private static func judge(
    _ members: [JSONMember], _ fields: inout FieldReader,
    _ definition: (JSON) -> DefinitionVerdict
  ) -> JSON? {
    switch definition(.object(members)) {
    case .invalid(let faults): fields.add(faults)
    case .valid(let checked):
      // A file must be readable again: the parser takes no NUL and no endless nesting.
      let parsed = try? JSONParser.parse(  // no JSON: a definition we can't keep
        Array(checked.jsonText.utf8), maximumDepth: maximumDefinitionDepth)
      if let parsed, parsed.faults.isEmpty, checked.members != nil { return checked }
      fields.add([Fault("", "invalid_format", "The definition holds what can't be stored.")])
    }
    return nil
  }

  /// A member given as `null` is cleared: it gets its default again.
  private static func merge(
    _ changes: [JSONMember], into members: [JSONMember]
  ) -> [JSONMember] {
    var merged = members
    for change in changes {
      let index = merged.firstIndex { $0.key.utf8.elementsEqual(change.key.utf8) }
      switch (index, change.value.isNull) {
      case (let index?, true): merged.remove(at: index)
      case (let index?, false): merged[index] = change
      // Also a null that clears nothing goes on to be judged: its key may be misspelt.
      case (nil, _): merged.append(change)
      }
    }
    return merged
  }
}

/// Less than a document may nest, by what stands around a definition in it.
private let maximumDefinitionDepth = 48

/// What a person calls a funnel and whether it is in use.
private struct FunnelEnvelope {
  var name = ""
  var description = ""
  var isActive = true

  mutating func apply(_ fields: inout FieldReader, isNew: Bool) {
    let name =
      isNew ? fields.requiredText("name", 1...200) : fields.unclearableText("name", 1...200)
    if let name { self.name = name }
    switch fields.multilineText("description", maximum: 2000) {
    case .set(let text): description = text
    case .cleared: description = ""
    case .absent: break
    }
    switch fields.boolean("is_active") {
    case .set(let value): isActive = value
    case .cleared: isActive = true
    case .absent: break
    }
  }
}
