package import Events

/// The live runs, newest first.
///
/// A value: the store has one, and a merge works on the runs that it was given.
package struct IdentifierRuns: Sendable {
  package let storage: IdentifierStorage
  package private(set) var runs: [IdentifierRun] = []

  /// Opens the runs that the manifest names.
  package init(
    opening descriptions: [IdentifierRunDescription], in storage: IdentifierStorage
  ) throws {
    self.storage = storage
    for description in descriptions {
      runs.append(try IdentifierRun(opening: description, in: storage))
    }
    runs.sort { $0.description.number > $1.description.number }
    try shareFilterMemory()
  }

  package var count: Int { runs.reduce(0) { $0 + $1.description.count } }

  package func contains(_ project: ProjectID, _ id: EventID) throws -> Bool {
    guard !runs.isEmpty else { return false }
    let hash = IdentifierHash(project, id)
    for run in runs where try run.contains(project, id, hash) { return true }
    return false
  }

  /// Puts a committed change into force: `added` in the place of `removed`.
  package mutating func replace(
    _ removed: [IdentifierRunDescription], with added: IdentifierRun?
  ) throws {
    let gone = Set(removed)
    runs.removeAll { gone.contains($0.description) }
    if let added {
      let place = runs.firstIndex { $0.description.number < added.description.number }
      runs.insert(added, at: place ?? runs.count)
    }
    try shareFilterMemory()
  }

  /// The newest runs have their filters in memory, as many as there is room for.
  private mutating func shareFilterMemory() throws {
    var room = storage.filterMemory
    for place in runs.indices {
      let size = runs[place].filterSize
      if size <= room {
        room -= size
        try runs[place].loadFilter()
      } else {
        runs[place].dropFilter()
      }
    }
  }

  /// The runs to merge next, none where there is nothing to do: the smallest of like size.
  package var nextMerge: [IdentifierRun] {
    SizeTiers.places(toMerge: runs.map(\.description.count)).map { runs[$0] }
  }
}
