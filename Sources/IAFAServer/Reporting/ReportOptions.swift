internal import Events
internal import Funnels
internal import Reports
internal import Tenants

/// What may be asked beside the funnel itself, the same in an address (GET) and a body (POST).
struct ReportOptions {
  var start: String?
  var end: String?
  var timezone: String?
  var range: String?
  var asOf: String?
  var include: String?
  /// JSON text in an address, JSON in a body.
  var filters: JSON?

  static let keys = [
    "start_date", "end_date", "timezone", "range", "as_of", "include", "where",
  ]

  init(_ query: inout QueryParameters) throws {
    start = query.take("start_date")
    end = query.take("end_date")
    timezone = query.take("timezone")
    range = query.take("range")
    asOf = query.take("as_of")
    include = query.take("include")
    let text = query.take("where")
    try query.finish()
    guard let text else { return }
    do {
      filters = try JSONParser.parse(Array(text.utf8)).value
    } catch {
      throw Fault("/where", "malformed", "where must be JSON: \(error.message)")
    }
  }

  /// The options of a body; a value of another type than text is a fault.
  init(_ body: JSON) throws {
    var faults: [Fault] = []
    func text(_ key: String) -> String? {
      guard let value = body[key], !value.isNull else { return nil }
      if value.text == nil { faults.append(Fault("/\(key)", "not_text", "\(key) must be a text")) }
      return value.text
    }
    start = text("start_date")
    end = text("end_date")
    timezone = text("timezone")
    range = text("range")
    asOf = text("as_of")
    include = text("include")
    if let value = body["where"], !value.isNull { filters = value }
    if !faults.isEmpty { throw Problem.invalid(faults) }
  }

  /// What can be defined and saved and is not counted yet: refused by name, never counted as
  /// something else.
  private static func unanswered(_ funnel: Funnel) -> [Fault] {
    funnel.stages.enumerated().compactMap { place, stage in
      stage.firstTime == nil
        ? nil
        : Fault(
          "/stages/\(place)/first_time", "not_answered_yet",
          "this version can't count first-time stages yet")
    }
  }

  /// The question that the options put to a funnel of a project.
  func query(
    _ funnel: Funnel, project: Project, now: Instant
  ) throws -> (query: FunnelQuery, range: DateRange) {
    var faults = Self.unanswered(funnel)
    let zone = ZoneCalendar(timezone ?? project.settings.timezone)
    if zone == nil {
      faults.append(
        Fault("/timezone", "unknown_zone", "timezone must be an IANA zone such as Europe/Zurich"))
    }
    var bound = funnel.defaultBound
    if let range {
      if let given = Question.Bound(rawValue: range) {
        bound = given
      } else {
        faults.append(Fault("/range", "unknown_value", "range must be entry or all"))
      }
    }
    var seenUntil = now
    if let asOf {
      if let instant = Instant(asOf) {
        seenUntil = instant
      } else {
        faults.append(
          Fault("/as_of", "invalid_instant", "as_of must be an instant with an offset"))
      }
    }
    if let include, include != "counts", include != "all" {
      faults.append(Fault("/include", "unknown_value", "include must be counts or all"))
    }
    var removing: [Filter] = []
    if let filters {
      switch Filter.readList(filters, at: "/where") {
      case .success(let list): removing = list
      case .failure(let found): faults += found.faults
      }
    }
    switch zone?.range(from: start, to: end, now: now) {
    case .success(let dates) where faults.isEmpty:
      let question = Question(start: dates.start, end: dates.end, bound: bound, asOf: seenUntil)
      let query = FunnelQuery(
        project: project.id, funnel: funnel, question: question, filters: removing,
        keepsTimes: include != "counts")
      return (query, dates)
    case .failure(let found): faults += found.faults
    case .success, nil: break
    }
    throw Problem.invalid(faults)
  }
}
