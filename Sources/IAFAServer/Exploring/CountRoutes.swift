internal import Events
internal import Hummingbird
internal import Reports
internal import Tenants

extension ExplorerRoutes {
  /// How often events happened over time; empty buckets are listed too.
  func eventCounts(_ call: Call) async throws -> Response {
    try await answer(call) {
      (cut: BucketOptions(&$0), breakdown: try $0.takeProperty("breakdown"))
    } with: { selection, calendar, own in
      let buckets = try own.cut.buckets(selection.range, calendar)
      return try await reporter.counts(selection, in: buckets, by: own.breakdown)
        .json(buckets, calendar)
    }
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
