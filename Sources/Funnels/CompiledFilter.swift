import Events

/// Gives a filter the texts of one event, by the column that was settled when it was compiled.
package protocol PropertyRow {
  /// Calls `body` with the text's bytes; nil where the property is absent.
  func withText(_ column: Int, _ body: (Span<UInt8>) -> Bool) -> Bool?
}

/// A list of filters, all of which must hold, ready to be evaluated row by row.
package struct CompiledFilter: Sendable {
  private indirect enum Node: Sendable {
    case test(column: Int, ValueTest)
    case any([Node])
    case all([Node])
  }

  private let nodes: [Node]

  /// `column` says under which number a row knows a property; it is asked once for each test.
  package init(_ filters: [Filter], column: (PropertyKey) -> Int) {
    nodes = filters.map { Self.node($0, column) }
  }

  package var isEmpty: Bool { nodes.isEmpty }

  private static func node(_ filter: Filter, _ column: (PropertyKey) -> Int) -> Node {
    switch filter {
    case .test(let test): .test(column: column(test.property), ValueTest(test))
    case .any(let filters): .any(filters.map { node($0, column) })
    case .all(let filters): .all(filters.map { node($0, column) })
    }
  }

  package func matches(_ row: some PropertyRow) -> Bool {
    nodes.allSatisfy { Self.holds($0, row) }
  }

  private static func holds(_ node: Node, _ row: some PropertyRow) -> Bool {
    switch node {
    case .test(let column, let test):
      row.withText(column) { test.accepts($0) } ?? test.acceptsAbsence
    case .any(let nodes): nodes.contains { holds($0, row) }
    case .all(let nodes): nodes.allSatisfy { holds($0, row) }
    }
  }
}

extension Filter {
  /// Evaluates the filter on texts given by key: the plain way, for a few events.
  package func matches(_ text: (PropertyKey) -> String?) -> Bool {
    matches(judging: { $0.accepts(text($0.property)) })
  }

  func matches(judging holds: (PropertyTest) -> Bool) -> Bool {
    switch self {
    case .any(let filters): filters.contains { $0.matches(judging: holds) }
    case .all(let filters): filters.allSatisfy { $0.matches(judging: holds) }
    case .test(let test): holds(test)
    }
  }
}

extension PropertyTest {
  /// Whether a property with this text passes; nil: an event that lacks it.
  func accepts(_ text: String?) -> Bool {
    let compiled = ValueTest(self)
    guard let text else { return compiled.acceptsAbsence }
    return compiled.accepts(Array(text.utf8).span)
  }
}
