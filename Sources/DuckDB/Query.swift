/// SQL whose interpolated values become bound parameters, so that no data is ever read as SQL.
///
///     "SELECT count(*) FROM hot WHERE event_type = \(name)"
///
/// Text that is part of the statement itself (a file list, a column of a fixed list) must be
/// labelled: `\(unsafe: list)`.
package struct Query: ExpressibleByStringInterpolation, Sendable {
  package enum Parameter: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    /// Microseconds since 1970, UTC.
    case timestamp(Int64)
    case null
  }

  package private(set) var sql: String
  package private(set) var parameters: [Parameter]

  package init(stringLiteral value: String) {
    sql = value
    parameters = []
  }

  package init(stringInterpolation: Interpolation) {
    sql = stringInterpolation.sql
    parameters = stringInterpolation.parameters
  }

  package struct Interpolation: StringInterpolationProtocol {
    var sql = ""
    var parameters: [Parameter] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.reserveCapacity(literalCapacity + interpolationCount * 2)
    }

    package mutating func appendLiteral(_ literal: String) { sql += literal }

    private mutating func bind(_ parameter: Parameter) {
      parameters.append(parameter)
      sql += "$\(parameters.count)"
    }

    package mutating func appendInterpolation(_ text: String) { bind(.text(text)) }
    package mutating func appendInterpolation(_ text: String?) {
      bind(text.map(Parameter.text) ?? .null)
    }
    package mutating func appendInterpolation(_ value: Int) { bind(.integer(Int64(value))) }
    package mutating func appendInterpolation(_ value: Int64) { bind(.integer(value)) }
    package mutating func appendInterpolation(_ value: Double) { bind(.number(value)) }
    package mutating func appendInterpolation(_ value: Bool) { bind(.boolean(value)) }
    package mutating func appendInterpolation(timestamp microseconds: Int64) {
      bind(.timestamp(microseconds))
    }

    /// Text that becomes part of the statement: never anything that a client sent.
    package mutating func appendInterpolation(unsafe text: String) { sql += text }

    /// File names of ours, as a SQL list.
    package mutating func appendInterpolation(files: [String]) {
      sql += "[" + files.map(quoted).joined(separator: ", ") + "]"
    }

    /// A bound list: `IN (\(list: names))`.
    package mutating func appendInterpolation(list: [String]) {
      for (index, text) in list.enumerated() {
        if index > 0 { sql += ", " }
        bind(.text(text))
      }
    }

    /// Another query in this one's place, with its parameters renumbered.
    package mutating func appendInterpolation(_ query: Query) {
      var rest = query.sql[...]
      while let dollar = rest.firstIndex(of: "$") {
        sql += rest[..<dollar]
        let digits = rest[rest.index(after: dollar)...].prefix { $0.isASCII && $0.isNumber }
        if let number = Int(digits) {
          bind(query.parameters[number - 1])
        } else {
          sql += "$"
        }
        rest = rest[digits.endIndex...]
      }
      sql += rest
    }
  }
}
