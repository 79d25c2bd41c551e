internal import Events
internal import Funnels
internal import Reports
internal import Tenants

/// A question that was read whole.
struct AskedReport: Sendable {
  /// Of the funnel; nil where it is not saved.
  let id: UUIDValue?
  let query: FunnelQuery
  let range: DateRange
  let zone: ZoneCalendar
  /// The same question of the time before; nil where it isn't asked for.
  let previous: (query: FunnelQuery, range: DateRange)?

  var funnel: Funnel { query.funnel }
}

/// What may be asked beside the funnel itself, the same in an address (GET) and a body (POST), and
/// for every surface.
struct ReportOptions {
  private var start: String?
  private var end: String?
  private var timezone: String?
  private var range: String?
  private var asOf: String?
  private var include: String?
  private var compare: String?
  private var breakdown: [String] = []
  private var breakdownScope: String?
  private var attribution: String?
  private var breakdownLimit: Int?
  /// JSON text in an address, JSON in a body.
  private var filters: JSON?

  static let keys = [
    "start_date", "end_date", "timezone", "range", "as_of", "include", "compare", "breakdown",
    "breakdown_scope", "attribution", "breakdown_limit", "where",
  ]

  /// Takes the options out of an address; what is left is for the caller.
  init(_ query: inout QueryParameters) throws {
    start = query.take("start_date")
    end = query.take("end_date")
    timezone = query.take("timezone")
    range = query.take("range")
    asOf = query.take("as_of")
    include = query.take("include")
    compare = query.take("compare")
    breakdown = query.takeAll("breakdown")
    breakdownScope = query.take("breakdown_scope")
    attribution = query.take("attribution")
    breakdownLimit = query.takeInteger("breakdown_limit")
    guard let text = query.take("where") else { return }
    do {
      filters = try JSONParser.parse(Array(text.utf8)).value
    } catch {
      throw Fault("/where", "malformed", "where must be JSON: \(error.message)")
    }
  }

  /// The options of a body; a value of another type is a fault.
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
    compare = text("compare")
    breakdownScope = text("breakdown_scope")
    attribution = text("attribution")
    if let value = body["breakdown"], !value.isNull {
      let names = value.elements ?? [value]
      breakdown = names.compactMap(\.text)
      if breakdown.count < names.count {
        faults.append(
          Fault("/breakdown", "not_text", "breakdown must be a property's name, or a list of them"))
      }
    }
    if let value = body["breakdown_limit"], !value.isNull {
      breakdownLimit = value.integer
      if breakdownLimit == nil { faults.append(Self.badLimit) }
    }
    if let value = body["where"], !value.isNull { filters = value }
    if !faults.isEmpty { throw Problem.invalid(faults) }
  }

  /// The question that the options put to a funnel of a project.
  func asked(
    _ funnel: Funnel, id: UUIDValue? = nil, project: Project, now: Instant
  ) throws -> AskedReport {
    var faults: [Fault] = []
    let zone = ZoneCalendar(timezone ?? project.settings.timezone)
    if zone == nil {
      faults.append(
        Fault("/timezone", "unknown_zone", "timezone must be an IANA zone such as Europe/Zurich"))
    }
    let bound =
      word(range, "range", Question.Bound.self, &faults) ?? funnel.defaultBound
    let seenUntil = readAsOf(&faults) ?? now
    let keepsTimes = word(include, "include", Include.self, &faults) != .counts
    let compares = word(compare, "compare", Comparison.self, &faults) != nil
    let breakdown = readBreakdown(funnel, &faults)
    var removing: [Filter] = []
    if let filters {
      switch Filter.readList(filters, at: "/where") {
      case .success(let list): removing = list
      case .failure(let found): faults += found.faults
      }
    }
    guard let zone else { throw Problem.invalid(faults) }
    let dates: DateRange
    switch zone.range(from: start, to: end, now: now) {
    case .success(let range): dates = range
    case .failure(let found): throw Problem.invalid(faults + found.faults)
    }
    if !faults.isEmpty { throw Problem.invalid(faults) }
    func query(_ range: DateRange) -> FunnelQuery {
      FunnelQuery(
        project: project.id, organization: project.organizationID, funnel: funnel,
        question: Question(start: range.start, end: range.end, bound: bound, asOf: seenUntil),
        filters: removing, breakdown: breakdown, keepsTimes: keepsTimes)
    }
    let before = compares ? zone.range(before: dates) : nil
    return AskedReport(
      id: id, query: query(dates), range: dates, zone: zone,
      previous: before.map { (query: query($0), range: $0) })
  }

  private enum Include: String, CaseIterable { case counts, all }
  private enum Comparison: String, CaseIterable { case previous }
  private enum Scope: String, CaseIterable { case event, user }

  /// A list of people goes on as of when its first page was made.
  mutating func fixAsOf(_ instant: Instant) { asOf = asOf ?? instant.description }

  private func readAsOf(_ faults: inout [Fault]) -> Instant? {
    guard let asOf else { return nil }
    let instant = Instant(asOf)
    if instant == nil {
      faults.append(Fault("/as_of", "invalid_instant", "as_of must be an instant with an offset"))
    }
    return instant
  }

  private static let badLimit = Fault(
    "/breakdown_limit", "out_of_range", "breakdown_limit must be a whole number from 1 to 1000")

  private func readBreakdown(_ funnel: Funnel, _ faults: inout [Fault]) -> Breakdown? {
    let scope = word(breakdownScope, "breakdown_scope", PropertyKey.Scope.self, &faults) ?? .event
    var chosen = Attribution.firstTouch
    if let attribution {
      if let known = Attribution(attribution) {
        chosen = known
        faults += funnel.check(known)?.faults ?? []
      } else {
        faults.append(
          Fault(
            "/attribution", "unknown_value",
            "attribution must be first_touch, last_touch, all_events or stage:K"))
      }
    }
    let limit = breakdownLimit ?? 10
    if !(1...1000 ~= limit) { faults.append(Self.badLimit) }
    if breakdown.isEmpty { return nil }
    if breakdown.count > 4 {
      faults.append(Fault("/breakdown", "too_many", "at most 4 properties can be combined"))
    }
    for name in breakdown where !(1...FunnelLimits.propertyNameLength ~= name.unicodeScalars.count)
    {
      faults.append(
        Fault(
          "/breakdown", "invalid_length",
          "a property's name has 1 to \(FunnelLimits.propertyNameLength) characters"))
    }
    return Breakdown(
      properties: breakdown.map { PropertyKey(name: $0, scope: scope) }, attribution: chosen,
      limit: limit)
  }
}

/// One of a few words; another one is a fault that names them all.
func word<Word: RawRepresentable<String> & CaseIterable>(
  _ text: String?, _ key: String, _ type: Word.Type, _ faults: inout [Fault]
) -> Word? {
  guard let text else { return nil }
  if let word = Word(rawValue: text) { return word }
  let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
  faults.append(Fault("/\(key)", "unknown_value", "\(key) must be one of: \(words)"))
  return nil
}
