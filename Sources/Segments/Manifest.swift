package import Events

/// A Parquet file of recent events, of all projects.
package struct PartFile: Sendable, Equatable {
  package var name: String
  package var rows: Int
  /// What it holds, by project and UTC day.
  package var contents: [Content]
  package var seal: FileSeal = .unknown
  /// Whose rows in it do not exist any more, though the file still has them.
  package var erased: [ErasedUsers] = []

  package struct Content: Sendable, Equatable {
    package var project: ProjectID
    package var day: CalendarDay
    package var rows: Int
  }
}

extension PartFile {
  /// Parts of this size are not small: they wait for their day to close.
  private static let largestMerged = 1_000_000

  /// Which of these parts are merged next: those of one open day, of like size; none where there is
  /// nothing to do.
  static func nextMerge(of parts: [PartFile], openFrom openDay: CalendarDay) -> [PartFile] {
    var days: [CalendarDay: [PartFile]] = [:]
    for part in parts where part.rows < largestMerged {
      let held = Set(part.contents.map(\.day))
      if held.count == 1, let day = held.first, day >= openDay {
        days[day, default: []].append(part)
      }
    }
    for (_, parts) in days.sorted(by: { $0.key < $1.key }) {
      let places = SizeTiers.places(toMerge: parts.map(\.rows))
      if !places.isEmpty { return places.map { parts[$0] } }
    }
    return []
  }
}

/// The Parquet file of a project's closed day.
package struct DayFile: Sendable, Equatable {
  package var project: ProjectID
  package var day: CalendarDay
  /// Counts up with every rewrite, so that no name is used twice.
  package var generation: UInt64
  package var rows: Int
  package var seal: FileSeal = .unknown
  /// Whose rows in it do not exist any more, though the file still has them.
  package var erased: [ErasedUsers] = []

  package var key: DayKey { DayKey(project: project, day: day) }
}

package struct DayKey: Sendable, Hashable, Comparable {
  package var project: ProjectID
  package var day: CalendarDay

  package static func < (left: DayKey, right: DayKey) -> Bool {
    (left.project, left.day) < (right.project, right.day)
  }
}

/// Acknowledged records of the log that no longer read: the events in them are gone.
package struct Loss: Sendable, Hashable {
  /// The number of the first record.
  package var first: UInt64
  package var records: Int
}

/// Which files hold the events, and up to which record the log is in them.
///
/// A row counts from a file if and only if the manifest names the file.
package struct Manifest: Sendable, Equatable {
  package var parts: [PartFile] = []
  package var days: [DayKey: DayFile] = [:]
  /// The last record of the log that is in parts or day files.
  package var flushed: UInt64 = 0
  /// The number for the next file's name.
  package var nextFile: UInt64 = 1
  /// The runs that hold the ids of all events in files.
  package var runs: [IdentifierRunDescription] = []
  /// How many identifications the identity file holds.
  package var identifications: UInt64 = 0
  /// What damage to the log has cost, until somebody accepts it.
  package var losses: [Loss] = []
  /// Persons whose identifications do not hold any more, in the order in which they were erased.
  package var forgotten: [ForgottenUsers] = []

  /// One commit: what changes, all of it or nothing.
  package struct Change: Sendable, Equatable {
    package var flushed: UInt64?
    package var nextFile: UInt64
    package var addedParts: [PartFile] = []
    package var removedParts: [String] = []
    /// Parts that stay as they are, described anew.
    package var setParts: [PartFile] = []
    package var setDays: [DayFile] = []
    package var removedDays: [DayKey] = []
    package var addedRuns: [IdentifierRunDescription] = []
    /// By number.
    package var removedRuns: [UInt64] = []
    package var identifications: UInt64?
    package var addedLosses: [Loss] = []
    /// The losses so far are known to somebody and no longer mark every answer.
    package var acceptsLosses = false
    package var addedForgotten: [ForgottenUsers] = []
  }

  package mutating func apply(_ change: Change) {
    flushed = change.flushed ?? flushed
    nextFile = change.nextFile
    let removed = Set(change.removedParts)
    parts.removeAll { removed.contains($0.name) }
    for part in change.setParts {
      if let place = parts.firstIndex(where: { $0.name == part.name }) { parts[place] = part }
    }
    parts += change.addedParts
    for day in change.setDays { days[day.key] = day }
    for key in change.removedDays { days[key] = nil }
    runs.removeAll { change.removedRuns.contains($0.number) }
    runs += change.addedRuns
    identifications = change.identifications ?? identifications
    if change.acceptsLosses { losses = [] }
    losses += change.addedLosses
    forgotten += change.addedForgotten
  }

  var rowCount: Int {
    parts.reduce(0) { $0 + $1.rows } + days.values.reduce(0) { $0 + $1.rows }
  }

  /// The change that makes this manifest out of an empty one.
  var asChange: Change {
    Change(
      flushed: flushed, nextFile: nextFile, addedParts: parts,
      setDays: days.values.sorted { $0.key < $1.key }, addedRuns: runs,
      identifications: identifications, addedLosses: losses, addedForgotten: forgotten)
  }
}
