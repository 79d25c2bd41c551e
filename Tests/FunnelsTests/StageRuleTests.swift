import Events
import Testing

@testable import Funnels

struct StageTests {
  @Test func `F16: any_of and the star`() throws {
    let funnel = try funnel(
      #"{"stages":[{"name":"1","event":"A","any_of":["B","C"]},{"name":"2","event":"*"}]}"#)
    for start in ["A", "B", "C"] {
      #expect(try outcome(funnel, "\(start)@0 X@1").reached == 2)
    }
    #expect(try outcome(funnel, "X@0 X@1").reached == 0)
  }

  @Test func `F17: all filters of a stage must hold`() throws {
    let funnel = try funnel(
      #"""
      {"stages":[{"name":"1","event":"A","filters":[
        {"property":"x","op":"eq","value":["red","blue"]},{"property":"y","op":"gt","value":9}]}]}
      """#)
    #expect(try outcome(funnel, "A@0/x=red/y=10").reached == 1)
    #expect(try outcome(funnel, "A@0/x=green/y=10").reached == 0)
    #expect(try outcome(funnel, "A@0/x=red/y=9").reached == 0)
  }

  @Test(arguments: [("event", 0), ("filtered", 1)])
  func `F19: the first event ever, or the first that passes`(kind: String, reached: Int) throws {
    let funnel = try funnel(
      #"""
      {"stages":[{"name":"1","event":"A","first_time":"\#(kind)",
        "filters":[{"property":"x","op":"eq","value":"1"}]}]}
      """#)
    #expect(try outcome(funnel, "A@0/x=2 A@1/x=1 A@2/x=1").reached == reached)
    #expect(try outcome(funnel, "A@0/x=2 A@0/x=1").reached == 1)
    // The first is meant over the whole history: outside the range it takes the stage with it.
    let later = question(from: 2, to: 9, .all)
    #expect(try outcome(funnel, "A@0/x=1 A@3/x=1", later).reached == 0)
  }

  @Test func `F20: an optional stage may be skipped`() throws {
    let funnel = try funnel(
      #"""
      {"stages":[{"name":"A","event":"A"},{"name":"B","event":"B","optional":true},
        {"name":"C","event":"C"}]}
      """#)
    let skipped = try outcome(funnel, "A@0 C@1")
    let done = try outcome(funnel, "A@0 B@1 C@2")
    let tooLate = try outcome(funnel, "A@0 C@1 B@2")
    #expect(skipped.reached == 3 && !skipped.hasFilled(2))
    #expect(done.reached == 3 && done.seconds == [0, 1, 2])
    #expect(!tooLate.hasFilled(2))
    var tally = FunnelTally(funnel)
    for result in [skipped, done, tooLate, try outcome(funnel, "A@0")] { tally.add(result) }
    let report = tally.finish()
    #expect(report.stages.map(\.users) == [4, 1, 3])
    #expect(report.stages.map(\.stepConversionRate) == [100, 25, 75])
    #expect(report.stages.map(\.droppedUsers) == [0, 3, 1])
    #expect(report.stages[2].timeFromPrevious?.medianSeconds == 1)
    #expect(report.convertedUsers == 3)
  }

  @Test func `F20: a required stage has the first claim to an event`() throws {
    let funnel = try funnel(
      #"""
      {"stages":[{"name":"A","event":"A"},{"name":"any","event":"*","optional":true},
        {"name":"C","event":"C"}]}
      """#)
    #expect(try outcome(funnel, "A@0 C@1").seconds == [0, 1])
    #expect(try outcome(funnel, "A@0 C@1 C@1").seconds == [0, 1, 1])
  }

  @Test func `F21: all stages of an attempt share the held value`() throws {
    let funnel = try letters("AB", #""hold_constant":["cart"]"#)
    #expect(try outcome(funnel, "A@0/cart=1 B@1/cart=2").reached == 1)
    #expect(try outcome(funnel, "A@0/cart=1 A@1/cart=2 B@2/cart=1").seconds == [0, 2])
    #expect(try outcome(funnel, "A@0 B@1").reached == 2)
    #expect(try outcome(funnel, "A@0 B@1/cart=1").reached == 1)
  }
}

struct ExclusionTests {
  private func excluding(_ stages: String, _ rest: String = "") throws -> Funnel {
    try letters(stages, #""exclusions":[{"event":"X","after_stage":1,"before_stage":2}]"# + rest)
  }

  @Test(arguments: [
    ("A@0 X@1 B@2", 0), ("A@0 B@1 X@2", 2), ("X@0 A@1 B@2", 2), ("A@0 X@1", 0),
    ("A@0 X@0 B@2", 2), ("A@0 X@2 B@2", 2), ("A@0 X@11", 1),
  ])
  func `F22: an exclusion strikes between its two stages`(events: String, reached: Int) throws {
    let funnel = try excluding("AB", #","window_seconds":10"#)
    #expect(try outcome(funnel, events).reached == reached)
  }

  @Test(arguments: [("A@0 X@1 B@2 A@3", 0), ("A@0 X@1 B@2 A@3 B@4", 2), ("A@0 X@1 A@2", 1)])
  func `F23: the deepest attempts decide who leaves`(events: String, reached: Int) throws {
    #expect(try outcome(excluding("AB"), events).reached == reached)
  }

  @Test(arguments: [("A@0 X@1 B@2", 1), ("A@0 X@1 B@2 A@3 B@4", 2)])
  func `F24: a stopped attempt counts up to after_stage`(events: String, reached: Int) throws {
    let funnel = try excluding("AB", #","exclusion_effect":"stop_attempt""#)
    #expect(try outcome(funnel, events).reached == reached)
  }

  @Test func `F24: of several exclusions the lowest after_stage counts`() throws {
    let funnel = try letters(
      "ABCD",
      #"""
      "exclusions":[{"event":"X","after_stage":2,"before_stage":3},
        {"event":"Y","after_stage":1,"before_stage":4}],"exclusion_effect":"stop_attempt"
      """#)
    #expect(try outcome(funnel, "A@0 B@1 X@2 C@3 D@4").reached == 2)
    #expect(try outcome(funnel, "A@0 B@1 X@2 C@3 Y@4 D@5").reached == 1)
  }

  @Test(arguments: [
    ("B@0 X@1 A@2", 1), ("B@0 A@1 X@2", 2), ("B@0 A@1 X@1", 2), ("B@0 X@1 A@2 B@3", 2),
    ("B@0 X@1", 0),
  ])
  func `F25: in any order an exclusion voids incomplete attempts`(
    events: String, reached: Int
  ) throws {
    #expect(try outcome(excluding("AB", #","order":"any""#), events).reached == reached)
  }
}

struct WaitingTests {
  @Test(arguments: [(5, true), (9, true), (10, false), (11, false)])
  func `F27: who still has time waits`(asOf: Int64, waits: Bool) throws {
    let funnel = try letters("AB", #""window_seconds":10"#)
    let result = try outcome(funnel, "A@0", question(.entry, asOf: asOf))
    #expect(result.isWaiting == waits)
    #expect(result.deadline == 10 * second)
  }

  @Test func `F27: any unstruck attempt can wait, and none does without a window`() throws {
    let funnel = try letters("ABC", #""window_seconds":10"#)
    // The attempt that reached stage 2 has no time left, but the later start has.
    #expect(try outcome(funnel, "A@0 B@1 A@8", question(.entry, asOf: 12)).isWaiting)
    #expect(try !outcome(funnel, "A@0 B@1 C@2", question(.entry, asOf: 3)).isWaiting)
    #expect(try !outcome(letters("ABC"), "A@0", question(.entry, asOf: 1)).isWaiting)
    let ended = question(to: 3, .all, asOf: 5)
    #expect(try !outcome(funnel, "A@0", ended).isWaiting)
    let strict = try letters("AB", #""order":"strict","window_seconds":10"#)
    #expect(try outcome(strict, "A@0", question(.entry, asOf: 5)).isWaiting)
    #expect(try !outcome(strict, "A@0 X@1", question(.entry, asOf: 5)).isWaiting)
  }
}
