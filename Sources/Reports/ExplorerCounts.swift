internal import DuckDB
internal import Segments

/// How often something happened, bucket by bucket.
package struct EventCounts: Sendable {
  package struct Numbers: Sendable, Equatable {
    package var count = 0
    /// Persons, after merges.
    package var users = 0

    package init() {}

    init(count: Int, users: Int) {
      self.count = count
      self.users = users
    }
  }

  package struct Point: Sendable, Equatable {
    package var total = Numbers()
    /// In the order of ``EventCounts/values``.
    package var groups: [Numbers]
    /// What has none of these values.
    package var other = Numbers()

    package init(total: Numbers = Numbers(), groups: [Numbers], other: Numbers = Numbers()) {
      self.total = total
      self.groups = groups
      self.other = other
    }
  }

  /// One for each bucket.
  package var points: [Point]
  /// The values of the breakdown that most events have, the most frequent first; nil without one.
  package var values: [String]?
  /// Events that belong here can't be read.
  package var isPartial: Bool
}

extension Reporter {
  /// Counts the events of a selection, and who did them, in each bucket.
  ///
  /// - Parameter breakdown: a property as filters name it; an event without it counts as blank.
  package func counts(
    _ selection: EventSelection, in buckets: TimeBuckets, by breakdown: String? = nil
  ) async throws -> EventCounts {
    try await explore(selection) { exploration in
      try exploration.fillBuckets(buckets)
      var counts = EventCounts(points: [], isPartial: exploration.snapshot.isPartial)
      if let breakdown {
        let column = try exploration.column(of: breakdown)
        counts.values = try exploration.leadingValues(of: column)
        counts.points = exploration.empty(buckets, groups: counts.values?.count ?? 0)
        try exploration.countGroups(of: column, into: &counts)
      } else {
        counts.points = exploration.empty(buckets, groups: 0)
      }
      try exploration.countTotals(into: &counts)
      return counts
    }
  }
}

extension Exploration {
  /// Lines that a chart can still tell apart.
  private static let leadingCount = 10

  fileprivate func empty(_ buckets: TimeBuckets, groups: Int) -> [EventCounts.Point] {
    let numbers = [EventCounts.Numbers](repeating: .init(), count: groups)
    return Array(repeating: EventCounts.Point(groups: numbers), count: buckets.count)
  }

  /// Makes the table `buckets`, to which an event finds its own by the start before it.
  fileprivate func fillBuckets(_ buckets: TimeBuckets) throws {
    try session.execute("CREATE OR REPLACE TEMP TABLE buckets (place BIGINT, start BIGINT)")
    var appender = try session.appender(to: "buckets")
    for (place, start) in buckets.bounds.dropLast().enumerated() {
      appender.append(Int64(place))
      appender.append(start)
      try appender.endRow()
    }
    try appender.finish()
  }

  /// Makes the table `leading_values`.
  fileprivate func leadingValues(of column: PropertyColumn) throws -> [String] {
    try session.execute(
      "CREATE OR REPLACE TEMP TABLE leading_values (place BIGINT, value VARCHAR)")
    let values = try all(
      """
      SELECT found FROM (
        SELECT coalesce(\(column.value), '') AS found
        FROM (\(rows(column.columns))) AS e \(column.join))
      GROUP BY found ORDER BY count(*) DESC, found LIMIT \(Self.leadingCount)
      """
    ) { $0.text(0, $1) }
    var appender = try session.appender(to: "leading_values")
    for (place, value) in values.enumerated() {
      appender.append(Int64(place))
      appender.append(value)
      try appender.endRow()
    }
    try appender.finish()
    return values
  }

  fileprivate func countTotals(into counts: inout EventCounts) throws {
    let (join, person) = try personColumn()
    let totals = try all(
      """
      SELECT buckets.place, count(*)::BIGINT, count(DISTINCT \(person))::BIGINT
      FROM (\(rows("user_id, epoch_us(created_at) AS at_us"))) AS e \(join)
      ASOF JOIN buckets ON e.at_us >= buckets.start GROUP BY buckets.place
      """
    ) { ($0.integer(0, $1), $0.numbers(1, $1)) }
    for (place, numbers) in totals { counts.points[place].total = numbers }
  }

  fileprivate func countGroups(
    of column: PropertyColumn, into counts: inout EventCounts
  ) throws {
    let (join, person) = try personColumn()
    let columns: Query = "user_id, epoch_us(created_at) AS at_us, \(column.columns)"
    let groups = try all(
      """
      SELECT buckets.place, coalesce(leading_values.place, -1), count(*)::BIGINT,
        count(DISTINCT f.person)::BIGINT
      FROM (
        SELECT e.at_us, \(person) AS person, coalesce(\(column.value), '') AS found
        FROM (\(rows(columns))) AS e \(join) \(column.join)) AS f
      LEFT JOIN leading_values ON leading_values.value = f.found
      ASOF JOIN buckets ON f.at_us >= buckets.start
      GROUP BY buckets.place, leading_values.place
      """
    ) { ($0.integer(0, $1), $0.integer(1, $1), $0.numbers(2, $1)) }
    for (place, group, numbers) in groups {
      if group < 0 {
        counts.points[place].other = numbers
      } else {
        counts.points[place].groups[group] = numbers
      }
    }
  }
}

extension Chunk {
  /// A count and the users of it, in two columns.
  fileprivate borrowing func numbers(_ column: Int, _ row: Int) -> EventCounts.Numbers {
    EventCounts.Numbers(count: integer(column, row), users: integer(column + 1, row))
  }
}
