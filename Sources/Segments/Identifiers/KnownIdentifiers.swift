package import Events

/// Which event ids are kept, by project: what makes a retry free (I6).
///
/// Owned by the store's thread. An id is in the memory of a generation until that generation's
/// events are in files; then it is in a run. In memory stay the generations, the runs' filters
/// within their budget, and 16 bytes for every 204 ids in runs.
package struct KnownIdentifiers {
  package private(set) var runs: IdentifierRuns
  private var current = IdentifierGeneration(number: 1)
  /// Those whose events are being written to files, oldest first.
  private var sealed: [IdentifierGeneration] = []

  package init(_ runs: IdentifierRuns) { self.runs = runs }

  package var count: Int { sealed.reduce(runs.count + current.count) { $0 + $1.count } }

  /// False where the event's id is there already.
  mutating func insert(_ event: Event) throws -> Bool {
    try insert(event.project, event.id, event.time.day)
  }

  /// False where the id is there already.
  package mutating func insert(
    _ project: ProjectID, _ id: EventID, _ day: CalendarDay
  ) throws -> Bool {
    for generation in sealed where generation.contains(project, id) { return false }
    guard !current.contains(project, id), try !runs.contains(project, id) else { return false }
    current.insert(project, id, day)
    return true
  }

  /// Takes back an id whose event was not stored after all, so that a retry is not taken for a
  /// duplicate.
  package mutating func remove(_ project: ProjectID, _ id: EventID) {
    current.remove(project, id)
  }

  /// Ends a generation together with the store's table: its ids become a run, while new ones go to
  /// the next.
  package mutating func seal() -> IdentifierGeneration {
    let generation = current
    sealed.append(generation)
    current = IdentifierGeneration(number: generation.number + 1)
    return generation
  }

  /// The run with a sealed generation's ids is committed; nil where it had none.
  package mutating func adopt(
    _ run: IdentifierRun?, sealed generation: IdentifierGeneration
  ) throws {
    sealed.removeAll { $0.number == generation.number }
    try runs.replace([], with: run)
  }

  /// A merge is committed. The old runs' files are no longer read after this but by whoever has
  /// them open.
  package mutating func replace(
    _ merged: [IdentifierRunDescription], with run: IdentifierRun?
  ) throws {
    try runs.replace(merged, with: run)
  }
}

/// The ids that came between two flushes.
package struct IdentifierGeneration: Sendable {
  fileprivate let number: Int
  /// By project, so that an id takes 20 bytes and the dictionary's slack.
  private var days: [ProjectID: [EventID: Int32]] = [:]

  fileprivate init(number: Int) { self.number = number }

  package var count: Int { days.values.reduce(0) { $0 + $1.count } }

  /// In a run's order. This sorts: not for the store's thread.
  package var sortedEntries: [IdentifierEntry] {
    var entries: [IdentifierEntry] = []
    entries.reserveCapacity(count)
    for project in days.keys.sorted() {
      for (id, day) in (days[project] ?? [:]).sorted(by: { $0.key < $1.key }) {
        entries.append(
          IdentifierEntry(project: project, id: id, day: CalendarDay(daysSince1970: Int(day))))
      }
    }
    return entries
  }

  fileprivate func contains(_ project: ProjectID, _ id: EventID) -> Bool {
    days[project]?[id] != nil
  }

  fileprivate mutating func insert(_ project: ProjectID, _ id: EventID, _ day: CalendarDay) {
    days[project, default: [:]][id] = Int32(clamping: day.daysSince1970)
  }

  fileprivate mutating func remove(_ project: ProjectID, _ id: EventID) {
    days[project]?[id] = nil
  }
}
