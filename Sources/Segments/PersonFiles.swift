internal import DuckDB
internal import EventLog
internal import Events

extension EventStore {
  /// Publishes which ids are one person, so that who reads the day files without this program can
  /// count persons as it does: one Parquet file for each project that has day files, written anew
  /// where merges have changed.
  ///
  /// What these files say stands in the log and among the identities; they are made of that, and
  /// nothing here reads them.
  package func publishPersons() async throws {
    try await maintenance.run { try await self.publishPersonsAlone() }
  }

  private func publishPersonsAlone() async throws {
    let projects = Set(catalog.manifest.days.keys.map(\.project))
    for project in publishedPersons.keys where !projects.contains(project) {
      try layout.withdrawPersons(of: project, POSIXDisk())
      publishedPersons[project] = nil
    }
    for project in projects.sorted() {
      let persons = identities.persons(of: project)
      guard publishedPersons[project] != persons.version else { continue }
      let layout = layout
      try await fileConnection.run { session in
        try layout.publish(persons, of: project, DuckDBRows(session: session), POSIXDisk())
      }
      publishedPersons[project] = persons.version
    }
  }
}

extension DataLayout {
  func persons(of project: ProjectID) -> String { persons + "/project_\(project).parquet" }

  fileprivate func publish(
    _ joined: Persons, of project: ProjectID, _ engine: DuckDBRows, _ disk: some Disk
  ) throws {
    let path = persons(of: project)
    let temporary = temporary(for: path)
    try engine.copy(joined, to: temporary)
    let file = try disk.open(temporary)
    defer { disk.close(file) }
    try disk.sync(file)
    try disk.rename(temporary, to: path)
    try disk.syncDirectory(persons)
  }

  fileprivate func withdrawPersons(of project: ProjectID, _ disk: some Disk) throws(DiskError) {
    try disk.remove(persons(of: project))
    try disk.syncDirectory(persons)
  }
}

extension DuckDBRows {
  /// Writes every id that is another one's person, with the id that names that person.
  fileprivate func copy(_ persons: Persons, to path: String) throws {
    let table = "joined_ids"
    try session.execute(
      "CREATE OR REPLACE TABLE \(unsafe: table) (user_id VARCHAR, person VARCHAR)")
    var appender = try session.appender(to: table)
    try persons.forEachMerged { (id, person) throws(DuckDBError) in
      appender.append(id)
      appender.append(person)
      try appender.endRow()
    }
    try appender.finish()
    _ = try copy("SELECT * FROM \(unsafe: table) ORDER BY user_id", to: path)
    try session.execute("DROP TABLE \(unsafe: table)")
  }
}
