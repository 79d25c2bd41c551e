internal import Events
package import Funnels

/// What of a funnel is asked for beside its bars.
package enum Surface: Sendable {
  case bars
  case times(from: Int, to: Int)
  case trend(TimeBuckets, from: Int, to: Int)
}

/// A funnel's numbers, whole and by the values of a breakdown.
package struct SurfaceReport: Sendable {
  package struct Group: Sendable {
    /// One for each property of the breakdown.
    package var values: [String]
    package var sums: SurfaceTally
  }

  package var whole: SurfaceTally
  /// The largest first; empty without a breakdown.
  package var groups: [Group]
  /// What the limit left out, summed.
  package var other: SurfaceTally?
}

extension Reporter {
  /// Counts a funnel over everything that was acknowledged before the call.
  ///
  /// - Throws: ``ReportError``; `CancellationError` where the caller went away.
  package func report(
    _ query: FunnelQuery, _ surface: Surface = .bars
  ) async throws -> Reported<SurfaceReport> {
    try await answer(query, query.snapshotRange) { reader in
      guard let breakdown = query.breakdown else {
        var counter = FunnelCounter(query.funnel, query.question)
        var whole = query.emptySums(surface)
        try reader.forEachUnit { _, events, _ in try whole.count(events, &counter) }
        return SurfaceReport(whole: whole, groups: [], other: nil)
      }
      return try Self.report(query, surface, breakdown, &reader)
    }
  }

  /// More values than this are ranked first, so that only those that are shown need sums.
  private static let valuesWithSums = 2_000

  private static func report(
    _ query: FunnelQuery, _ surface: Surface, _ breakdown: Breakdown, _ reader: inout UnitReader
  ) throws -> SurfaceReport {
    try reader.prepare()
    let isMany = reader.scan.breakdownValues.count > valuesWithSums
    let kept = isMany ? try largest(query, breakdown, &reader) : nil
    var counter = FunnelCounter(query.funnel, query.question)
    var splitter = BreakdownSplitter(query.funnel, query.question, breakdown.attribution)
    var whole = query.emptySums(surface)
    var groups = BreakdownTally(query.emptySums(surface), keeping: kept)
    try reader.forEachUnit { _, events, _ in
      try whole.count(events, &counter)
      try splitter.forEachGroup(events) { group, share, startGroup throws(CountingRefusal) in
        try groups.update(group) { sums throws(CountingRefusal) in
          try sums.count(share, &counter, startGroup: startGroup)
        }
      }
    }
    let values = reader.scan.breakdownValues
    let (shown, other) = groups.finish(
      limit: breakdown.limit, keepsEmpty: surface.isTrend, text: values.text)
    return SurfaceReport(
      whole: whole,
      groups: shown.map { SurfaceReport.Group(values: values[$0.group], sums: $0.sums) },
      other: other)
  }

  /// The values that most units enter with.
  private static func largest(
    _ query: FunnelQuery, _ breakdown: Breakdown, _ reader: inout UnitReader
  ) throws -> Set<UInt32> {
    var counter = FunnelCounter(query.funnel, query.question)
    var splitter = BreakdownSplitter(query.funnel, query.question, breakdown.attribution)
    var sizes: [UInt32: Int] = [:]
    try reader.forEachUnit { _, events, _ in
      try splitter.forEachGroup(events) { group, share, startGroup throws(CountingRefusal) in
        if try counter.count(share, startGroup: startGroup).reached > 0 {
          sizes[group, default: 0] += 1
        }
      }
    }
    let order = BreakdownTally<SurfaceTally>.order(
      sizes, text: reader.scan.breakdownValues.text)
    return Set(order.prefix(breakdown.limit))
  }
}

extension Surface {
  var isTrend: Bool { if case .trend = self { true } else { false } }
}

extension FunnelQuery {
  /// The instants of all events that may have to be read.
  var snapshotRange: Range<Instant> {
    funnel.stages.contains { $0.firstTime != nil } ? history : scannedRange
  }

  func emptySums(_ surface: Surface) -> SurfaceTally {
    switch surface {
    case .bars: SurfaceTally(FunnelTally(funnel, keepsTimes: keepsTimes))
    case .times(let from, let to):
      SurfaceTally(
        FunnelTally(funnel, keepsTimes: false), times: ConversionTimes(from: from, to: to))
    case .trend(let buckets, let from, let to):
      SurfaceTally(
        FunnelTally(funnel, keepsTimes: false),
        trend: TrendTally(funnel, question, bounds: buckets.bounds, from: from, to: to))
    }
  }
}
