internal import DuckDB
internal import Funnels

/// A property of the rows `e` in SQL, whatever kind it is of.
struct PropertyColumn {
  /// What the rows must bring.
  var columns: Query
  /// What is to be joined to them.
  var join: Query = ""
  /// The property's text; NULL where an event lacks it.
  var value: Query
}

extension Exploration {
  /// Makes a property's texts ready for SQL.
  ///
  /// What SQL can't say, because ``BuiltInProperty`` and ``PropertyPath`` are the one place that
  /// says it, is derived here, once for each text that it is derived from, into a table to join.
  func column(of property: String) throws -> PropertyColumn {
    let sources = ScanColumns.columns(of: PropertyKey(name: property))
    var columns: Query = "\(sources[0]) AS p0"
    for (place, source) in sources.enumerated().dropFirst() {
      columns = "\(columns), \(source) AS \(unsafe: "p\(place)")"
    }
    if sources.count == 1 { return PropertyColumn(columns: columns, value: "e.p0") }
    if let builtIn = BuiltInProperty(rawValue: property), builtIn.isItsSource {
      return PropertyColumn(columns: columns, value: "coalesce(e.p0, e.p1)")
    }
    try derive(property, from: columns, count: sources.count)
    var condition: Query = "true"
    for place in 1..<sources.count {
      let name = "p\(place)"
      condition =
        "\(condition) AND derived_values.\(unsafe: name) IS NOT DISTINCT FROM e.\(unsafe: name)"
    }
    return PropertyColumn(
      columns: columns, join: "LEFT JOIN derived_values ON \(condition)",
      value: "coalesce(e.p0, derived_values.value)")
  }

  /// Fills the table `derived_values`: the texts that the property is derived from, and its own.
  private func derive(_ property: String, from columns: Query, count: Int) throws {
    let places = (1..<count).map { "p\($0)" }
    let list = places.joined(separator: ", ")
    let isThere = places.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")
    let keys = PropertyPath.topLevelKeys(of: property)
    let builtIn = BuiltInProperty(rawValue: property)
    var derived: [(sources: [String?], value: String)] = []
    try session.forEachChunk(
      """
      SELECT DISTINCT \(unsafe: list) FROM (\(rows(columns)))
      WHERE p0 IS NULL AND (\(unsafe: isThere))
      """
    ) { (chunk) throws(DuckDBError) in
      for row in 0..<chunk.count {
        let sources = (0..<count - 1).map { chunk.optionalText($0, row) }
        let value =
          if let builtIn {
            sources[0].flatMap(builtIn.derive)
          } else {
            PropertyPath.text(of: property) { name in
              keys.firstIndex { $0.utf8.elementsEqual(name.utf8) }
                .flatMap { $0 == 0 ? nil : sources[$0 - 1] }
            }
          }
        if let value { derived.append((sources, value)) }
      }
    }
    try session.execute(
      """
      CREATE OR REPLACE TEMP TABLE derived_values
        (\(unsafe: places.map { "\($0) VARCHAR" }.joined(separator: ", ")), value VARCHAR)
      """)
    var appender = try session.appender(to: "derived_values")
    for (sources, value) in derived {
      for source in sources { appender.append(source) }
      appender.append(value)
      try appender.endRow()
    }
    try appender.finish()
  }
}

extension BuiltInProperty {
  /// Whether the property is the stored field itself.
  fileprivate var isItsSource: Bool {
    switch self {
    case .event, .url, .referrer, .sessionID: true
    case .path, .host, .referrerHost, .utmSource, .utmMedium, .utmCampaign, .browser, .os,
      .device:
      false
    }
  }
}

extension BuiltInProperty.Source {
  var column: String {
    switch self {
    case .eventType: "event_type"
    case .url: "url"
    case .referrer: "referrer"
    case .userAgent: "user_agent"
    case .sessionID: "session_id"
    }
  }
}
