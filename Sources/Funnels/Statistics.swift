/// Average and percentiles of a duration, in seconds.
package struct DurationSummary: Sendable, Equatable {
  package var averageSeconds: Double
  package var medianSeconds: Double
  package var p90Seconds: Double

  /// Nil where there are no durations. Sorts `microseconds` in place.
  init?(_ microseconds: inout [Int64]) {
    guard !microseconds.isEmpty else { return nil }
    microseconds.sort()
    let sum = microseconds.reduce(into: Int128(0)) { $0 += Int128($1) }
    averageSeconds = Double(sum) / Double(microseconds.count) / 1e6
    medianSeconds = quantile(0.5, ofSorted: microseconds) / 1e6
    p90Seconds = quantile(0.9, ofSorted: microseconds) / 1e6
  }
}

/// The continuous quantile with linear interpolation, as DuckDB's quantile_cont.
func quantile(_ fraction: Double, ofSorted values: [Int64]) -> Double {
  let place = Double(values.count - 1) * fraction
  let lower = Int(place.rounded(.down))
  let upper = Int(place.rounded(.up))
  let low = Double(values[lower])
  return low + (Double(values[upper]) - low) * (place - Double(lower))
}

/// Percentages of one count among another.
package enum Rate {
  /// `part` of `whole` as a percentage with two decimals, half away from zero.
  ///
  /// Worked out in integers, because 100 × part / whole as a double may fall just short of a
  /// half. Of nothing the rate is 0.
  package static func percent(_ part: Int, of whole: Int) -> Double {
    guard whole > 0 else { return 0 }
    let doubled = 2 * Int128(part) * 10_000 + Int128(whole)
    return Double(Int64(doubled / (2 * Int128(whole)))) / 100
  }

  /// The 95 % score interval of a proportion in percent, two decimals; nil of nothing.
  ///
  /// E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
  /// JASA 22 (1927).
  package static func wilson(_ part: Int, of whole: Int) -> ClosedRange<Double>? {
    guard whole > 0 else { return nil }
    let z = 1.959964
    let count = Double(whole)
    let share = Double(part) / count
    let scale = 1 + z * z / count
    let middle = share + z * z / (2 * count)
    let spread = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let low = part == 0 ? 0 : max(0, (middle - spread) / scale)
    let high = part == whole ? 1 : min(1, (middle + spread) / scale)
    return twoDecimals(100 * low)...twoDecimals(100 * high)
  }

  private static func twoDecimals(_ value: Double) -> Double {
    (value * 100).rounded(.toNearestOrAwayFromZero) / 100
  }
}
