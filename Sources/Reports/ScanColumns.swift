internal import DuckDB
internal import Events
internal import Funnels

/// Which columns a funnel needs of its events, and how they are said in SQL.
///
/// The first three are always there: the person, the place of the event's type in `types`, the
/// time. Then, where they are asked for, the session and the event's id and name, then the texts
/// that properties are found in.
struct ScanColumns: Sendable {
  /// Every event name that the definition says.
  let types: [String]
  /// Properties of the event itself, in the order of their columns.
  let properties: [PropertyKey]
  /// Properties of the person, which no column holds.
  let traits: [PropertyKey]
  let hasSession: Bool
  /// Whether events are asked for by their ids and names.
  let hasIdentity: Bool

  static let person = 0
  static let type = 1
  static let time = 2
  static let session = 3

  init(_ query: FunnelQuery, hasIdentity: Bool = false) {
    let funnel = query.funnel
    var types: [String] = []
    let names = funnel.stages.flatMap(\.eventNames) + funnel.exclusions.map(\.event)
    for name in names where name != Funnel.Stage.anyEvent {
      if !types.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { types.append(name) }
    }
    self.types = types
    var keys = funnel.properties
    let others = query.filters.flatMap(\.properties) + (query.breakdown?.properties ?? [])
    for key in others where !keys.contains(key) { keys.append(key) }
    properties = keys.filter { $0.scope == .event }
    traits = keys.filter { $0.scope == .user }
    hasSession = funnel.unit == .sessions
    self.hasIdentity = hasIdentity
  }

  var eventID: Int { hasSession ? Self.session + 1 : Self.session }
  var eventName: Int { eventID + 1 }
  var firstProperty: Int { hasIdentity ? eventName + 1 : eventID }

  var query: Query {
    var query: Query = "user_id, \(typePlace) AS type_place, epoch_us(created_at) AS at_us"
    if hasSession { query = "\(query), session_id" }
    if hasIdentity { query = "\(query), id, event_type" }
    var count = 0
    for column in properties.flatMap(Self.columns) {
      query = "\(query), \(column) AS p\(unsafe: String(count))"
      count += 1
    }
    return query
  }

  /// Names are compared here once a row, so that the rest compares small integers.
  private var typePlace: Query {
    guard !types.isEmpty else { return "(-1)::BIGINT" }
    var query: Query = "CASE event_type"
    for (index, name) in types.enumerated() {
      query = "\(query) WHEN \(name) THEN \(unsafe: String(index))::BIGINT"
    }
    return "\(query) ELSE -1::BIGINT END"
  }

  /// The columns that a property may be found in, the event's own of that name first: then what a
  /// built-in one is derived from, or the objects that a dotted name may reach into.
  static func columns(of key: PropertyKey) -> [Query] {
    guard let builtIn = BuiltInProperty(rawValue: key.name) else {
      return PropertyPath.topLevelKeys(of: key.name).map { "properties[\($0)]" }
    }
    return ["properties[\(key.name)]", "\(unsafe: sourceColumn(builtIn.source))"]
  }

  private static func sourceColumn(_ source: BuiltInProperty.Source) -> String {
    switch source {
    case .eventType: "event_type"
    case .url: "url"
    case .referrer: "referrer"
    case .userAgent: "user_agent"
    case .sessionID: "session_id"
    }
  }

  /// The number under which a filter knows a property: its text column, or a trait behind them.
  func place(_ key: PropertyKey) -> Int {
    if let place = properties.firstIndex(of: key) { return place }
    guard let place = traits.firstIndex(of: key) else {
      preconditionFailure("a property that the question does not name")
    }
    return properties.count + place
  }
}
