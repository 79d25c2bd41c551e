/// An event as the counter sees it: no text, only what the funnel asks of it.
package struct Occurrence: Sendable, Equatable {
  /// Microseconds since 1970.
  package var time: Int64
  /// Bit k: the event may fill stage k + 1.
  package var stages: UInt32
  /// The event's `hold_constant` values, interned by the caller; 0 where none are asked for.
  package var hold: UInt32
  /// The event's breakdown value, interned by the caller; 0 is the blank value.
  package var group: UInt32
  /// The caller's name for the event; it comes back in an ``Outcome``.
  package var ordinal: Int32
  /// Bit k: the event is the definition's exclusion k.
  package var exclusions: UInt16

  package init(
    time: Int64, stages: UInt32, hold: UInt32 = 0, group: UInt32 = 0, ordinal: Int32 = 0,
    exclusions: UInt16 = 0
  ) {
    self.time = time
    self.stages = stages
    self.hold = hold
    self.group = group
    self.ordinal = ordinal
    self.exclusions = exclusions
  }
}

/// Why counting was refused.
package enum CountingRefusal: Error, Sendable, Equatable {
  /// More events of one person at one instant match a stage than a tie is solved for.
  case tooManyEventsAtOneInstant(count: Int, microseconds: Int64)
}
