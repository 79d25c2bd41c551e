/// Which events may fill the first-time stages of a funnel.
///
/// "First" is meant over all that is known of a person, whatever range is asked for, so this
/// looks at every event of the person, in order of time, before any range or unit applies. Of
/// several events at the first instant each may be the first.
package struct FirstTimeStages: Sendable {
  private let ofName: UInt32
  private let ofMatch: UInt32
  private var instants = InlineArray<20, Int64>(repeating: 0)
  private var known: UInt32 = 0

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
  }

  /// Whether the funnel has such stages at all.
  package var isNeeded: Bool { ofName | ofMatch != 0 }

  package mutating func startPerson() { known = 0 }

  /// The stages that the next event may fill, of those in `matching`; `named` are the stages
  /// that take its name, whatever their filters say.
  package mutating func allowed(
    at time: Int64, named: UInt32, matching: UInt32
  ) -> UInt32 {
    var fresh = (named & ofName | matching & ofMatch) & ~known
    known |= fresh
    while fresh != 0 {
      instants[fresh.trailingZeroBitCount] = time
      fresh &= fresh - 1
    }
    var allowed = matching
    var rest = matching & (ofName | ofMatch)
    while rest != 0 {
      let stage = rest.trailingZeroBitCount
      rest &= rest - 1
      if instants[stage] != time { allowed &= ~(1 << UInt32(stage)) }
    }
    return allowed
  }
}
