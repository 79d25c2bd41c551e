internal import Events
internal import Hummingbird
internal import Reports
internal import Tenants

extension ExplorerRoutes {
  /// How often events happened over time; empty buckets are listed too.
  func eventCounts(_ call: Call) async throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let options = ExplorerOptions(&query)
    let interval = query.take("interval")
    let weekStart = query.take("week_start")
    let breakdown = try query.takeProperty("breakdown")
    try query.finish()
    let (selection, calendar) = try options.selection(of: project, now: now())
    let buckets = try Self.buckets(selection.range, interval, weekStart, calendar)
    let counts = try await call.whileClientWaits {
      try await reporter.counts(selection, in: buckets, by: breakdown)
    }
    return Response(json: counts.json(buckets, calendar))
  }

  private static func buckets(
    _ range: Range<Instant>, _ interval: String?, _ weekStart: String?, _ calendar: ZoneCalendar
  ) throws -> TimeBuckets {
    var faults: [Fault] = []
    let interval = word(interval, "interval", BucketInterval.self, &faults) ?? .day
    let weekStart = word(weekStart, "week_start", WeekStart.self, &faults) ?? .monday
    if !faults.isEmpty { throw Problem.invalid(faults) }
    let end = max(range.upperBound, range.lowerBound.advanced(byMicroseconds: 1))
    guard
      let buckets = calendar.buckets(range.lowerBound..<end, by: interval, weekStart: weekStart)
    else {
      throw Fault(
        "/interval", "too_many_points",
        "these would be more than \(TimeBuckets.limit) points; choose a longer interval")
    }
    return buckets
  }
}

extension EventCounts {
  fileprivate func json(_ buckets: TimeBuckets, _ calendar: ZoneCalendar) -> JSON {
    let list = zip(buckets.bounds, points).map { start, point -> JSON in
      var members = [
        JSONMember("start", .string(calendar.text(Instant(microseconds: start)))),
        JSONMember("count", .number(point.total.count)),
        JSONMember("users", .number(point.total.users)),
      ]
      if let values {
        let groups = zip(values, point.groups).map { value, numbers -> JSON in
          .object([JSONMember("value", .string(value))] + numbers.members)
        }
        members.append(
          JSONMember(
            "breakdown",
            ["groups": .array(groups), "other": .object(point.other.members)]))
      }
      return .object(members)
    }
    return .object(
      [JSONMember("points", .array(list))]
        + (isPartial ? [JSONMember("partial", true)] : []))
  }
}

extension EventCounts.Numbers {
  fileprivate var members: [JSONMember] {
    [JSONMember("count", .number(count)), JSONMember("users", .number(users))]
  }
}
