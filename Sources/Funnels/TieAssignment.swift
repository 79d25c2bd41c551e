/// Gives stages to events of one instant so that no event fills two.
///
/// A bipartite matching grown by augmenting paths (Kuhn 1955): what has been given stays given,
/// though perhaps to another event, so a set of stages can be tried one by one.
struct TieAssignment: Sendable {
  private(set) var count = 0
  private var masks = InlineArray<64, UInt32>(repeating: 0)
  /// Where each event stands in the caller's span.
  private var places = InlineArray<64, Int>(repeating: 0)
  private var stageOf = InlineArray<64, Int8>(repeating: -1)
  private var eventOf = InlineArray<20, Int8>(repeating: -1)
  /// An event that gets no stage.
  private var leftOut = -1
  /// The stages that have an event.
  private(set) var filled: UInt32 = 0

  mutating func removeAll() {
    count = 0
    releaseStages()
  }

  /// Keeps the events and takes all stages back; the event `leftOut` is to get none.
  mutating func releaseStages(leavingOut leftOut: Int = -1) {
    self.leftOut = leftOut
    filled = 0
    eventOf = InlineArray(repeating: -1)
    for event in 0..<count { stageOf[event] = -1 }
  }

  /// The caller has made sure that there are at most 64.
  mutating func append(_ mask: UInt32, at place: Int) {
    masks[count] = mask
    places[count] = place
    stageOf[count] = -1
    count += 1
  }

  /// Finds an event for one more stage.
  mutating func fill(_ stage: Int) -> Bool {
    var visited: UInt64 = 0
    return fill(stage, &visited)
  }

  private mutating func fill(_ stage: Int, _ visited: inout UInt64) -> Bool {
    for event in 0..<count where masks[event] & 1 << UInt32(stage) != 0 {
      if visited & 1 << UInt64(event) != 0 || event == leftOut { continue }
      visited |= 1 << UInt64(event)
      if stageOf[event] < 0 || fill(Int(stageOf[event]), &visited) {
        give(stage, to: event)
        return true
      }
    }
    return false
  }

  private mutating func give(_ stage: Int, to event: Int) {
    eventOf[stage] = Int8(event)
    stageOf[event] = Int8(stage)
    filled |= 1 << UInt32(stage)
  }

  func isPlaced(_ event: Int) -> Bool { stageOf[event] >= 0 }

  func mask(ofEvent event: Int) -> UInt32 { masks[event] }

  /// Where the event that fills `stage` stands in the caller's span.
  func place(ofStage stage: Int) -> Int { places[Int(eventOf[stage])] }
}
