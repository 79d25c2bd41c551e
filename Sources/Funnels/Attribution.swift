/// Which of a unit's breakdown values its outcome is put to.
package enum Attribution: Sendable, Hashable {
  case firstTouch
  case lastTouch
  /// One funnel for each value, over the events that carry it.
  case allEvents
  /// The value of the event that fills the stage of this number.
  case stage(Int)

  /// Reads the contract's words: `first_touch`, `last_touch`, `all_events`, `stage:K`.
  package init?(_ text: String) {
    switch text {
    case "first_touch": self = .firstTouch
    case "last_touch": self = .lastTouch
    case "all_events": self = .allEvents
    default:
      guard text.utf8.starts(with: "stage:".utf8), let number = Int(text.dropFirst(6)) else {
        return nil
      }
      self = .stage(number)
    }
  }

  package var text: String {
    switch self {
    case .firstTouch: "first_touch"
    case .lastTouch: "last_touch"
    case .allEvents: "all_events"
    case .stage(let number): "stage:\(number)"
    }
  }
}

extension Funnel {
  /// What is wrong with an attribution for this funnel; nil where nothing is.
  package func check(_ attribution: Attribution) -> DefinitionFaults? {
    guard case .stage(let number) = attribution else { return nil }
    var faults = DefinitionFaults()
    if !(1...stages.count ~= number) {
      faults.add("/attribution", "out_of_range", "Give a stage from 1 to \(stages.count).")
    } else if order == .any, number > 1 {
      faults.add(
        "/attribution", "invalid", "In any order only the first stage done can decide: stage:1.")
    }
    return faults.faults.isEmpty ? nil : faults
  }
}
