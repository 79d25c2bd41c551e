/// What is summed up unit by unit, and over the values of a breakdown.
package protocol Tally: Sendable {
  /// Units that reached stage 1.
  var entered: Int { get }
  mutating func merge(_ other: Self)
}

extension FunnelTally: Tally {}

/// Sums by breakdown value: each value has its own, or only those that are kept.
package struct BreakdownTally<Sums: Tally>: Sendable {
  package struct Group: Sendable {
    /// The caller's number of the value.
    package var group: UInt32
    package var sums: Sums
  }

  private let empty: Sums
  private let kept: Set<UInt32>?
  private var sums: [UInt32: Sums] = [:]
  private var rest: Sums

  /// - Parameters:
  ///   - empty: sums of nothing.
  ///   - kept: where the largest values are known, those; all others share one sum then.
  package init(_ empty: Sums, keeping kept: Set<UInt32>? = nil) {
    self.empty = empty
    self.kept = kept
    rest = empty
  }

  package mutating func update<Failure: Error>(
    _ group: UInt32, _ body: (inout Sums) throws(Failure) -> Void
  ) throws(Failure) {
    if let kept, !kept.contains(group) { return try body(&rest) }
    let empty = empty
    try body(&sums[group, default: empty])
  }

  /// The `limit` largest values by the units of stage 1, then by the bytes of their text, and the
  /// sum of all others; nil where there are none.
  ///
  /// - Parameter keepsEmpty: whether values count that nobody entered with.
  package func finish(
    limit: Int, keepsEmpty: Bool = false, text: (UInt32) -> String
  ) -> (groups: [Group], other: Sums?) {
    let present = keepsEmpty ? sums : sums.filter { $0.value.entered > 0 }
    let order = Self.order(present.mapValues(\.entered), text: text)
    var other = rest
    for group in order.dropFirst(limit) { other.merge(sums[group] ?? empty) }
    let hasOther = order.count > limit || rest.entered > 0
    return (
      order.prefix(limit).map { Group(group: $0, sums: sums[$0] ?? empty) }, hasOther ? other : nil
    )
  }

  /// Values, the largest first.
  package static func order(
    _ sizes: [UInt32: Int], text: (UInt32) -> String
  ) -> [UInt32] {
    sizes.map { group, size in (group, size, Array(text(group).utf8)) }
      .sorted { left, right in
        left.1 != right.1 ? left.1 > right.1 : left.2.lexicographicallyPrecedes(right.2)
      }
      .map(\.0)
  }
}
