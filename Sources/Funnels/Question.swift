package import Events

/// What is asked of a funnel: which range, and seen from when.
package struct Question: Sendable, Hashable {
  /// What the range bounds.
  package enum Bound: String, Sendable, Hashable, CaseIterable {
    /// The event that fills stage 1; completion may come later, up to the window.
    case entry
    /// Every event.
    case all
  }

  /// The range is half-open: `start` ≤ time < `end`.
  package var start: Instant
  package var end: Instant
  package var bound: Bound
  /// Later events are not seen.
  package var asOf: Instant

  package init(start: Instant, end: Instant, bound: Bound, asOf: Instant) {
    self.start = start
    self.end = end
    self.bound = bound
    self.asOf = asOf
  }
}

extension Funnel {
  /// The bound where a question names none.
  package var defaultBound: Question.Bound { windowMicroseconds == nil ? .all : .entry }
}
