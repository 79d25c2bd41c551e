internal import EventLog
package import Events

extension EventStore {
  /// Removes the closed days of projects that come before the first day that each still keeps. A
  /// project that is not named keeps everything.
  ///
  /// A day's file goes as a whole: events are kept until their whole UTC day is too old. What is
  /// not yet in a day file stays until it is.
  ///
  /// - Returns: how many day files went.
  @discardableResult
  package func expire(before firstKept: [ProjectID: CalendarDay]) async throws -> Int {
    try await maintenance.run { try await self.expireAlone(before: firstKept) }
  }

  private func expireAlone(before firstKept: [ProjectID: CalendarDay]) throws -> Int {
    let manifest = catalog.manifest
    let change = manifest.expiring(before: firstKept)
    guard !change.removedDays.isEmpty else { return 0 }
    try withdraw(change.removedDays, of: manifest)
    try commit(change)
    return change.removedDays.count
  }

  /// Takes the public names of days away that a change is about to remove. Before its commit: a
  /// public file that nobody names would never be found again, and a name that is missing is.
  func withdraw(_ days: [DayKey], of manifest: Manifest) throws {
    if !days.isEmpty { mayLackPublishing = true }
    for key in days {
      guard let day = manifest.days[key] else { continue }
      try layout.withdraw(day, POSIXDisk())
    }
  }

  /// Whether any file holds events of a project.
  package nonisolated func hasFiles(of project: ProjectID) -> Bool {
    let manifest = catalog.manifest
    return manifest.days.keys.contains { $0.project == project }
      || manifest.parts.contains { $0.contents.contains { $0.project == project } }
  }
}

extension Manifest {
  /// The change after which the days are gone that come before the first one that their project
  /// keeps.
  func expiring(before firstKept: [ProjectID: CalendarDay]) -> Change {
    let expired = days.keys.filter { key in firstKept[key.project].map { key.day < $0 } ?? false }
    return Change(nextFile: nextFile, removedDays: expired.sorted())
  }
}
