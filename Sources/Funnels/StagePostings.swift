/// Where a unit's events of each stage and each exclusion stand, for units with so many events
/// that no attempt may walk past all of them.
struct StagePostings: Sendable {
  /// Below this many events, walking is quicker than looking up.
  static let worthwhileCount = 256

  private var ofStage: [[Int32]] = []
  private var ofExclusion: [[Int32]] = []

  init(_ rules: CountingRules) {
    ofStage = Array(repeating: [], count: rules.stageCount)
    ofExclusion = Array(repeating: [], count: rules.exclusions.count)
  }

  mutating func collect(_ events: Span<Occurrence>, _ seen: Range<Int>) {
    for stage in ofStage.indices { ofStage[stage].removeAll(keepingCapacity: true) }
    for index in ofExclusion.indices { ofExclusion[index].removeAll(keepingCapacity: true) }
    for place in seen {
      let event = events[place]
      var stages = event.stages
      while stages != 0 {
        ofStage[stages.trailingZeroBitCount].append(Int32(place))
        stages &= stages - 1
      }
      var exclusions = event.exclusions
      while exclusions != 0 {
        ofExclusion[exclusions.trailingZeroBitCount].append(Int32(place))
        exclusions &= exclusions - 1
      }
    }
  }

  /// The first event from `place` on that matches the stage.
  func next(stage: Int, from place: Int) -> Int? { Self.next(ofStage[stage], place) }

  /// The first event from `place` on that is the exclusion.
  func next(exclusion: Int, from place: Int) -> Int? { Self.next(ofExclusion[exclusion], place) }

  private static func next(_ places: [Int32], _ place: Int) -> Int? {
    var (lower, upper) = (0, places.count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if Int(places[middle]) < place { lower = middle + 1 } else { upper = middle }
    }
    return lower < places.count ? Int(places[lower]) : nil
  }
}
