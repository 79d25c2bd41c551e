internal import EventLog
internal import Events
internal import NIOConcurrencyHelpers

/// What a query may read, taken at one instant: every event once.
package struct Snapshot: Sendable {
  var files: [SegmentFile]
  var hot: [HotGeneration]
  /// Whose rows of the project do not exist in a file, by the file's path.
  var erased: [String: [String]] = [:]
  /// Events that belong here can't be read: a file is damaged, or damage to the log cost some.
  package var isPartial = false
}

/// The state of the store as queries see it: manifest, open files, tables in memory.
///
/// One lock, held for moments: a flush or a compaction swaps files and tables in one step, so that
/// no snapshot sees a row twice or not at all.
final class Catalog: Sendable {
  private struct State: Sendable {
    var manifest: Manifest
    var parts: [String: SegmentFile] = [:]
    var days: [DayKey: SegmentFile] = [:]
    /// Oldest first; the last one takes new rows.
    var hot: [HotGeneration]

    func snapshot(_ project: ProjectID, _ days: ClosedRange<CalendarDay>) -> Snapshot {
      var held: [SegmentFile] = []
      var erased: [String: [String]] = [:]
      for (key, file) in self.days where key.project == project && days.contains(key.day) {
        held.append(file)
        erased[file.path] = manifest.days[key]?.erased.users(of: project)
      }
      for part in manifest.parts {
        let isRelevant = part.contents.contains { $0.project == project && days.contains($0.day) }
        if isRelevant, let file = parts[part.name] {
          held.append(file)
          erased[file.path] = part.erased.users(of: project)
        }
      }
      held.sort { $0.path < $1.path }
      return Snapshot(
        files: held, hot: hot, erased: erased, isPartial: !manifest.losses.isEmpty)
    }
  }

  private let layout: DataLayout
  private let disk: any Disk
  private let state: NIOLockedValueBox<State>

  init(layout: DataLayout, disk: any Disk, manifest: Manifest, hot: HotGeneration) {
    self.layout = layout
    self.disk = disk
    var state = State(manifest: manifest, hot: [hot])
    for part in manifest.parts {
      state.parts[part.name] = SegmentFile(layout.path(of: part), part.seal, part.rows, disk)
    }
    for (key, day) in manifest.days {
      state.days[key] = SegmentFile(layout.path(of: day), day.seal, day.rows, disk)
    }
    self.state = NIOLockedValueBox(state)
  }

  static func files(
    of manifest: Manifest, _ layout: DataLayout, _ disk: any Disk
  ) -> [SegmentFile] {
    manifest.parts.map { SegmentFile(layout.path(of: $0), $0.seal, $0.rows, disk) }
      + manifest.days.values.map { SegmentFile(layout.path(of: $0), $0.seal, $0.rows, disk) }
  }

  var manifest: Manifest { state.withLockedValue { $0.manifest } }

  /// The table that takes new rows.
  var current: HotGeneration { state.withLockedValue { $0.hot[$0.hot.count - 1] } }

  var hotGenerations: [HotGeneration] { state.withLockedValue { $0.hot } }

  func begin(_ generation: HotGeneration) { state.withLockedValue { $0.hot.append(generation) } }

  /// Puts a committed change into force; `sealed` is the table whose rows the change adds.
  func apply(_ change: Manifest.Change, sealed: HotGeneration? = nil) {
    // Dropped after the lock, since a file's or table's end does work.
    var dropped: [SegmentFile] = []
    let added = change.addedParts.map { part in
      (part.name, SegmentFile(written: layout.path(of: part), part.seal, part.rows, disk))
    }
    let set = change.setDays.filter { file(of: $0.key)?.path != layout.path(of: $0) }.map { day in
      (day.key, SegmentFile(written: layout.path(of: day), day.seal, day.rows, disk))
    }
    state.withLockedValue { state in
      for name in change.removedParts {
        if let file = state.parts.removeValue(forKey: name) { dropped.append(file) }
      }
      for (name, file) in added { state.parts[name] = file }
      for (key, file) in set {
        if let old = state.days.updateValue(file, forKey: key) { dropped.append(old) }
      }
      for key in change.removedDays {
        if let file = state.days.removeValue(forKey: key) { dropped.append(file) }
      }
      if let sealed { state.hot.removeAll { $0 === sealed } }
      state.manifest.apply(change)
    }
    for file in dropped { file.drop() }
  }

  /// The files and tables that may hold events of a project in a range.
  func snapshot(_ project: ProjectID, _ range: Range<Instant>) -> Snapshot {
    let days = range.lowerBound.day...range.upperBound.day
    return state.withLockedValue { $0.snapshot(project, days) }
  }

  func holdings(of project: ProjectID) -> Holdings {
    state.withLockedValue { state in
      let recent = Snapshot(files: [], hot: state.hot, isPartial: !state.manifest.losses.isEmpty)
      var holdings = Holdings(firstDay: recent, lastDay: recent, recent: recent)
      if let days = state.manifest.addUp(project, in: &holdings) {
        holdings.firstDay = state.snapshot(project, days.lowerBound...days.lowerBound)
        holdings.lastDay = state.snapshot(project, days.upperBound...days.upperBound)
      }
      return holdings
    }
  }

  /// Every file that counts.
  var files: [SegmentFile] {
    state.withLockedValue { Array($0.parts.values) + Array($0.days.values) }
      .sorted { $0.path < $1.path }
  }

  /// The files of parts and days, as a compaction needs them.
  func file(of part: PartFile) -> SegmentFile? { state.withLockedValue { $0.parts[part.name] } }

  func file(of day: DayKey) -> SegmentFile? { state.withLockedValue { $0.days[day] } }
}
