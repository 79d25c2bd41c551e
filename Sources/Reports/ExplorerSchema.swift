internal import DuckDB
internal import Segments

/// What the events of a type carry, as far as it was seen.
package struct EventSchema: Sendable, Equatable {
  /// What all stored texts of a property have in common.
  package enum Kind: String, Sendable, Equatable {
    case number, boolean, other
  }

  package struct Property: Sendable, Equatable {
    package var name: String
    package var kind: Kind

    package init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  package var type: String
  /// By name.
  package var properties: [Property]

  package init(_ type: String, _ properties: [Property]) {
    self.type = type
    self.properties = properties
  }
}

extension Reporter {
  /// The types of events of a selection with the properties that they carry themselves, by name.
  package func schema(_ selection: EventSelection) async throws -> [EventSchema] {
    try await explore(selection) { exploration in
      // A type without any property has one row, without a name.
      let found = try exploration.all(
        """
        WITH e AS (\(exploration.rows("event_type, properties")))
        SELECT event_type, key,
          bool_and(regexp_full_match(value, \(Self.jsonNumber)))::BIGINT,
          bool_and(value IN ('true', 'false'))::BIGINT
        FROM (
          SELECT event_type, unnest(map_keys(properties)) AS key,
            unnest(map_values(properties)) AS value
          FROM e
          UNION ALL SELECT DISTINCT event_type, NULL, NULL FROM e)
        GROUP BY event_type, key ORDER BY event_type, key NULLS FIRST
        """
      ) { chunk, row in
        (
          type: chunk.text(0, row), name: chunk.optionalText(1, row),
          isNumber: chunk.integer(2, row) == 1, isBoolean: chunk.integer(3, row) == 1
        )
      }
      var schemas: [EventSchema] = []
      for row in found {
        if let name = row.name {
          schemas[schemas.count - 1].properties.append(
            .init(name, row.isNumber ? .number : row.isBoolean ? .boolean : .other))
        } else {
          schemas.append(EventSchema(row.type, []))
        }
      }
      return schemas
    }
  }

  /// RFC 8259, section 6.
  private static let jsonNumber = #"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?"#
}
