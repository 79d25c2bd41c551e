internal import Threads

/// Reads files whole to compare them with their seals: on a thread of its own, since that blocks.
actor FileChecker {
  private let thread = DedicatedThread(name: "file-checker")
  private let catalog: Catalog

  /// A file that has not changed by its looks is read again after this time: a medium that rots
  /// does not say so.
  private static let interval: Duration = .seconds(24 * 3600)
  /// What one round of ``scrub()`` reads, about.
  private static let bytesPerRound = 32 << 20

  init(_ catalog: Catalog) { self.catalog = catalog }

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  /// The snapshot without the files that are not what was written.
  nonisolated func whole(_ snapshot: Snapshot) async -> Snapshot {
    let isKnown = snapshot.files.allSatisfy { $0.knownWhole == true }
    return isKnown ? snapshot : await compared(snapshot)
  }

  private func compared(_ snapshot: Snapshot) -> Snapshot {
    var snapshot = snapshot
    let count = snapshot.files.count
    snapshot.files.removeAll { !$0.isWhole() }
    if snapshot.files.count < count { snapshot.isPartial = true }
    return snapshot
  }

  /// Those of `parts` that can be compacted: they and the day files that they go into are whole.
  func compactable(_ parts: [PartFile]) -> [PartFile] {
    parts.filter { part in
      catalog.file(of: part)?.isWhole() == true
        && part.contents.allSatisfy { content in
          let day = DayKey(project: content.project, day: content.day)
          return catalog.file(of: day)?.isWhole() ?? true
        }
    }
  }

  /// Those of `files` that are not what was written.
  func damaged(among files: [SegmentFile]) -> [SegmentFile] { files.filter { !$0.isWhole() } }

  /// Reads some of the files that have not been read for long.
  func scrub() {
    var read = 0
    for file in catalog.files where read < Self.bytesPerRound {
      let isDue = file.lastCompared.map { ContinuousClock.now - $0 > Self.interval } ?? true
      guard isDue else { continue }
      file.compare()
      read += file.size
    }
  }

  /// The files that are not what was written, as far as is known; none is read for this.
  nonisolated var damaged: [SegmentFile] { catalog.files.filter { $0.knownWhole == false } }

  /// Reads every file now.
  ///
  /// - Returns: those that are not what was written.
  func compareAll() -> [SegmentFile] { catalog.files.filter { !$0.compare() } }
}
