internal import DuckDB
internal import EventLog
package import Events

/// Whom to erase.
package struct ErasureRequest: Sendable {
  package var project: ProjectID
  /// Any id of the person.
  package var userID: String
  package var now: Instant

  package init(project: ProjectID, userID: String, now: Instant) {
    self.project = project
    self.userID = userID
    self.now = now
  }
}

/// What was erased.
package struct ErasureReceipt: Sendable {
  /// All ids of the person, the one that named it first.
  package var ids: [String]
  package var events: Int
  /// Files that held them.
  package var files: Int
}

/// Why nobody was erased.
package enum ErasureError: Error, Sendable, Equatable {
  /// A file that may hold events of the person can't be read.
  case damagedFile
  /// The person was identified anew all the time.
  case busy
}

extension EventStore {
  /// Erases a person: once this returns, no query finds an event of before the call under any of
  /// their ids, nor anything that was known of them. What comes later is a new person.
  ///
  /// - Returns: nil where nothing is known of the id.
  package func erase(_ request: ErasureRequest) async throws -> ErasureReceipt? {
    try await maintenance.run { try await self.eraseAlone(request) }
  }

  private static let attempts = 5

  private func eraseAlone(_ request: ErasureRequest) async throws -> ErasureReceipt? {
    for _ in 0..<Self.attempts {
      try await cut()
      let persons = identities.persons(of: request.project)
      let ids = persons.ids(of: request.userID)
      try await flushCuts(now: request.now)
      let users = ErasedUsers(project: request.project, users: ids)
      let found = try await rows(of: users)
      guard !found.isEmpty || persons.isKnown(request.userID) else { return nil }
      let manifest = catalog.manifest
      let change = manifest.erasing(found, of: request.project, layout)
      try withdraw(change.removedDays, of: manifest)
      if try erase(users, change) {
        return ErasureReceipt(
          ids: ids, events: found.reduce(0) { $0 + $1.count },
          files: Set(found.map(\.path)).count)
      }
    }
    throw ErasureError.busy
  }

  private func rows(of users: ErasedUsers) async throws -> [FoundRows] {
    let manifest = catalog.manifest
    let paths = Set(manifest.sources(of: users.project, layout).map(\.path))
    let named = catalog.files.filter { paths.contains($0.path) }
    guard await files.damaged(among: named).isEmpty else { throw ErasureError.damagedFile }
    let sources = manifest.sources(of: users.project, layout)
    return try await fileConnection.run { session in
      try DuckDBRows(session: session).rows(of: users, in: sources)
    }
  }

  /// Writes one of the files anew that still hold rows of persons who were erased.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  package func rewriteErased() async throws -> Bool {
    try await maintenance.run { try await self.rewriteErasedAlone() }
  }

  private func rewriteErasedAlone() async throws -> Bool {
    let manifest = catalog.manifest
    let layout = layout
    let day = manifest.days.values.filter { !$0.erased.isEmpty }.min { $0.key < $1.key }
    if let day {
      guard let file = catalog.file(of: day.key), await files.damaged(among: [file]).isEmpty else {
        return false
      }
      let new = try await fileConnection.run { session in
        try SegmentWriter(
          layout: layout, disk: POSIXDisk(), engine: DuckDBRows(session: session)
        ).day(rewriting: day, manifest)
      }
      mayLackPublishing = true
      try commit(Manifest.Change(nextFile: manifest.nextFile + 1, setDays: [new]))
      try await fileConnection.run { (_) throws(DiskError) in
        try layout.publish(new, POSIXDisk())
      }
      return true
    }
    guard let part = manifest.parts.first(where: { !$0.erased.isEmpty }),
      let file = catalog.file(of: part), await files.damaged(among: [file]).isEmpty
    else { return false }
    let new = try await fileConnection.run { session in
      try SegmentWriter(
        layout: layout, disk: POSIXDisk(), engine: DuckDBRows(session: session)
      ).part(merging: [part], manifest)
    }
    try commit(
      Manifest.Change(
        nextFile: manifest.nextFile + 1, addedParts: [new], removedParts: [part.name]))
    return true
  }
}
