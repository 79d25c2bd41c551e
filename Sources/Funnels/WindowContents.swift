/// How many different stages have an event that an attempt in any order could use, as its start
/// moves on: within the window, and not after an exclusion.
///
/// No attempt can reach more, so starts that can't beat what is known are passed over without a
/// walk.
struct WindowContents: Sendable {
  private var counts = InlineArray<20, Int>(repeating: 0)
  private var first = 0
  private var end = 0
  private var exclusion = 0
  private(set) var stageCount = 0
  /// Whether an exclusion ends the attempt before its window does.
  private(set) var isCutShort = false

  init(from place: Int = 0) {
    first = place
    end = place
    exclusion = place
  }

  /// Moves on to the start at `place`.
  mutating func move(
    to place: Int, _ events: Span<Occurrence>, _ limit: Int, window: Int64
  ) {
    let start = events[place].time
    while exclusion < limit {
      let event = events[exclusion]
      if event.exclusions != 0, event.time > start { break }
      exclusion += 1
    }
    var last = start + window
    isCutShort = false
    // Not written with &&: Swift 6.3.1's optimizer fails on spans in its right-hand side.
    if exclusion < limit, events[exclusion].time <= last {
      isCutShort = true
      last = events[exclusion].time
    }
    while end < limit, events[end].time <= last {
      change(events[end].stages, by: 1)
      end += 1
    }
    while first < place {
      change(events[first].stages, by: -1)
      first += 1
    }
  }

  private mutating func change(_ mask: UInt32, by change: Int) {
    var stages = mask
    while stages != 0 {
      let stage = stages.trailingZeroBitCount
      stages &= stages - 1
      let before = counts[stage]
      counts[stage] = before + change
      if before == 0 { stageCount += 1 } else if before + change == 0 { stageCount -= 1 }
    }
  }
}
