extension FunnelCounter {
  /// Adds one unit to a trend.
  ///
  /// A bucket whose deepest attempts are all struck drops out; if the unit went on after being
  /// struck, its other buckets without a conversion drop out as well, since nothing can be said
  /// of it any more.
  package mutating func count(
    _ events: Span<Occurrence>, into trend: inout TrendTally, startGroup: UInt32? = nil
  ) throws(CountingRefusal) {
    let judgesStrikes =
      !rules.exclusions.isEmpty && rules.effect == .leaveFunnel && rules.order != .any
    if judgesStrikes {
      let seen = seenEvents(events)
      try refuseLargeTies(events, seen)
      prepareAttempts(events, seen)
    }
    var spoiled = false
    var standings: [(bucket: Int, standing: BucketStanding)] = []
    var index = firstIndex(
      in: events, 0..<events.count, notBefore: max(rules.entry.lowerBound, trend.bounds[0]))
    let starting: UInt32 = rules.order == .any ? .max : 1
    var bucket = 0
    while index < events.count {
      let time = events[index].time
      while bucket + 1 < trend.bounds.count, trend.bounds[bucket + 1] <= time { bucket += 1 }
      guard bucket + 1 < trend.bounds.count, time < rules.entry.upperBound else { break }
      guard events[index].stages & starting != 0 else {
        index += 1
        continue
      }
      let start = max(trend.bounds[bucket], rules.entry.lowerBound)
      let entry = start..<min(trend.bounds[bucket + 1], rules.entry.upperBound)
      if judgesStrikes {
        let verdict = judge(events, entry, from: trend.from, to: trend.to)
        spoiled = spoiled || verdict.wentOn
        standings.append((bucket, verdict.standing))
      } else {
        let outcome = try count(events, entry: entry, startGroup: startGroup)
        standings.append((bucket, standing(outcome.reached, trend.from, trend.to)))
      }
      index = firstIndex(in: events, index..<events.count, notBefore: entry.upperBound)
    }
    for (bucket, standing) in standings where standing == .converted || !spoiled {
      trend.add(standing, bucket: bucket)
    }
  }

  private func standing(_ reached: Int, _ from: Int, _ to: Int) -> BucketStanding {
    reached >= to ? .converted : reached >= from ? .entered : .absent
  }

  /// The standing by the attempts that start within `entry`, and whether the unit went on after
  /// the deepest of them were all struck.
  private mutating func judge(
    _ events: Span<Occurrence>, _ entry: Range<Int64>, from: Int, to: Int
  ) -> (standing: BucketStanding, wentOn: Bool) {
    let wanted = (rules.required & mask(below: to)).nonzeroBitCount
    let least = (rules.required & mask(below: from)).nonzeroBitCount
    var deepest = 0
    var hasConverted = false
    var hasClean = false
    var endsStruck = false
    forEachAttempt(events, seenEvents(events), entry, nil) { attempt, _, _ in
      if attempt.level >= wanted, !attempt.isStruck || attempt.struckAtLevel >= wanted {
        hasConverted = true
      }
      let level = min(attempt.level, wanted)
      if level > deepest {
        (deepest, hasClean, endsStruck) = (level, false, false)
      }
      guard level == deepest else { return }
      if !attempt.isStruck {
        hasClean = true
      } else if attempt.struckAtLevel == attempt.level {
        endsStruck = true
      }
    }
    if hasConverted { return (.converted, false) }
    if hasClean { return (deepest >= least ? .entered : .absent, false) }
    return (.absent, deepest > 0 && !endsStruck)
  }
}
