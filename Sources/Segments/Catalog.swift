internal import EventLog
internal import Events
internal import NIOConcurrencyHelpers
internal import Synchronization

/// A Parquet file that the manifest names or named; it is unlinked when the manifest has dropped
/// it and no snapshot reads it any more.
package final class SegmentFile: Sendable {
  package let path: String
  private let isDropped = Atomic(false)

  init(_ path: String) { self.path = path }

  func drop() { isDropped.store(true, ordering: .releasing) }

  deinit {
    guard isDropped.load(ordering: .acquiring) else { return }
    // A file that stays is found and removed at the next start.
    try? POSIXDisk().remove(path)
  }
}

/// What a query may read, taken at one instant: every event once.
package struct Snapshot: Sendable {
  var files: [SegmentFile]
  var hot: [HotGeneration]
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
  }

  private let layout: DataLayout
  private let state: NIOLockedValueBox<State>

  init(layout: DataLayout, manifest: Manifest, hot: HotGeneration) {
    self.layout = layout
    var state = State(manifest: manifest, hot: [hot])
    for part in manifest.parts { state.parts[part.name] = SegmentFile(layout.path(of: part)) }
    for (key, day) in manifest.days { state.days[key] = SegmentFile(layout.path(of: day)) }
    self.state = NIOLockedValueBox(state)
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
    state.withLockedValue { state in
      for name in change.removedParts {
        if let file = state.parts.removeValue(forKey: name) { dropped.append(file) }
      }
      for part in change.addedParts {
        state.parts[part.name] = SegmentFile(layout.path(of: part))
      }
      for day in change.setDays {
        if let file = state.days.updateValue(SegmentFile(layout.path(of: day)), forKey: day.key) {
          dropped.append(file)
        }
      }
      if let sealed { state.hot.removeAll { $0 === sealed } }
      state.manifest.apply(change)
    }
    for file in dropped { file.drop() }
  }

  /// The files and tables that may hold events of a project in a range.
  func snapshot(_ project: ProjectID, _ range: Range<Instant>) -> Snapshot {
    let days = range.lowerBound.day...range.upperBound.day
    return state.withLockedValue { state in
      var files: [SegmentFile] = []
      for (key, file) in state.days where key.project == project && days.contains(key.day) {
        files.append(file)
      }
      for part in state.manifest.parts {
        let isRelevant = part.contents.contains { $0.project == project && days.contains($0.day) }
        if isRelevant, let file = state.parts[part.name] { files.append(file) }
      }
      files.sort { $0.path < $1.path }
      return Snapshot(files: files, hot: state.hot)
    }
  }
}
