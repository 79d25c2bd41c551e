package import Events
internal import Funnels
package import Reports

/// Reports as the contract (§6) writes them.
package enum ReportJSON {
  /// The answer to a funnel query.
  package static func answer(
    _ answer: FunnelAnswer, _ query: FunnelQuery, _ range: DateRange, funnelID: UUIDValue?
  ) -> JSON {
    let report = answer.report
    let withTimes = query.keepsTimes
    var members: [JSONMember] = [
      JSONMember("funnel_id", .optional(funnelID?.description)),
      JSONMember("name", .string(query.funnel.name)),
      JSONMember(
        "date_range", ["start": .string(range.startText), "end": .string(range.endText)]),
      JSONMember("stages", .array(report.stages.map { stage($0, withTimes: withTimes) })),
      JSONMember("overall_conversion_rate", .number(report.overallConversionRate)),
      JSONMember("entered_users", .number(report.enteredUsers)),
      JSONMember("converted_users", .number(report.convertedUsers)),
    ]
    if withTimes { members.append(JSONMember("time_to_convert", times(report.timeToConvert))) }
    members.append(JSONMember("as_of", .string(query.question.asOf.description)))
    members.append(
      JSONMember(
        "meta",
        [
          "exact": true, "partial": .bool(answer.isPartial), "tier": "scan",
          "events_scanned": .number(answer.eventsScanned), "files_read": .number(answer.filesRead),
          "elapsed_ms": .number((answer.elapsedMilliseconds * 1000).rounded() / 1000),
          "cached": false,
        ]))
    return .object(members)
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
      JSONMember(
        "conversion_interval",
        stage.conversionInterval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null),
    ]
    if withTimes {
      members.append(JSONMember("time_from_previous", times(stage.timeFromPrevious)))
    }
    return .object(members)
  }

  private static func times(_ times: DurationSummary?) -> JSON {
    [
      "average_seconds": .optional(times?.averageSeconds),
      "median_seconds": .optional(times?.medianSeconds),
      "p90_seconds": .optional(times?.p90Seconds),
    ]
  }
}
