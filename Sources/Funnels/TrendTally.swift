/// A funnel over time: each unit once per bucket of its stage 1, by the best attempt that starts
/// there.
package struct TrendTally: Sendable {
  package struct Point: Sendable, Equatable {
    package var entered: Int
    package var converted: Int
    package var conversionRate: Double
    /// Whether nobody who entered here can still convert.
    package var isMature: Bool
  }

  /// The bounds of the buckets, sorted, in microseconds: one more than there are buckets.
  package let bounds: [Int64]
  package let from: Int
  package let to: Int
  private let rules: CountingRules
  private var entered: [Int]
  private var converted: [Int]

  package init(_ funnel: Funnel, _ question: Question, bounds: [Int64], from: Int, to: Int) {
    precondition(bounds.count >= 2, "a trend has at least one bucket")
    self.bounds = bounds
    self.from = from
    self.to = to
    rules = CountingRules(funnel, question)
    entered = Array(repeating: 0, count: bounds.count - 1)
    converted = entered
  }

  mutating func add(_ standing: BucketStanding, bucket: Int) {
    switch standing {
    case .absent: break
    case .entered: entered[bucket] += 1
    case .converted:
      entered[bucket] += 1
      converted[bucket] += 1
    }
  }

  package mutating func merge(_ other: TrendTally) {
    for bucket in entered.indices {
      entered[bucket] += other.entered[bucket]
      converted[bucket] += other.converted[bucket]
    }
  }

  package func finish() -> [Point] {
    entered.indices.map { bucket in
      let lastEntry = min(bounds[bucket + 1], rules.entry.upperBound) - 1
      return Point(
        entered: entered[bucket], converted: converted[bucket],
        conversionRate: Rate.percent(converted[bucket], of: entered[bucket]),
        isMature: rules.deadline(ofStart: lastEntry) <= rules.asOf)
    }
  }
}

/// What a unit is in one bucket of a trend.
enum BucketStanding: Equatable {
  case absent, entered, converted
}
