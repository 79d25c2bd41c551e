/// The bounds of a definition. Each keeps a single request from costing without limit.
package enum FunnelLimits {
  /// The contract's number; it also lets a set of stages be a 32-bit mask.
  package static let stages = 20
  /// A set of exclusions is a 16-bit mask.
  package static let exclusions = 16
  /// Unicode scalars of a funnel's and a stage's name: a line on a page.
  package static let nameLength = 200
  package static let descriptionLength = 5_000
  /// As for events themselves: a longer name could match nothing.
  package static let eventNameLength = 100
  package static let propertyNameLength = 255
  package static let anyOf = 50
  /// Filters in one list.
  package static let filters = 50
  /// Nesting of `any` and `all`; evaluation recurses this deep.
  package static let filterDepth = 8
  /// Values of one filter.
  package static let filterValues = 1_000
  package static let filterValueLength = 4_096
  package static let holdConstant = 8
  /// 317 years, longer than any history; an instant plus a window can't overflow.
  package static let windowSeconds = 1e10
  /// Events of one instant that the assignment of a tie is solved for: one 64-bit mask.
  package static let eventsOfOneInstant = 64
}
