internal import Events
internal import Funnels
internal import Reports
internal import Tenants

/// From which stage to which: of a trend, or of a time to convert.
struct StageSpan {
  private let from: Int?
  private let to: Int?

  init(_ query: inout QueryParameters) {
    from = query.takeInteger("from_stage")
    to = query.takeInteger("to_stage")
  }

  /// The stages' numbers: without any the whole funnel's.
  func stages(_ funnel: Funnel, isTrend: Bool) throws -> (from: Int, to: Int) {
    let (from, to) = (from ?? 1, to ?? funnel.stages.count)
    if let found = funnel.checkSpan(from: from, to: to, isTrend: isTrend) {
      throw Problem.invalid(found.faults)
    }
    return (from, to)
  }
}

/// How a range is cut into buckets of time.
struct BucketOptions {
  private let interval: String?
  private let weekStart: String?

  init(_ query: inout QueryParameters) {
    interval = query.take("interval")
    weekStart = query.take("week_start")
  }

  /// The buckets of a question's range.
  func buckets(_ range: Range<Instant>, _ zone: ZoneCalendar) throws -> TimeBuckets {
    var faults: [Fault] = []
    let interval = word(interval, "interval", BucketInterval.self, &faults) ?? .day
    let weekStart = word(weekStart, "week_start", WeekStart.self, &faults) ?? .monday
    if !faults.isEmpty { throw Problem.invalid(faults) }
    let end = max(range.upperBound, range.lowerBound.advanced(byMicroseconds: 1))
    guard let buckets = zone.buckets(range.lowerBound..<end, by: interval, weekStart: weekStart)
    else {
      throw Fault(
        "/interval", "too_many_points",
        "these would be more than \(TimeBuckets.limit) points; choose a longer interval")
    }
    return buckets
  }
}

/// From which stage to which a trend runs, and its buckets.
struct TrendOptions {
  let span: StageSpan
  let cut: BucketOptions

  init(_ query: inout QueryParameters) {
    span = StageSpan(&query)
    cut = BucketOptions(&query)
  }
}

/// How a histogram of times is cut into bins.
struct TimesOptions {
  let span: StageSpan
  private let given: Int?

  init(_ query: inout QueryParameters) {
    span = StageSpan(&query)
    given = query.takeInteger("bins")
  }

  func bins() throws -> Int? {
    if let given, !(1...ConversionTimes.binLimit ~= given) {
      throw Fault(
        "/bins", "out_of_range", "bins must be from 1 to \(ConversionTimes.binLimit)")
    }
    return given
  }
}

/// Which people are listed, and from where on.
struct PeopleOptions {
  private let stage: Int?
  private let status: String?
  private let group: String?
  private let limit: Int?
  private let cursor: String?

  init(_ query: inout QueryParameters) {
    stage = query.takeInteger("stage")
    status = query.take("status")
    group = query.take("breakdown_value")
    limit = query.takeInteger("limit")
    cursor = query.take("cursor")
  }

  /// Where a page ended, and as of when the list was made: what comes later is not in it.
  struct Cursor {
    var asOf: Instant
    var position: PeopleRequest.Position

    init(asOf: Instant, position: PeopleRequest.Position) {
      self.asOf = asOf
      self.position = position
    }

    init?(_ text: String) {
      guard let bytes = [UInt8](base64URL: text) else { return nil }
      let parts = String(decoding: bytes, as: UTF8.self).split(
        separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, let asOf = Int64(parts[0]), let entered = Int64(parts[1]) else {
        return nil
      }
      self.asOf = Instant(microseconds: asOf)
      position = PeopleRequest.Position(entered: entered, name: String(parts[2]))
    }

    var text: String {
      Array("\(asOf.microseconds)/\(position.entered)/\(position.name)".utf8).base64URL
    }
  }

  func readCursor() throws -> Cursor? {
    guard let cursor else { return nil }
    guard let read = Cursor(cursor) else {
      throw Fault("/cursor", "invalid_format", "cursor must be a next_cursor of this list")
    }
    return read
  }

  func request(_ funnel: Funnel, hasBreakdown: Bool) throws -> PeopleRequest {
    var faults: [Fault] = []
    let status = word(status, "status", StageStatus.self, &faults) ?? .reached
    let count = funnel.stages.count
    if let stage, !(1...count ~= stage) {
      faults.append(Fault("/stage", "out_of_range", "stage must be from 1 to \(count)"))
    }
    if stage == nil {
      faults.append(Fault("/stage", "required", "stage must be the number of a stage"))
    }
    if let limit, !(1...500 ~= limit) {
      faults.append(Fault("/limit", "out_of_range", "limit must be from 1 to 500"))
    }
    if group != nil, !hasBreakdown {
      faults.append(
        Fault("/breakdown_value", "needs_breakdown", "breakdown_value needs a breakdown"))
    }
    let position = try readCursor()?.position
    if !faults.isEmpty { throw Problem.invalid(faults) }
    return PeopleRequest(
      stage: stage ?? 1, status: status, group: group, limit: limit ?? 50, after: position)
  }
}
