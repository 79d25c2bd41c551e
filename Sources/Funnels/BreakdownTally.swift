/// A funnel's numbers for each value of a breakdown.
package struct BreakdownReport: Sendable {
  package struct Group: Sendable {
    /// The caller's number of the value.
    package var group: UInt32
    package var report: FunnelReport
  }

  /// The largest first.
  package var groups: [Group]
  /// What the limit left out, summed; nil where it left out nothing.
  package var other: FunnelReport?
  package var isTruncated: Bool { other != nil }
}

/// Sums up outcomes by breakdown value.
package struct BreakdownTally: Sendable {
  private let empty: FunnelTally
  private var tallies: [UInt32: FunnelTally] = [:]

  package init(_ funnel: Funnel, keepsTimes: Bool = true) {
    empty = FunnelTally(funnel, keepsTimes: keepsTimes)
  }

  package mutating func add(_ outcome: borrowing Outcome, to group: UInt32) {
    guard outcome.reached > 0 else { return }
    tallies[group, default: empty].add(outcome)
  }

  package mutating func merge(_ other: BreakdownTally) {
    for (group, tally) in other.tallies { tallies[group, default: empty].merge(tally) }
  }

  /// The `limit` largest values by the units of stage 1, then by the bytes of their text.
  package func finish(limit: Int, text: (UInt32) -> String) -> BreakdownReport {
    let ranked = tallies.map { group, tally in (group, tally, Array(text(group).utf8)) }
      .sorted { left, right in
        left.1.entered != right.1.entered
          ? left.1.entered > right.1.entered : left.2.lexicographicallyPrecedes(right.2)
      }
    var rest = empty
    for (_, tally, _) in ranked.dropFirst(limit) { rest.merge(tally) }
    return BreakdownReport(
      groups: ranked.prefix(limit).map { group, tally, _ in
        BreakdownReport.Group(group: group, report: tally.finish())
      },
      other: ranked.count > limit ? rest.finish() : nil)
  }
}
