internal import DuckDB
internal import Events
internal import Funnels

/// Which columns a funnel needs of its events, and how they are said in SQL.
///
/// The first three are always there: the person, the place of the event's type in `types`, the
/// time. Then the session, where sessions are counted, then one text for each property.
struct ScanColumns: Sendable {
  /// Every event name that the definition says.
  let types: [String]
  /// Properties of the event itself, in the order of their columns.
  let properties: [PropertyKey]
  /// Properties of the person, which no column holds.
  let traits: [PropertyKey]
  let hasSession: Bool

  static let person = 0
  static let type = 1
  static let time = 2
  static let session = 3

  init(_ query: FunnelQuery) {
    let funnel = query.funnel
    var types: [String] = []
    let names = funnel.stages.flatMap(\.eventNames) + funnel.exclusions.map(\.event)
    for name in names where name != Funnel.Stage.anyEvent {
      if !types.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { types.append(name) }
    }
    self.types = types
    var keys = funnel.properties
    for key in query.filters.flatMap(\.properties) where !keys.contains(key) { keys.append(key) }
    properties = keys.filter { $0.scope == .event }
    traits = keys.filter { $0.scope == .user }
    hasSession = funnel.unit == .sessions
  }

  var firstProperty: Int { hasSession ? Self.session + 1 : Self.session }

  var query: Query {
    var query: Query = "user_id, \(typePlace) AS type_place, epoch_us(created_at) AS at_us"
    if hasSession { query = "\(query), session_id" }
    for (index, key) in properties.enumerated() {
      query = "\(query), \(Self.text(key.name)) AS p\(unsafe: String(index))"
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

  /// The text of an event's property: its own first, then what the name reaches or derives.
  private static func text(_ name: String) -> Query {
    var alternatives: [Query] = ["properties[\(name)]"]
    if let column = columns[name] {
      alternatives.append("\(unsafe: column)")
    } else if let dot = name.firstIndex(of: "."), dot > name.startIndex {
      let head = String(name[..<dot])
      let path = name[name.index(after: dot)...].split(
        separator: ".", omittingEmptySubsequences: false)
      let pointer = path.map { Fault.token(String($0)) }.joined()
      alternatives.append(
        """
        CASE WHEN json_valid(properties[\(head)]) \
        THEN json_extract_string(properties[\(head)], \(pointer)) END
        """)
    }
    guard alternatives.count > 1 else { return alternatives[0] }
    return "coalesce(\(alternatives[0]), \(alternatives[1]))"
  }

  private static let columns = [
    "$event": "event_type", "$url": "url", "$referrer": "referrer", "$session_id": "session_id",
  ]
}
