internal import Events
internal import Funnels
internal import Reports

/// Reports as the contract (§6) writes them.
enum ReportJSON {
  // MARK: - Bars

  static func bars(
    _ report: Reported<SurfaceReport>, _ asked: AskedReport,
    previous: Reported<SurfaceReport>? = nil
  ) -> JSON {
    let query = asked.query
    let whole = report.value.whole.bars.finish()
    var members: [JSONMember] = [
      JSONMember("funnel_id", .optional(asked.id?.description)),
      JSONMember("name", .string(query.funnel.name)),
      JSONMember("date_range", dateRange(asked.range)),
    ]
    members += funnel(whole, withTimes: query.keepsTimes)
    members += breakdown(report.value, query) { sums in
      funnel(sums.bars.finish(), withTimes: query.keepsTimes)
    }
    if let previous, let range = asked.previous?.range {
      var comparison = [JSONMember("date_range", dateRange(range))]
      comparison += funnel(previous.value.whole.bars.finish(), withTimes: query.keepsTimes)
      comparison += breakdown(previous.value, query) { sums in
        funnel(sums.bars.finish(), withTimes: query.keepsTimes)
      }
      members.append(JSONMember("comparison", .object(comparison)))
    }
    return .object(members + ending(report, query, previous))
  }

  private static func funnel(_ report: FunnelReport, withTimes: Bool) -> [JSONMember] {
    var members: [JSONMember] = [
      JSONMember("stages", .array(report.stages.map { stage($0, withTimes: withTimes) })),
      JSONMember("overall_conversion_rate", .number(report.overallConversionRate)),
      JSONMember("entered_users", .number(report.enteredUsers)),
      JSONMember("converted_users", .number(report.convertedUsers)),
    ]
    if withTimes {
      members.append(JSONMember("time_to_convert", .object(times(report.timeToConvert))))
    }
    return members
  }

  private static func stage(_ stage: FunnelReport.Stage, withTimes: Bool) -> JSON {
    var members: [JSONMember] = [
      JSONMember("stage_name", .string(stage.name)),
      JSONMember("order", .number(stage.order)),
      JSONMember("users", .number(stage.users)),
      JSONMember("conversion_rate", .number(stage.conversionRate)),
      JSONMember("drop_off_rate", .number(stage.dropOffRate)),
      JSONMember("step_conversion_rate", .number(stage.stepConversionRate)),
      JSONMember("dropped_users", .number(stage.droppedUsers)),
      JSONMember("waiting_users", .number(stage.waitingUsers)),
      JSONMember("conversion_interval", interval(stage.conversionInterval)),
    ]
    if withTimes {
      members.append(JSONMember("time_from_previous", .object(times(stage.timeFromPrevious))))
    }
    return .object(members)
  }

  // MARK: - What surfaces share

  static func dateRange(_ range: DateRange) -> JSON {
    ["start": .string(range.startText), "end": .string(range.endText)]
  }

  static func interval(_ interval: ClosedRange<Double>?) -> JSON {
    interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
  }

  static func times(_ times: DurationSummary?) -> [JSONMember] {
    [
      JSONMember("average_seconds", .optional(times?.averageSeconds)),
      JSONMember("median_seconds", .optional(times?.medianSeconds)),
      JSONMember("p90_seconds", .optional(times?.p90Seconds)),
    ]
  }

  /// The member `breakdown`, with what `sums` says of each value; none where none is asked for.
  static func breakdown(
    _ report: SurfaceReport, _ query: FunnelQuery, _ sums: (SurfaceTally) -> [JSONMember]
  ) -> [JSONMember] {
    guard let breakdown = query.breakdown else { return [] }
    let groups = report.groups.map { group in
      JSON.object(value(group.values) + sums(group.sums))
    }
    let described: [JSONMember] = [
      JSONMember("properties", .array(breakdown.properties.map { .string($0.name) })),
      JSONMember("scope", .string(breakdown.properties[0].scope.rawValue)),
      JSONMember("attribution", .string(breakdown.attribution.text)),
      JSONMember("groups", .array(groups)),
      JSONMember("other", report.other.map { .object(sums($0)) } ?? .null),
      JSONMember("truncated", .bool(report.other != nil)),
    ]
    return [JSONMember("breakdown", .object(described))]
  }

  /// A value of a breakdown: several properties' joined by a bar, and each by itself.
  static func value(_ values: [String]) -> [JSONMember] {
    [
      JSONMember("value", .string(values.joined(separator: "|"))),
      JSONMember("values", .array(values.map(JSON.string))),
    ]
  }

  /// What stands at the end of every answer.
  static func ending<Value>(
    _ report: Reported<Value>, _ query: FunnelQuery, _ previous: Reported<Value>? = nil
  ) -> [JSONMember] {
    let elapsed = report.elapsedMilliseconds + (previous?.elapsedMilliseconds ?? 0)
    return [
      JSONMember("as_of", .string(query.question.asOf.description)),
      JSONMember(
        "meta",
        [
          "exact": true, "partial": .bool(report.isPartial || previous?.isPartial == true),
          "tier": "scan",
          "events_scanned": .number(report.eventsScanned + (previous?.eventsScanned ?? 0)),
          "files_read": .number(report.filesRead + (previous?.filesRead ?? 0)),
          "elapsed_ms": .number((elapsed * 1000).rounded() / 1000),
          "cached": false,
        ]),
    ]
  }
}
