package import Events

/// A condition on an event's or a person's properties.
package indirect enum Filter: Sendable, Hashable {
  case test(PropertyTest)
  case any([Filter])
  case all([Filter])
}

/// One property against one value or a list of values.
package struct PropertyTest: Sendable, Hashable {
  package enum Operator: String, Sendable, Hashable, CaseIterable {
    case eq, neq, contains
    case notContains = "not_contains"
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case gt, gte, lt, lte
    case isSet = "is_set"
    case isNotSet = "is_not_set"

    var takesValue: Bool { self != .isSet && self != .isNotSet }
    /// Only equality has a meaning for a list.
    var takesList: Bool { self == .eq || self == .neq }
  }

  package var property: PropertyKey
  package var op: Operator
  /// As it was given: null where the operator takes none.
  package var value: JSON
}

extension Filter {
  /// The properties that must be known to evaluate the filter, each once.
  package var properties: [PropertyKey] {
    switch self {
    case .test(let test): [test.property]
    case .any(let filters), .all(let filters): filters.flatMap(\.properties).uniqued()
    }
  }
}
