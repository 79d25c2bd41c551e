import Events

/// A funnel's definition, valid by construction: made only by ``Funnel/read(_:as:ignoring:)``.
package struct Funnel: Sendable, Hashable {
  /// One step of the way.
  package struct Stage: Sendable, Hashable {
    package var name: String
    /// The single event as it was given; nil where only ``anyOf`` was.
    package var event: String?
    /// Alternatives beside ``event``; any of them fills the stage.
    package var anyOf: [String]
    package var filters: [Filter]
    package var isOptional: Bool
    package var firstTime: FirstTime?
  }

  /// Which of a person's events may fill a first-time stage.
  package enum FirstTime: String, Sendable, Hashable, CaseIterable {
    /// The person's first event of that name ever, if it passes the filters.
    case event
    /// The person's first event that passes the filters.
    case filtered
  }

  package enum Order: String, Sendable, Hashable, CaseIterable { case ordered, strict, any }

  /// Whether a repeat of the stage just done interrupts a strict attempt.
  package enum StrictRepeat: String, Sendable, Hashable, CaseIterable {
    case breaks = "break"
    case tolerate
  }

  /// An event that must not stand between two stages.
  package struct Exclusion: Sendable, Hashable {
    package var event: String
    package var filters: [Filter]
    /// Stage numbers, counted from 1.
    package var afterStage: Int
    package var beforeStage: Int
  }

  package enum ExclusionEffect: String, Sendable, Hashable, CaseIterable {
    case leaveFunnel = "leave_funnel"
    case stopAttempt = "stop_attempt"
  }

  /// What is counted.
  package enum Unit: Sendable, Hashable {
    case users
    case sessions
    case property(String)
    case userProperty(String)
  }

  package internal(set) var name: String
  package internal(set) var details: String
  package internal(set) var stages: [Stage]
  package internal(set) var order: Order
  /// Nil: a completion may come any time later.
  package internal(set) var windowMicroseconds: Int64?
  package internal(set) var unit: Unit
  package internal(set) var exclusions: [Exclusion]
  package internal(set) var exclusionEffect: ExclusionEffect
  package internal(set) var holdConstant: [String]
  package internal(set) var strictRepeat: StrictRepeat
}

extension Funnel.Stage {
  /// The name that stands for any event.
  package static let anyEvent = "*"

  /// All event names that may fill the stage, each once.
  package var eventNames: [String] {
    var names: [String] = []
    for name in (event.map { [$0] } ?? []) + anyOf
    where !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
      names.append(name)
    }
    return names
  }

  package func acceptsEvent(named name: String) -> Bool {
    eventNames.contains { $0 == Self.anyEvent || $0.utf8.elementsEqual(name.utf8) }
  }
}

extension Funnel {
  /// The number of the last required stage before stage `number`; 0 for the first.
  ///
  /// In any order a stage is a count of completed stages, so the one before is one less.
  package func stageBefore(_ number: Int) -> Int {
    var before = number - 1
    while before > 0, stages[before - 1].isOptional { before -= 1 }
    return before
  }

  /// The number of the last stage that must be reached to have converted.
  package var lastRequiredStage: Int { stageBefore(stages.count + 1) }

  package var hasOptionalStages: Bool { stages.contains(where: \.isOptional) }

  /// Bit k stands for stage k + 1.
  package var requiredMask: UInt32 {
    var mask: UInt32 = 0
    for index in stages.indices where !stages[index].isOptional { mask |= 1 << UInt32(index) }
    return mask
  }

  /// The properties that filters and `hold_constant` look at and the unit is taken from.
  package var properties: [PropertyKey] {
    var keys: [PropertyKey] = []
    for filter in stages.flatMap(\.filters) + exclusions.flatMap(\.filters) {
      keys += filter.properties
    }
    keys += holdConstant.map { PropertyKey(name: $0, scope: .event) }
    switch unit {
    case .users, .sessions: break
    case .property(let name): keys.append(PropertyKey(name: name, scope: .event))
    case .userProperty(let name): keys.append(PropertyKey(name: name, scope: .user))
    }
    return keys.uniqued()
  }
}
