internal import Events

/// Which event ids are kept, by project: what makes a retry free.
///
/// Owned by the store's thread. In memory: 32 bytes an event and the set's slack.
struct IdentifierIndex {
  private struct Key: Hashable {
    var project: UInt128
    var id: UInt128
  }

  private var known: Set<Key> = []

  var count: Int { known.count }

  mutating func reserve(_ count: Int) { known.reserveCapacity(count) }

  /// False where the id is there already.
  mutating func insert(_ project: ProjectID, _ id: EventID) -> Bool {
    known.insert(Key(project: project.bits, id: id.bits)).inserted
  }

  /// Forgets an id whose event was not taken after all.
  mutating func remove(_ project: ProjectID, _ id: EventID) {
    known.remove(Key(project: project.bits, id: id.bits))
  }
}
