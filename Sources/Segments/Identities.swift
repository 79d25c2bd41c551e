package import Events
internal import NIOConcurrencyHelpers

/// Which ids are one person, and what is known of them, by project.
///
/// Merges are transitive (union-find with path halving, Tarjan and van Leeuwen 1984). The person's
/// own id is the one that names it: of two ids the `user_id` given last; an anonymous id never
/// names a person that has another.
package final class Identities: Sendable {
  struct ProjectState: Sendable {
    /// An id's parent; a root has none.
    var parent: [ByteString: ByteString] = [:]
    var traits: [ByteString: [String: Trait]] = [:]
    /// How many identifications were applied.
    var applied: UInt64 = 0
    /// How often persons were forgotten.
    var forgotten: UInt64 = 0
  }

  struct Trait: Sendable {
    var value: String
    /// Counts up with every identification: those of one request arrive at one instant.
    var order: UInt64
  }

  private let projects = NIOLockedValueBox<[ProjectID: ProjectState]>([:])

  package init() {}

  package func apply(_ identification: Identification) {
    projects.withLockedValue { projects in
      // In its place: a copy would cost as much as all that is known.
      projects[identification.project, default: ProjectState()].apply(identification)
    }
  }

  /// Nothing was ever known of these ids, which are all ids of the persons that they are of.
  func forget(_ users: ErasedUsers) {
    projects.withLockedValue { projects in
      for id in users.users.map(ByteString.init) {
        projects[users.project]?.parent[id] = nil
        projects[users.project]?.traits[id] = nil
      }
      projects[users.project]?.forgotten += 1
    }
  }

  /// The merges of a project, as they stand now.
  package func persons(of project: ProjectID) -> Persons {
    Persons(state: projects.withLockedValue { $0[project] } ?? ProjectState())
  }
}

extension Identities.ProjectState {
  mutating func apply(_ identification: Identification) {
    applied += 1
    let user = ByteString(identification.userID)
    var root = root(of: user)
    if let anonymous = identification.anonymousID.map(ByteString.init), anonymous != user {
      let other = self.root(of: anonymous)
      if other != root { merge(other, into: root) }
      root = self.root(of: user)
    }
    for trait in identification.traits {
      traits[root, default: [:]][trait.key] = Identities.Trait(value: trait.value, order: applied)
    }
  }

  mutating func root(of id: ByteString) -> ByteString {
    var id = id
    while let above = parent[id] {
      if let grand = parent[above] { parent[id] = grand }
      id = above
    }
    return id
  }

  mutating func merge(_ loser: ByteString, into winner: ByteString) {
    parent[loser] = winner
    guard let lost = traits.removeValue(forKey: loser) else { return }
    traits[winner, default: [:]].merge(lost) { $0.order > $1.order ? $0 : $1 }
  }
}

/// The persons of a project at one instant.
package struct Persons: Sendable {
  let state: Identities.ProjectState

  /// Differs between two states of a project while one process runs.
  struct Version: Sendable, Equatable {
    var applied: UInt64
    var forgotten: UInt64
  }

  var version: Version { Version(applied: state.applied, forgotten: state.forgotten) }

  /// Whether any two ids are one person.
  package var hasMerges: Bool { !state.parent.isEmpty }

  /// The id that names the person of an id; nil where it is the id itself.
  package func canonical(_ id: [UInt8]) -> [UInt8]? {
    guard var current = state.parent[ByteString(bytes: id)] else { return nil }
    while let above = state.parent[current] { current = above }
    return current.bytes
  }

  /// Every id of the person that an id belongs to, itself included.
  package func ids(of id: [UInt8]) -> [[UInt8]] { ids(ofAll: [canonical(id) ?? id]) }

  /// Every id of several persons, who are given by their names.
  package func ids(ofAll names: Set<[UInt8]>) -> [[UInt8]] {
    names
      + state.parent.keys.map(\.bytes).filter { id in
        canonical(id).map(names.contains) ?? false
      }
  }

  package func traits(of id: [UInt8]) -> [String: String] {
    (state.traits[ByteString(bytes: canonical(id) ?? id)] ?? [:]).mapValues(\.value)
  }

  /// Whether an identification was ever about this id.
  package func isKnown(_ id: String) -> Bool {
    let id = ByteString(id)
    return state.parent[id] != nil || state.traits[id] != nil
      || state.parent.values.contains(id)
  }

  /// The same as texts: first the id that names the person, then the others by their bytes.
  package func ids(of id: String) -> [String] {
    let ids = ids(of: Array(id.utf8))
    let others = ids.dropFirst().sorted { $0.lexicographicallyPrecedes($1) }
    return (ids.prefix(1) + others).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Calls `body` with every id that is another one's person, and the id that names it.
  package func forEachMerged<Failure: Error>(
    _ body: (_ id: String, _ person: String) throws(Failure) -> Void
  ) throws(Failure) {
    for id in state.parent.keys {
      guard let person = canonical(id.bytes) else { continue }
      try body(
        String(decoding: id.bytes, as: UTF8.self), String(decoding: person, as: UTF8.self))
    }
  }
}

/// Text as its bytes: equal only if every byte is.
struct ByteString: Sendable, Hashable {
  var bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) { bytes = Array(text.utf8) }
}
