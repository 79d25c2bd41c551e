import Events
import Testing

@testable import Funnels

/// One unit with very many events, as a robot makes them, must not cost their square.
struct ManyEventsTests {
  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      (#""window_seconds":null"#, 2), (#""exclusions":[{"event":"X"}]"#, 0),
      (#""exclusions":[{"event":"X"}],"exclusion_effect":"stop_attempt""#, 1),
      (#""hold_constant":["h"]"#, 1), (#""order":"any""#, 2),
      (#""order":"any","window_seconds":30000"#, 2),
      (#""order":"any","window_seconds":30000,"exclusions":[{"event":"X"}]"#, 1),
      (#""order":"strict""#, 2), (#""order":"strict","strict_repeat":"tolerate""#, 2),
    ])
  func `fifty thousand starts are counted in one go`(rest: String, reached: Int) throws {
    let funnel = try letters("ABC", rest)
    var events: [Occurrence] = []
    for number in 0..<50_000 {
      var event = Occurrence(time: Int64(number) * second, stages: 1, ordinal: Int32(number))
      if number == 49_000 { event.stages = 2 }
      if !funnel.holdConstant.isEmpty { event.hold = number == 49_000 ? 9 : 1 }
      if number % 100 == 50, !funnel.exclusions.isEmpty { event.exclusions = 1 }
      events.append(event)
    }
    var counter = FunnelCounter(funnel, everything)
    #expect(try counter.count(events.span).reached == reached)
  }
}
