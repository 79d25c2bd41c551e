/// Which events may fill the first-time stages of a funnel.
///
/// "First" is meant over all that is known of a person, whatever range is asked for, so every such
/// event of a person is noted before any range, filter of the question or unit applies. Of several
/// events at the first instant each may be the first.
package struct FirstTimeStages: Sendable {
  private let ofName: UInt32
  private let ofMatch: UInt32
  private let slots: [Int]
  /// The first instants, person by person, for each first-time stage.
  private var instants: [Int64] = []

  package init(_ funnel: Funnel) {
    var ofName: UInt32 = 0
    var ofMatch: UInt32 = 0
    for (index, stage) in funnel.stages.enumerated() {
      switch stage.firstTime {
      case .event: ofName |= 1 << UInt32(index)
      case .filtered: ofMatch |= 1 << UInt32(index)
      case nil: break
      }
    }
    self.ofName = ofName
    self.ofMatch = ofMatch
    slots = funnel.stages.indices.filter { funnel.stages[$0].firstTime != nil }
  }

  /// Whether the funnel has such stages at all.
  package var isNeeded: Bool { !slots.isEmpty }

  /// Takes note of an event, in any order: `matching` are the stages that it may fill, `named`
  /// those that take its name, whatever their filters say.
  package mutating func note(person: Int, time: Int64, named: UInt32, matching: UInt32) {
    while instants.count < (person + 1) * slots.count { instants.append(.max) }
    let counted = named & ofName | matching & ofMatch
    for (place, stage) in slots.enumerated() where counted & 1 << UInt32(stage) != 0 {
      let index = person * slots.count + place
      instants[index] = min(instants[index], time)
    }
  }

  /// The stages that an event may fill, of those in `matching`.
  package func allowed(person: Int, time: Int64, matching: UInt32) -> UInt32 {
    var allowed = matching
    for (place, stage) in slots.enumerated() where matching & 1 << UInt32(stage) != 0 {
      let index = person * slots.count + place
      if index >= instants.count || instants[index] != time { allowed &= ~(1 << UInt32(stage)) }
    }
    return allowed
  }
}
