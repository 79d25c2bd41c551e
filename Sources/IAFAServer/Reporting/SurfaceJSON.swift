internal import Events
internal import Funnels
internal import Reports

/// A trend and the buckets that it was counted in.
struct TrendAnswer {
  let report: Reported<SurfaceReport>
  let buckets: TimeBuckets
  let range: DateRange
}

extension ReportJSON {
  // MARK: - Trend

  static func trend(
    _ answer: TrendAnswer, _ asked: AskedReport, span: (from: Int, to: Int),
    previous: TrendAnswer?
  ) -> JSON {
    var members = beginning(asked, span)
    members.append(JSONMember("points", points(answer, asked)))
    if let previous {
      members.append(
        JSONMember(
          "comparison",
          ["date_range": dateRange(previous.range), "points": points(previous, asked)]))
    }
    return .object(members + ending(answer.report, asked.query, previous?.report))
  }

  private static func beginning(_ asked: AskedReport, _ span: (from: Int, to: Int)) -> [JSONMember]
  {
    [
      JSONMember("funnel_id", .optional(asked.id?.description)),
      JSONMember("name", .string(asked.funnel.name)),
      JSONMember("date_range", dateRange(asked.range)),
      JSONMember("from_stage", .number(span.from)),
      JSONMember("to_stage", .number(span.to)),
    ]
  }

  private static func points(_ answer: TrendAnswer, _ asked: AskedReport) -> JSON {
    let report = answer.report.value
    let whole = report.whole.trend?.finish() ?? []
    let groups = report.groups.map { (values: $0.values, points: $0.sums.trend?.finish() ?? []) }
    let other = report.other?.trend?.finish()
    let points = whole.enumerated().map { place, point in
      let start = Instant(microseconds: answer.buckets.bounds[place])
      var members = [JSONMember("start", .string(asked.zone.text(start)))] + numbers(point)
      members.append(JSONMember("mature", .bool(point.isMature)))
      if asked.query.breakdown != nil {
        let shown = groups.map { JSON.object(value($0.values) + numbers($0.points[place])) }
        members.append(
          JSONMember(
            "breakdown",
            [
              "groups": .array(shown), "other": other.map { .object(numbers($0[place])) } ?? .null,
            ]))
      }
      return JSON.object(members)
    }
    return .array(points)
  }

  private static func numbers(_ point: TrendTally.Point) -> [JSONMember] {
    [
      JSONMember("entered", .number(point.entered)),
      JSONMember("converted", .number(point.converted)),
      JSONMember("conversion_rate", .number(point.conversionRate)),
      JSONMember(
        "conversion_interval", interval(Rate.wilson(point.converted, of: point.entered))),
    ]
  }

  // MARK: - Time to convert

  static func times(
    _ report: Reported<SurfaceReport>, _ asked: AskedReport, span: (from: Int, to: Int),
    bins: Int?, previous: Reported<SurfaceReport>?
  ) -> JSON {
    func histogram(_ sums: SurfaceTally) -> [JSONMember] {
      guard let found = sums.times?.finish(bins: bins) else { return [] }
      let bins = found.bins.map { bin -> JSON in
        [
          "from_seconds": .number(bin.fromSeconds), "to_seconds": .number(bin.toSeconds),
          "users": .number(bin.users),
        ]
      }
      return [JSONMember("bins", .array(bins))] + times(found.summary) + [
        JSONMember("users", .number(found.users))
      ]
    }
    var members = beginning(asked, span)
    members += histogram(report.value.whole) + breakdown(report.value, asked.query, histogram)
    if let previous, let range = asked.previous?.range {
      let comparison =
        [JSONMember("date_range", dateRange(range))] + histogram(previous.value.whole)
      members.append(JSONMember("comparison", .object(comparison)))
    }
    return .object(members + ending(report, asked.query, previous))
  }

  // MARK: - People

  static func people(_ report: Reported<PeopleList>, _ asked: AskedReport) -> JSON {
    let list = report.value
    let cursor = list.hasMore ? list.people.last : nil
    let next = cursor.map { person in
      PeopleOptions.Cursor(
        asOf: asked.query.question.asOf,
        position: PeopleRequest.Position(
          entered: person.entered.microseconds, name: person.name)
      ).text
    }
    return .object(
      [
        JSONMember("items", .array(list.people.map(person))),
        JSONMember("next_cursor", .optional(next)),
        JSONMember("total", .number(list.count)),
      ] + ending(report, asked.query))
  }

  private static func person(_ person: PeopleList.Person) -> JSON {
    [
      "user_id": .string(person.name), "reached_stage": .number(person.reached),
      "entered_at": .string(person.entered.description),
      "stage_times": .array(person.times.map { .optional($0?.description) }),
      "last_event_at": .optional(person.lastEvent?.description),
    ]
  }

  // MARK: - Explain

  static func explanation(_ report: Reported<Explanation>, _ asked: AskedReport) -> JSON {
    let explanation = report.value
    let steps = explanation.attempt.map { step -> JSON in
      [
        "stage": .number(step.stage), "event_id": .string(step.eventID),
        "event": .string(step.event), "at": .string(step.at.description),
      ]
    }
    let candidates = explanation.candidates.map { candidate -> JSON in
      [
        "event_id": .string(candidate.eventID), "event": .string(candidate.event),
        "at": .string(candidate.at.description),
        "stage": candidate.stage.map { .number($0) } ?? .null,
        "reason": .string(candidate.reason.rawValue),
      ]
    }
    return .object(
      [
        JSONMember("user_id", .string(explanation.name)),
        JSONMember("reached_stage", .number(explanation.reached)),
        JSONMember("attempt", .array(steps)),
        JSONMember("deadline", .optional(explanation.deadline?.description)),
        JSONMember("candidates", .array(candidates)),
        JSONMember("truncated", .bool(explanation.isShortened)),
      ] + ending(report, asked.query))
  }
}
