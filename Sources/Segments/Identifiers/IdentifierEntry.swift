package import EventLog
package import Events

/// An event's id in its project, and the UTC day that the event belongs to.
///
/// The order is that of project and id; the day says how long the id has to be known.
package struct IdentifierEntry: Sendable, Equatable, Comparable {
  package var project: ProjectID
  package var id: EventID
  package var day: CalendarDay

  package init(project: ProjectID, id: EventID, day: CalendarDay) {
    self.project = project
    self.id = id
    self.day = day
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.project == right.project ? left.id < right.id : left.project < right.project
  }

  func isSameEvent(as other: Self) -> Bool { project == other.project && id == other.id }
}

/// What the manifest says of a run: the file counts if and only if it is named there.
package struct IdentifierRunDescription: Sendable, Hashable {
  /// Runs are numbered with the store's other files; a higher number is a newer run.
  package var number: UInt64
  package var count: Int
  package var bytes: Int
  /// That of the last page, which stands for the whole file.
  package var checksum: UInt32

  package var name: String { "\(number).ids" }

  package init(number: UInt64, count: Int, bytes: Int, checksum: UInt32) {
    self.number = number
    self.count = count
    self.bytes = bytes
    self.checksum = checksum
  }
}

/// Where runs are and how much memory they may take.
package struct IdentifierStorage: Sendable {
  package var disk: any Disk
  package var directory: String
  /// For unfinished files; on the same file system.
  package var temporary: String
  /// The data directory's own id.
  package var store: UUIDValue
  /// Bytes for the filters of the live runs together. What does not fit is read from the files.
  /// While a merge's result waits to be committed, its own filter comes on top.
  package var filterMemory: Int

  package init(
    disk: any Disk, directory: String, temporary: String, store: UUIDValue,
    filterMemory: Int = 64 << 20
  ) {
    self.disk = disk
    self.directory = directory
    self.temporary = temporary
    self.store = store
    self.filterMemory = filterMemory
  }

  package func path(of run: IdentifierRunDescription) -> String { directory + "/" + run.name }
}
