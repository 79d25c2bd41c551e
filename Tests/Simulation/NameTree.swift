/// A name in a directory.
struct Name: Hashable, Sendable {
  /// The directory's inode.
  var directory: Int
  var text: String
}

/// The names of a file system as programs see them and as they are on the medium.
///
/// A change is durable once a directory that it touches was synced. Without that a power cut may
/// keep any of the changes, of which a rename is one: it never loses both names.
struct NameTree: Sendable {
  private enum Change {
    case add(Name, inode: Int)
    case remove(Name, inode: Int)
    case rename(Name, to: Name, inode: Int)

    var names: [Name] {
      switch self {
      case .add(let name, _), .remove(let name, _): [name]
      case .rename(let name, let newName, _): [name, newName]
      }
    }

    /// A change names the inode that it was about: one that is kept without those before it does
    /// nothing to another file.
    func apply(to names: inout [Name: Int]) {
      switch self {
      case .add(let name, let inode):
        names[name] = inode
      case .remove(let name, let inode):
        if names[name] == inode { names[name] = nil }
      case .rename(let name, let newName, let inode):
        if names[name] == inode { names[name] = nil }
        names[newName] = inode
      }
    }
  }

  private var seen: [Name: Int] = [:]
  private var durable: [Name: Int] = [:]
  private var unsynced: [Change] = []

  subscript(_ name: Name) -> Int? { seen[name] }

  func list(_ directory: Int) -> [String] {
    seen.keys.filter { $0.directory == directory }.map(\.text).sorted()
  }

  mutating func add(_ name: Name, inode: Int) { change(.add(name, inode: inode)) }

  mutating func remove(_ name: Name) {
    if let inode = seen[name] { change(.remove(name, inode: inode)) }
  }

  mutating func rename(_ name: Name, to newName: Name) {
    guard name != newName, let inode = seen[name] else { return }
    change(.rename(name, to: newName, inode: inode))
  }

  private mutating func change(_ change: Change) {
    change.apply(to: &seen)
    unsynced.append(change)
  }

  mutating func sync(_ directory: Int) {
    // What came before to the same names is durable with it: a rename out of another directory
    // brings along how the file got its first name.
    var names: Set<Name> = []
    var synced: [Change] = []
    var rest: [Change] = []
    for change in unsynced.reversed() {
      if change.names.contains(where: { $0.directory == directory || names.contains($0) }) {
        names.formUnion(change.names)
        synced.append(change)
      } else {
        rest.append(change)
      }
    }
    for change in synced.reversed() { change.apply(to: &durable) }
    unsynced = rest.reversed()
  }

  /// The names as one of the possible power cuts leaves them: those of a journal (a prefix of the
  /// changes), or those of a file system that orders nothing.
  func afterPowerCut(_ dice: inout Dice) -> NameTree {
    var names = durable
    if dice.chance(50) {
      for change in unsynced[..<dice.number(0...unsynced.count)] { change.apply(to: &names) }
    } else {
      for change in unsynced where dice.chance(50) { change.apply(to: &names) }
    }
    var tree = NameTree()
    tree.seen = names
    tree.durable = names
    return tree
  }
}
