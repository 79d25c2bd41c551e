import Events
import Testing

@testable import Funnels

extension VectorCase {
  /// The stages of a trend or a time to convert.
  func span(_ key: String, _ funnel: Funnel) -> (from: Int, to: Int)? {
    guard let asked = self.funnel[key] else { return nil }
    return (
      asked["from_step"]?.integer ?? 1, asked["to_step"]?.integer ?? funnel.stages.count
    )
  }

  var attribution: Attribution? {
    guard let breakdown = funnel["breakdown"] else { return nil }
    let text = breakdown["attribution"]?.text ?? "first_touch"
    return Attribution(text.replacing("step:", with: "stage:"))
  }

  /// Whether the definition, or what is asked of it, is refused.
  func isRefused(_ read: Result<Funnel, DefinitionFaults>) -> Bool {
    guard case .success(let funnel) = read else { return true }
    if let attribution, funnel.check(attribution) != nil { return true }
    for key in ["trend", "time_to_convert"] {
      guard let (from, to) = span(key, funnel) else { continue }
      if funnel.checkSpan(from: from, to: to, isTrend: key == "trend") != nil { return true }
    }
    return false
  }
}

func expectConversionTimes(
  _ vector: VectorCase, _ funnel: Funnel, _ outcomes: [String: Outcome]
) throws {
  guard let (from, to) = vector.span("time_to_convert", funnel) else { return }
  #expect(funnel.checkSpan(from: from, to: to, isTrend: false) == nil)
  var times = ConversionTimes(from: from, to: to)
  for outcome in outcomes.values { times.add(outcome) }
  let report = times.finish(bins: vector.funnel["time_to_convert"]?["bins"]?.integer)
  if let expected = vector.expect["time_to_convert"] {
    if let count = expected["count"]?.integer { #expect(report.users == count) }
    expectClose(expected["average_seconds"], report.summary?.averageSeconds)
    expectClose(expected["median_seconds"], report.summary?.medianSeconds)
    if let bounds = expected["average_between"]?.elements?.compactMap(\.double) {
      let average = try #require(report.summary?.averageSeconds)
      #expect(bounds[0] < average && average <= bounds[1])
    }
  }
  if let rows = vector.expect["histogram"]?.elements {
    // The peers list the closing edge with a count of its own; our last bin is closed.
    let edges = rows.map { $0.elements?.first?.double ?? 0 }
    var counts = rows.map { $0.elements?.last?.integer ?? 0 }
    let closing = counts.removeLast()
    counts[counts.count - 1] += closing
    #expect(report.bins.map(\.users) == counts)
    #expect(report.bins.map(\.fromSeconds) == Array(edges.dropLast()))
    #expect(report.bins.last?.toSeconds == edges.last)
  }
}

// MARK: breakdown

func expectBreakdown(_ vector: VectorCase, _ funnel: Funnel) throws {
  guard let breakdown = vector.funnel["breakdown"] else { return }
  let attribution = try #require(vector.attribution)
  #expect(funnel.check(attribution) == nil)
  var values = BreakdownValues(breakdown)
  let units = try vector.units(of: funnel) { values.number(of: $0) }
  var splitter = BreakdownSplitter(funnel, vector.question, attribution)
  var counter = FunnelCounter(funnel, vector.question)
  let trend = try makeTrend(vector, funnel)
  var tally = BreakdownTally(SurfaceTally(FunnelTally(funnel), trend: trend))
  var outcomes: [UInt32: [String: Outcome]] = [:]
  for (unit, occurrences) in units {
    try splitter.forEachGroup(occurrences.span) {
      (group, events, startGroup) throws(CountingRefusal) in
      outcomes[group, default: [:]][unit] = try counter.count(events, startGroup: startGroup)
      try tally.update(group) { sums throws(CountingRefusal) in
        try sums.count(events, &counter, startGroup: startGroup)
      }
    }
  }
  let report = tally.finish(
    limit: breakdown["limit"]?.integer ?? 1000, keepsEmpty: trend != nil
  ) { values.texts[Int($0)] }
  let names = report.groups.map { values.texts[Int($0.group)] }
  try expectGroups(vector, funnel, report, names, outcomes)
  for member in vector.expect["breakdowns"]?.members ?? [] {
    guard let rows = member.value["trend"] else { continue }
    let place = try #require(names.firstIndex(of: member.key), "no group \(member.key)")
    expectPoints(rows, try #require(report.groups[place].sums.trend), vector)
  }
}

private func expectGroups(
  _ vector: VectorCase, _ funnel: Funnel,
  _ report: (groups: [BreakdownTally<SurfaceTally>.Group], other: SurfaceTally?), _ names: [String],
  _ outcomes: [UInt32: [String: Outcome]]
) throws {
  let isExtra = vector.funnel["breakdown"]?["blank_is_extra"]?.boolean == true
  if isExtra { return }
  let hasOther = vector.funnel["breakdown"]?["rest"]?.text == "other" && report.other != nil
  let shown = names + (hasOther ? ["Other"] : [])
  if let expected = vector.expect["breakdown_values"]?.elements?.compactMap(\.text) {
    #expect(Set(shown) == Set(expected))
  }
  if let count = vector.expect["breakdown_count"]?.integer { #expect(shown.count == count) }
  if let truncated = vector.expect["truncated"]?.boolean {
    #expect((report.other != nil) == truncated)
  }
  for member in vector.expect["breakdowns"]?.members ?? [] where member.value["steps"] != nil {
    if member.key == "Other", let other = report.other?.bars.finish() {
      for (index, want) in (member.value["steps"]?.elements ?? []).enumerated() {
        if let users = want["users"]?.integer { #expect(other.stages[index].users == users) }
      }
      continue
    }
    let place = try #require(names.firstIndex(of: member.key), "no group \(member.key)")
    let group = report.groups[place]
    try expectStages(
      member.value["steps"], group.sums.bars.finish(), outcomes[group.group] ?? [:], funnel)
  }
}

/// Numbers the breakdown values of events; 0 is the blank one.
struct BreakdownValues {
  let properties: [PropertyKey]
  let isURL: Bool
  var texts: [String]

  init(_ breakdown: JSON) {
    let scope: PropertyKey.Scope = breakdown["scope"]?.text == "user" ? .user : .event
    let names = breakdown["properties"]?.elements?.compactMap(\.text)
    properties = (names ?? [breakdown["property"]?.text ?? ""]).map {
      PropertyKey(name: $0, scope: scope)
    }
    isURL = breakdown["normalize"]?.text == "url"
    texts = [String(repeating: "|", count: properties.count - 1)]
  }

  mutating func number(of event: SampleEvent) -> UInt32 {
    let parts = properties.map { key -> String in
      guard let text = event.text(key) else { return "" }
      guard isURL else { return text }
      let end = text.lastIndex { !"/?#".contains($0) }
      return end.map { String(text[...$0]) } ?? "/"
    }
    let text = parts.joined(separator: "|")
    if let known = texts.firstIndex(of: text) { return UInt32(known) }
    texts.append(text)
    return UInt32(texts.count - 1)
  }
}

// MARK: trend

func expectTrend(_ vector: VectorCase, _ funnel: Funnel) throws {
  guard var trend = try makeTrend(vector, funnel) else { return }
  #expect(funnel.checkSpan(from: trend.from, to: trend.to, isTrend: true) == nil)
  var counter = FunnelCounter(funnel, vector.question)
  for occurrences in try vector.units(of: funnel).values {
    try counter.count(occurrences.span, into: &trend)
  }
  if let rows = vector.expect["trend"] { expectPoints(rows, trend, vector) }
  if let count = vector.expect["trend_buckets"]?.integer {
    #expect(trend.bounds.count - 1 == count)
  }
}

private func makeTrend(_ vector: VectorCase, _ funnel: Funnel) throws -> TrendTally? {
  guard let (from, to) = vector.span("trend", funnel) else { return nil }
  let interval = vector.funnel["trend"]?["interval"]?.text ?? "day"
  let bounds = bucketBounds(vector.range, interval)
  return TrendTally(funnel, vector.question, bounds: bounds, from: from, to: to)
}

/// UTC buckets, weeks from Sunday: what a caller hands in.
private func bucketBounds(_ range: Range<Int64>, _ interval: String) -> [Int64] {
  func start(_ time: Int64) -> Int64 {
    let day = Instant(microseconds: time).day
    switch interval {
    case "hour": return time.flooredDivision(by: 3600 * second) * 3600 * second
    case "week": return day.advanced(by: -((day.daysSince1970 + 4) % 7)).start.microseconds
    case "month": return day.advanced(by: 1 - day.components.day).start.microseconds
    default: return day.start.microseconds
    }
  }
  func next(_ time: Int64) -> Int64 {
    let days = ["hour": 0, "day": 1, "week": 7, "month": 31][interval] ?? 1
    return start(interval == "hour" ? time + 3600 * second : time + Int64(days) * 86_400 * second)
  }
  var bounds = [start(range.lowerBound)]
  while let last = bounds.last, last < range.upperBound { bounds.append(next(last)) }
  return bounds
}

private func expectPoints(_ rows: JSON, _ trend: TrendTally, _ vector: VectorCase) {
  let points = trend.finish()
  for row in rows.elements ?? [] {
    let label = row["at"]?.text ?? ""
    let at = Instant(label.utf8.count == 10 ? "\(label)T00:00:00Z" : "\(label):00:00Z")
    guard let bucket = trend.bounds.firstIndex(of: at?.microseconds ?? 0) else {
      Issue.record("no bucket \(label)")
      continue
    }
    if let entered = row["entered"]?.integer { #expect(points[bucket].entered == entered) }
    if let converted = row["converted"]?.integer { #expect(points[bucket].converted == converted) }
    expectClose(row["rate"], points[bucket].conversionRate, within: 0.006)
  }
}
