internal import EventLog
internal import Events

/// Makes runs anew from the ids of all events in files, in any order, with bounded memory: where a
/// run is damaged, and where there is none yet.
///
/// The ids are sorted a million at a time, each million is written as a run, and runs are merged.
package struct IdentifierRebuild: ~Copyable {
  /// 48 MB in memory.
  private static let batchSize = 1_000_000
  /// Runs that are open at once; each takes a buffer of 64 KiB in a merge.
  private static let mergedAtOnce = 64

  private let storage: IdentifierStorage
  private let batchSize: Int
  private let mergedAtOnce: Int
  private var batch: [IdentifierEntry] = []
  private var runs: [IdentifierRun] = []
  private var nextNumber: UInt64

  /// - Parameter firstNumber: runs are numbered from here; the manifest's next number for a file.
  package init(
    firstNumber: UInt64, in storage: IdentifierStorage, batchSize: Int = Self.batchSize,
    mergedAtOnce: Int = Self.mergedAtOnce
  ) {
    self.storage = storage
    self.batchSize = batchSize
    self.mergedAtOnce = mergedAtOnce
    nextNumber = firstNumber
  }

  package mutating func add(_ entry: IdentifierEntry) throws {
    batch.append(entry)
    if batch.count == batchSize { try endBatch() }
  }

  /// - Returns: the one run that holds all ids, nil where there are none, and the next number for
  ///   a file. The caller syncs the directory and commits.
  package consuming func finish() throws -> (run: IdentifierRun?, nextNumber: UInt64) {
    try endBatch()
    batch = []
    if runs.count > 1 { try mergeAll() }
    return (runs.first, nextNumber)
  }

  private mutating func endBatch() throws {
    batch.sort()
    var unique: [IdentifierEntry] = []
    unique.reserveCapacity(batch.count)
    for entry in batch {
      if let last = unique.last, last.isSameEvent(as: entry) {
        unique[unique.count - 1].day = max(last.day, entry.day)
      } else {
        unique.append(entry)
      }
    }
    batch.removeAll(keepingCapacity: true)
    if var run = try IdentifierMerge.write(unique, number: nextNumber, in: storage) {
      // Nobody looks anything up in it.
      run.dropFilter()
      runs.append(run)
      nextNumber += 1
    }
    if runs.count == mergedAtOnce { try mergeAll() }
  }

  private mutating func mergeAll() throws {
    let merged = try IdentifierMerge.merge(runs, number: nextNumber, in: storage)
    nextNumber += 1
    // No manifest has named these: they go at once.
    for run in runs { try storage.disk.remove(storage.path(of: run.description)) }
    runs = []
    if let merged { runs.append(merged) }
  }
}
