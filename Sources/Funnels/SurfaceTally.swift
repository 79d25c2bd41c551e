/// The numbers of all surfaces from one count of each unit, so that they can't disagree.
package struct SurfaceTally: Tally {
  package private(set) var bars: FunnelTally
  package private(set) var times: ConversionTimes?
  package private(set) var trend: TrendTally?

  /// Times and a trend only where they are asked for.
  package init(
    _ bars: FunnelTally, times: ConversionTimes? = nil, trend: TrendTally? = nil
  ) {
    self.bars = bars
    self.times = times
    self.trend = trend
  }

  package var entered: Int { bars.entered }

  /// Counts a unit, given its events in order of time.
  package mutating func count(
    _ events: Span<Occurrence>, _ counter: inout FunnelCounter, startGroup: UInt32? = nil
  ) throws(CountingRefusal) {
    let outcome = try counter.count(events, startGroup: startGroup)
    bars.add(outcome)
    times?.add(outcome)
    guard var trend else { return }
    // Taken out while it is added to, so that its counts are not copied.
    self.trend = nil
    try counter.count(events, into: &trend, startGroup: startGroup)
    self.trend = trend
  }

  package mutating func merge(_ other: SurfaceTally) {
    bars.merge(other.bars)
    if let times = other.times { self.times?.merge(times) }
    if let trend = other.trend { self.trend?.merge(trend) }
  }
}
