/// A property as a filter, a breakdown or a unit names it.
package struct PropertyKey: Sendable, Hashable {
  package enum Scope: String, Sendable, Hashable, CaseIterable { case event, user }

  package var name: String
  package var scope: Scope

  package init(name: String, scope: Scope = .event) {
    self.name = name
    self.scope = scope
  }

  // Names are told apart by their bytes; String's == would merge canonical equivalents.
  package static func == (left: PropertyKey, right: PropertyKey) -> Bool {
    left.scope == right.scope && left.name.utf8.elementsEqual(right.name.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(scope)
    for byte in name.utf8 { hasher.combine(byte) }
  }
}

extension Array where Element: Hashable {
  /// Each element once, in order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
