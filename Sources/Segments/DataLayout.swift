internal import EventLog
internal import Events

/// Where everything stands in `DATA_DIR` (docs/data-on-disk.md).
package struct DataLayout: Sendable {
  package let root: String

  package init(root: String) { self.root = root }

  package var log: String { root + "/log" }
  package var manifest: String { root + "/manifest" }
  package var identities: String { root + "/identities" }
  /// The ids of all events in files.
  package var identifiers: String { root + "/ids" }
  /// Recent events, not yet in a day file.
  package var parts: String { root + "/parts" }
  /// Day files under names that are never used again.
  package var days: String { root + "/days" }
  /// Day files under the specification's names, for readers outside.
  package var events: String { root + "/events" }
  package var temporary: String { root + "/tmp" }
  /// What nothing names and might still be wanted: never read, never removed.
  package var quarantine: String { root + "/quarantine" }
  package var metadata: String { root + "/metadata" }
  /// Which ids are one person, for those who read `events`.
  package var persons: String { root + "/persons" }
  /// Every version of the tracker that pages may have pinned.
  package var trackers: String { root + "/trackers" }
  package var configuration: String { root + "/config" }
  package var lock: String { root + "/LOCK" }
  package var format: String { root + "/FORMAT" }
  /// Where a running server takes commands.
  package var socket: String { root + "/iafa.sock" }

  var directories: [String] {
    [
      root, log, manifest, identities, identifiers, parts, days, events, temporary, quarantine,
      metadata, configuration, trackers, persons,
    ]
  }

  /// Where the file at `path` is written before it gets that name. Names are never used twice, so
  /// these are not either.
  func temporary(for path: String) -> String {
    temporary + "/" + path.dropFirst(root.count + 1).replacing("/", with: ".")
  }

  /// Moves a file to where nothing reads it.
  func quarantine(_ path: String, _ disk: some Disk) throws(DiskError) {
    try disk.rename(path, to: quarantined(path))
    try disk.syncDirectory(quarantine)
  }

  /// Gives a file a second name where nothing reads it.
  func keep(_ path: String, _ disk: some Disk) throws(DiskError) {
    try disk.remove(quarantined(path))
    try disk.link(path, as: quarantined(path))
    try disk.syncDirectory(quarantine)
  }

  private func quarantined(_ path: String) -> String {
    quarantine + "/" + path.dropFirst(root.count + 1).replacing("/", with: ".")
  }

  func path(of part: PartFile) -> String { parts + "/" + part.name }

  func directory(of project: ProjectID) -> String { days + "/\(project)" }

  func path(of day: DayFile) -> String {
    directory(of: day.project) + "/\(day.day).\(day.generation).parquet"
  }

  /// `events/project_{id}/{year}/{month}/events_{date}.parquet` (specification 4.1).
  func published(_ day: DayFile) -> (directories: [String], path: String) {
    let date = day.day.description
    let project = events + "/project_\(day.project)"
    let year = project + "/" + date.prefix(4)
    let month = year + "/" + date.dropFirst(5).prefix(2)
    return ([project, year, month], month + "/events_\(date).parquet")
  }
}
