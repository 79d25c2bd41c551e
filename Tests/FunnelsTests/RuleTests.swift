import Events
import Testing

@testable import Funnels

struct TimeAndOrderTests {
  @Test(arguments: [("A@0 B@5", 2), ("B@0 A@5", 1)])
  func `F1: events count in the order of their time`(events: String, reached: Int) throws {
    #expect(try outcome(letters("ABC"), events).reached == reached)
  }

  @Test func `F2: anything may stand between the stages`() throws {
    #expect(try outcome(letters("ABC"), "C@-2 B@-1 A@0 X@1 B@2 A@3 C@4").reached == 3)
  }

  @Test func `F3: a person counts once in a stage`() throws {
    let funnel = try letters("AB")
    var tally = FunnelTally(funnel)
    tally.add(try outcome(funnel, "A@0 A@1 A@2"))
    #expect(tally.finish().stages.map(\.users) == [1, 0])
  }

  @Test(arguments: [("A@0", 1), ("A@0 A@0", 2), ("A@0 A@1", 2)])
  func `F4: one event fills one stage`(events: String, reached: Int) throws {
    #expect(try outcome(letters("AA"), events).reached == reached)
  }

  @Test func `F5: events at one instant stand in whichever order helps`() throws {
    let result = try outcome(letters("AB"), "B@0 A@0")
    #expect(result.reached == 2 && result.seconds == [0, 0])
    let events = [
      Occurrence(time: 0, stages: 0b11, ordinal: 7), Occurrence(time: 0, stages: 0b01, ordinal: 9),
    ]
    var counter = try FunnelCounter(letters("AB"), everything)
    let assigned = try counter.count(events.span)
    #expect(assigned.reached == 2)
    #expect([assigned.ordinals[0], assigned.ordinals[1]] == [9, 7])
  }

  @Test(arguments: ["ordered", "strict", "any"])
  func `F5: more than 64 matching events at one instant are refused`(order: String) throws {
    var counter = try FunnelCounter(letters("AB", #""order":"\#(order)""#), everything)
    let many = Array(repeating: Occurrence(time: 3, stages: 1), count: 64)
    let others = Array(repeating: Occurrence(time: 3, stages: 0), count: 9)
    _ = try counter.count((many + others).span)
    let tooMany = [Occurrence(time: 2, stages: 1)] + many + [Occurrence(time: 3, stages: 2)]
    #expect(throws: CountingRefusal.tooManyEventsAtOneInstant(count: 65, microseconds: 3)) {
      try counter.count(tooMany.span)
    }
  }

  @Test(arguments: [
    ("A@0 B@10", 10, 2), ("A@0 B@10.000001", 10, 1), ("A@0 B@6 C@12", 10, 2),
    ("A@0 B@0", 0, 2), ("A@0 B@0.000001", 0, 1),
  ])
  func `F6: the window runs from stage 1 and includes its end`(
    events: String, window: Int, reached: Int
  ) throws {
    let funnel = try letters("ABC", #""window_seconds":\#(window)"#)
    #expect(try outcome(funnel, events).reached == reached)
  }
}

struct AttemptTests {
  @Test func `F7: every event that matches stage 1 starts an attempt`() throws {
    let funnel = try letters("ABC", #""window_seconds":10"#)
    let result = try outcome(funnel, "A@0 A@8 B@12 C@15")
    #expect(result.reached == 3 && result.seconds == [8, 12, 15])
  }

  @Test func `F8: deepest, then completed first, then started last`() throws {
    #expect(try outcome(letters("ABC"), "A@0 A@3 B@5 A@6 B@7").seconds == [3, 5])
    let anyOrder = try letters("ABC", #""order":"any""#)
    #expect(try outcome(anyOrder, "A@0 A@3 B@5 A@6 B@7").seconds == [0, 5])
  }

  @Test func `F9: a stage without those before it is no stage`() throws {
    #expect(try outcome(letters("ABC"), "B@0 C@1").reached == 0)
    #expect(try outcome(letters("ABC"), "A@0 C@1").reached == 1)
  }
}

struct RangeTests {
  @Test(arguments: [("A@9 B@12", 2), ("A@10 B@12", 0), ("A@-1 B@5", 0), ("A@0 B@5", 2)])
  func `F10: range=entry bounds stage 1 alone`(events: String, reached: Int) throws {
    let funnel = try letters("AB", #""window_seconds":10"#)
    #expect(funnel.defaultBound == .entry)
    let asked = question(from: 0, to: 10, .entry)
    #expect(try outcome(funnel, events, asked).reached == reached)
  }

  @Test(arguments: [("A@9 B@12", 1), ("A@9 B@10", 1), ("A@0 B@9", 2), ("A@-1 B@5", 0)])
  func `F11: range=all bounds every event`(events: String, reached: Int) throws {
    let funnel = try letters("AB")
    #expect(funnel.defaultBound == .all)
    #expect(try outcome(funnel, events, question(from: 0, to: 10, .all)).reached == reached)
  }

  @Test func `F12: events after as_of are not seen`() throws {
    #expect(try outcome(letters("AB"), "A@0 B@5", question(.all, asOf: 4)).reached == 1)
    #expect(try outcome(letters("AB"), "A@0 B@5", question(.all, asOf: 5)).reached == 2)
  }
}

struct OrderTests {
  @Test(arguments: [
    ("A@0 B@1 C@2", 3), ("A@0 X@1 B@2", 1), ("A@0 X@1 A@2 B@3", 2), ("X@0 A@1 B@2 X@3 C@4", 2),
  ])
  func `F13: strict takes the very next event`(events: String, reached: Int) throws {
    #expect(try outcome(letters("ABC", #""order":"strict""#), events).reached == reached)
  }

  @Test(arguments: [("break", 2), ("tolerate", 3)])
  func `F14: a repeat interrupts unless it is tolerated`(how: String, reached: Int) throws {
    let funnel = try letters("ABC", #""order":"strict","strict_repeat":"\#(how)""#)
    #expect(try outcome(funnel, "A@0 B@1 B@2 C@3").reached == reached)
    #expect(try outcome(funnel, "A@0 B@1 A@2 C@3").reached == 2)
  }

  @Test(arguments: [("C@0 A@1", 2), ("C@0 C@1", 1), ("B@0 C@5 A@11", 2), ("B@0 C@5 A@10", 3)])
  func `F15: in any order stage k means k stages done`(events: String, reached: Int) throws {
    let funnel = try letters("ABC", #""order":"any","window_seconds":10"#)
    #expect(try outcome(funnel, events).reached == reached)
  }
}
