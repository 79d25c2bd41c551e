internal import DuckDB
internal import Events
internal import Funnels
internal import Segments

/// A property that events of a selection have.
package struct PropertySummary: Sendable, Equatable {
  package var name: String
  /// Events that have it.
  package var count: Int
  /// Some of its values, common ones rather than rare ones, each cut to 200 characters.
  package var examples: [String]
}

/// A value of a property, and how many events have it.
package struct PropertyValue: Sendable, Equatable {
  package var value: String
  package var count: Int
}

extension Reporter {
  /// The properties of the events of a selection, built-in ones included: those that most events
  /// have first, then by name.
  package func properties(
    _ selection: EventSelection, _ window: ListWindow
  ) async throws -> ListPart<PropertySummary> {
    try await explore(selection) { exploration in
      try exploration.findProperties()
      let items = try exploration.all(
        """
        SELECT name, sum(events)::BIGINT AS total, max(examples) FROM found_properties
        GROUP BY name ORDER BY total DESC, name \(window.sql)
        """
      ) { chunk, row in
        PropertySummary(
          name: chunk.text(0, row), count: chunk.integer(1, row),
          examples: Self.texts(chunk.text(2, row)))
      }
      return ListPart(items, limit: window.limit, isPartial: exploration.snapshot.isPartial)
    }
  }

  /// The values of a property, the most frequent first, then by their bytes.
  ///
  /// - Parameter property: as filters name it: an event's own, a built-in one, or a dotted path.
  package func values(
    of property: String, _ selection: EventSelection, _ window: ListWindow
  ) async throws -> ListPart<PropertyValue> {
    try await explore(selection) { exploration in
      let column = try exploration.column(of: property)
      let items = try exploration.all(
        """
        SELECT found, count(*)::BIGINT AS events FROM (
          SELECT \(column.value) AS found
          FROM (\(exploration.rows(column.columns))) AS e \(column.join))
        WHERE found IS NOT NULL GROUP BY found ORDER BY events DESC, found \(window.sql)
        """
      ) { chunk, row in
        PropertyValue(value: chunk.text(0, row), count: chunk.integer(1, row))
      }
      return ListPart(items, limit: window.limit, isPartial: exploration.snapshot.isPartial)
    }
  }

  /// The texts of a JSON array that DuckDB wrote.
  private static func texts(_ json: String) -> [String] {
    // It is JSON, since DuckDB made it; and no list is refused for want of its examples.
    let value = try? JSONParser.parse(Array(json.utf8)).value
    return (value?.elements ?? []).compactMap(\.text)
  }
}

extension Exploration {
  private static let exampleCount = 3
  private static let exampleLength = 200

  /// Fills the table `found_properties`: what events carry, and what is derived where they don't.
  fileprivate func findProperties() throws {
    try session.execute(
      """
      CREATE OR REPLACE TEMP TABLE found_properties
        (name VARCHAR, events BIGINT, examples VARCHAR)
      """)
    // Space-saving (Metwally and others 2005) bounds the memory of the examples, not the counts.
    try session.execute(
      """
      INSERT INTO found_properties
      SELECT key, count(*)::BIGINT,
        to_json(approx_top_k(left(value, \(Self.exampleLength)), \(Self.exampleCount)))::VARCHAR
      FROM (
        SELECT unnest(map_keys(properties)) AS key, unnest(map_values(properties)) AS value
        FROM (\(rows("properties"))))
      GROUP BY key
      """)
    let names = BuiltInProperty.allCases.map(\.rawValue)
    let own = Set(
      try all("SELECT name FROM found_properties WHERE name IN (\(list: names))") {
        $0.text(0, $1)
      })
    var found: [PropertySummary] = []
    for source in BuiltInProperty.Source.allCases {
      found += try derived(
        BuiltInProperty.allCases.filter { $0.source == source }, from: source, own: own)
    }
    var appender = try session.appender(to: "found_properties")
    for property in found where property.count > 0 {
      appender.append(property.name)
      appender.append(Int64(property.count))
      appender.append(JSON.array(property.examples.map(JSON.string)).jsonText)
      try appender.endRow()
    }
    try appender.finish()
  }

  /// How many events get built-in properties from one of their fields; each text of the field is
  /// looked at once, the frequent ones first.
  ///
  /// - Parameter own: names that some events carry themselves; those are not derived there.
  private func derived(
    _ properties: [BuiltInProperty], from source: BuiltInProperty.Source, own: Set<String>
  ) throws -> [PropertySummary] {
    var columns: Query = "\(unsafe: source.column) AS source"
    var counts: Query = "count(*)::BIGINT"
    for (place, property) in properties.enumerated() {
      let name = "own\(place)"
      if own.contains(property.rawValue) {
        columns = "\(columns), properties[\(property.rawValue)] IS NULL AS \(unsafe: name)"
        counts = "\(counts), count(*) FILTER (\(unsafe: name))::BIGINT"
      } else {
        counts = "\(counts), count(*)::BIGINT"
      }
    }
    var found = properties.map { PropertySummary(name: $0.rawValue, count: 0, examples: []) }
    try session.forEachChunk(
      """
      SELECT source, \(counts) FROM (\(rows(columns))) WHERE source IS NOT NULL
      GROUP BY source ORDER BY 2 DESC
      """
    ) { (chunk) throws(DuckDBError) in
      for row in 0..<chunk.count {
        let text = chunk.text(0, row)
        for (place, property) in properties.enumerated() {
          let count = chunk.integer(place + 2, row)
          guard count > 0, let value = property.derive(from: text) else { continue }
          found[place].count += count
          let example = String(
            String.UnicodeScalarView(
              value.unicodeScalars.prefix(Self.exampleLength)))
          if found[place].examples.count < Self.exampleCount,
            !found[place].examples.contains(example)
          {
            found[place].examples.append(example)
          }
        }
      }
    }
    return found
  }
}
