package import Events

/// Several runs into one, streaming.
package enum IdentifierMerge {
  /// Merges runs into one with a new number. An id that stands twice is kept once, with its later
  /// day; what `keeps` refuses (retention, a purged project) is left out. One run alone may be
  /// given, to rewrite it.
  ///
  /// Nothing here touches the live runs, so it may run beside the store. The caller syncs the
  /// directory, commits, and removes the old files.
  ///
  /// - Returns: the new run, its filter in memory where the storage allows it; nil where nothing
  ///   is left.
  package static func merge(
    _ runs: [IdentifierRun], number: UInt64, in storage: IdentifierStorage,
    keeps: (ProjectID, CalendarDay) -> Bool = { _, _ in true }
  ) throws -> IdentifierRun? {
    var queue = try MergeQueue(runs)
    var kept = try nextKept(&queue, keeps)
    guard let first = kept else { return nil }
    var writer = try IdentifierRunWriter(number: number, in: storage)
    try writer.append(first)
    kept = try nextKept(&queue, keeps)
    while let entry = kept {
      try writer.append(entry)
      kept = try nextKept(&queue, keeps)
    }
    return try opened(writer.finish(), storage)
  }

  /// Writes entries that are sorted and each there once.
  package static func write(
    _ entries: [IdentifierEntry], number: UInt64, in storage: IdentifierStorage
  ) throws -> IdentifierRun? {
    guard !entries.isEmpty else { return nil }
    var writer = try IdentifierRunWriter(number: number, in: storage)
    for entry in entries { try writer.append(entry) }
    return try opened(writer.finish(), storage)
  }

  private static func opened(
    _ description: IdentifierRunDescription, _ storage: IdentifierStorage
  ) throws -> IdentifierRun {
    var run = try IdentifierRun(opening: description, in: storage)
    if run.filterSize <= storage.filterMemory { try run.loadFilter() }
    return run
  }

  private static func nextKept(
    _ queue: inout MergeQueue, _ keeps: (ProjectID, CalendarDay) -> Bool
  ) throws -> IdentifierEntry? {
    while var entry = try queue.read() {
      while let other = queue.first, other.isSameEvent(as: entry) {
        entry.day = max(entry.day, other.day)
        _ = try queue.read()
      }
      if keeps(entry.project, entry.day) { return entry }
    }
    return nil
  }
}

/// The entries of several runs in one order: a binary heap of what each reader has next.
private struct MergeQueue {
  private struct Source {
    var entry: IdentifierEntry
    var reader: IdentifierRunReader
  }

  private var heap: [Source] = []

  init(_ runs: [IdentifierRun]) throws {
    for run in runs {
      var reader = run.reader()
      if let entry = try reader.read() { heap.append(Source(entry: entry, reader: reader)) }
    }
    // Sorted is a heap.
    heap.sort { $0.entry < $1.entry }
  }

  var first: IdentifierEntry? { heap.first?.entry }

  mutating func read() throws -> IdentifierEntry? {
    guard let entry = heap.first?.entry else { return nil }
    if let next = try heap[0].reader.read() {
      heap[0].entry = next
    } else {
      heap.swapAt(0, heap.count - 1)
      heap.removeLast()
    }
    sink()
    return entry
  }

  /// Restores the order after the root has changed.
  private mutating func sink() {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child + 1].entry < heap[child].entry { child += 1 }
      guard heap[child].entry < heap[place].entry else { return }
      heap.swapAt(place, child)
      place = child
    }
  }
}
