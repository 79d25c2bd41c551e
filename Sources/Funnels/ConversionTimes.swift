/// How long it took from one stage to another, as a histogram.
package struct ConversionTimes: Sendable {
  package struct Bin: Sendable, Equatable {
    package var fromSeconds: Double
    /// Not included, but in the last bin.
    package var toSeconds: Double
    package var users: Int
  }

  package struct Report: Sendable, Equatable {
    package var bins: [Bin]
    package var users: Int
    package var summary: DurationSummary?
  }

  /// More bars than this tell nobody more.
  package static let binsByDefault = 60
  package static let binLimit = 1_000

  private let from: Int
  private let to: Int
  private var durations: [Int64] = []

  /// `from` and `to` are stage numbers; ``Funnel/checkSpan(from:to:isTrend:)`` has let them pass.
  package init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }

  package mutating func add(_ outcome: borrowing Outcome) {
    guard let start = outcome.time(ofStage: from), let end = outcome.time(ofStage: to) else {
      return
    }
    durations.append(end - start)
  }

  package mutating func merge(_ other: ConversionTimes) { durations += other.durations }

  /// As many bins as asked for, or else the cube root of the count, rounded up.
  package func finish(bins: Int? = nil) -> Report {
    var sorted = durations
    let summary = DurationSummary(&sorted)
    guard let low = sorted.first, let high = sorted.last else {
      return Report(bins: [], users: 0, summary: nil)
    }
    let count = bins ?? min(Self.binsByDefault, Self.cubeRootRoundedUp(sorted.count))
    let second = Int64(1_000_000)
    // All times equal: one bin a second wide, not many of no width.
    let number = low == high ? 1 : count
    let width = max(1, (high - low + Int64(number) * second - 1) / (Int64(number) * second))
    var users = Array(repeating: 0, count: number)
    for duration in sorted {
      users[min(Int((duration - low) / (width * second)), number - 1)] += 1
    }
    let found = users.enumerated().map { index, users in
      Bin(
        fromSeconds: Double(low + Int64(index) * width * second) / 1e6,
        toSeconds: Double(low + Int64(index + 1) * width * second) / 1e6, users: users)
    }
    return Report(bins: found, users: sorted.count, summary: summary)
  }

  static func cubeRootRoundedUp(_ count: Int) -> Int {
    var root = 1
    while root * root * root < count { root += 1 }
    return root
  }
}
