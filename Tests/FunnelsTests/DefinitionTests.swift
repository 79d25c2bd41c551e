import Events
import Testing

@testable import Funnels

private let twoStages = #""stages":[{"name":"1","event":"A"},{"name":"2","event":"B"}]"#

struct DefinitionTests {
  @Test func `defaults are filled in`() throws {
    let funnel = try funnel(#"{"name":"Way",\#(twoStages)}"#, as: .saved)
    #expect(
      try funnel.json
        == json(
          #"""
          {"name":"Way","description":"","stages":[
            {"name":"1","event":"A","order":1,"any_of":null,"filters":[],"optional":false,
             "first_time":null},
            {"name":"2","event":"B","order":2,"any_of":null,"filters":[],"optional":false,
             "first_time":null}],
           "order":"ordered","window_seconds":null,"count_by":"users","exclusions":[],
           "exclusion_effect":"leave_funnel","hold_constant":[],"strict_repeat":"break"}
          """#))
  }

  @Test func `what is written reads back as the same funnel`() throws {
    let text = #"""
      {"name":"n","description":"d","stages":[
        {"name":"1","any_of":["A","B"],"filters":[{"any":[
           {"property":"p","op":"eq","value":["x",1,true]},
           {"all":[{"property":"q","op":"is_set","scope":"user"}]}]}],"first_time":"filtered"},
        {"name":"2","event":"*","optional":true},{"name":"3","event":"C","order":9}],
       "order":"strict","window_seconds":0.5,"count_by":{"user_property":"company"},
       "exclusions":[{"event":"X","filters":[{"property":"p","op":"gt","value":2}],
         "after_stage":2}],
       "exclusion_effect":"stop_attempt","hold_constant":["cart"],"strict_repeat":"tolerate"}
      """#
    let funnel = try funnel(text, as: .saved)
    #expect(funnel.windowMicroseconds == 500_000)
    #expect(funnel.exclusions[0].beforeStage == 3)
    #expect(try Funnel.read(funnel.json, as: .saved).get() == funnel)
  }

  @Test func `stages stand in the order they ask for`() throws {
    let funnel = try funnel(
      #"""
      {"stages":[{"name":"last","event":"A","order":7},{"name":"first","event":"B","order":2}]}
      """#)
    #expect(funnel.stages.map(\.name) == ["first", "last"])
  }

  @Test func `all faults are named at once`() throws {
    let found = try faults(
      #"""
      {"stages":[{"event":""},{"name":"2","any_of":"A","extra~/":1,
        "filters":[{"property":"p","op":"is"},{"op":"eq","value":null,"property":"p"}]}],
       "order":"sorted","window_seconds":-1,"count_by":{"cart":1},"windw":5,
       "hold_constant":["a","a"]}
      """#, as: .saved)
    #expect(
      found
        == [
          "/windw unknown", "/name required", "/stages/0/name required",
          "/stages/0/event required", "/stages/1/extra~0~1 unknown", "/stages/1/any_of type",
          "/stages/1/event required", "/stages/1/filters/0/op invalid",
          "/stages/1/filters/1/value required", "/order invalid", "/window_seconds out_of_range",
          "/count_by invalid", "/hold_constant/1 duplicate",
        ].sortedLike(found))
  }

  @Test(arguments: [
    (#"{}"#, "/stages required"), (#"{"stages":[]}"#, "/stages too_few"),
    (#"{"stages":[1]}"#, "/stages/0 type"), (#"[]"#, " type"),
    (#"{"stages":[{"name":"1","event":"A"}],"project_id":"x"}"#, "/project_id unknown"),
  ])
  func `a definition without a sense is refused`(text: String, fault: String) throws {
    #expect(try faults(text) == [fault])
  }

  @Test func `one stage is enough when asked once, twenty are the most`() throws {
    let one = #"{"name":"n","stages":[{"name":"1","event":"A"}]}"#
    #expect(try faults(one) == [])
    #expect(try faults(one, as: .saved) == ["/stages too_few"])
    #expect(try letters("ABCDEFGHIJKLMNOPQRST").stages.count == 20)
    let many = (0..<21).map { #"{"name":"\#($0)","event":"A"}"# }.joined(separator: ",")
    #expect(try faults(#"{"stages":[\#(many)]}"#) == ["/stages too_many"])
  }

  @Test func `keys of the caller are passed over`() throws {
    let body = try json(#"{"project_id":"x","is_active":true,\#(twoStages)}"#)
    #expect(throws: Never.self) {
      try Funnel.read(body, as: .adHoc, ignoring: ["project_id", "is_active"]).get()
    }
  }
}

extension [String] {
  /// The same words, in the order in which `other` has them; what it lacks at the end.
  fileprivate func sortedLike(_ other: [String]) -> [String] {
    other.filter(contains) + filter { !other.contains($0) }
  }
}

struct ConsistencyTests {
  @Test(arguments: [
    (#"{"event":"A"}"#, ["/exclusions/0/event is_a_stage"]),
    (#"{"event":"*"}"#, ["/exclusions/0/event is_a_stage"]),
    (#"{"event":"A","filters":[{"property":"p","op":"is_set"}]}"#, []),
    (#"{"event":"X","after_stage":2,"before_stage":2}"#, ["/exclusions/0 invalid_span"]),
    (#"{"event":"X","after_stage":0}"#, ["/exclusions/0 invalid_span"]),
    (#"{"event":"X","before_stage":3}"#, ["/exclusions/0 invalid_span"]),
    (#"{"event":"X","after":1}"#, ["/exclusions/0/after unknown"]),
    (#"{}"#, ["/exclusions/0/event required"]),
  ])
  func `exclusions that can't be meant are refused`(text: String, found: [String]) throws {
    #expect(try faults(#"{\#(twoStages),"exclusions":[\#(text)]}"#) == found)
  }

  @Test func `in any order an exclusion spans the whole funnel`() throws {
    let stages =
      #""stages":[{"name":"1","event":"A"},{"name":"2","event":"B"},"#
      + #"{"name":"3","event":"C"}],"order":"any""#
    let spans = #""exclusions":[{"event":"X"},{"event":"X","before_stage":2}]"#
    #expect(try faults("{\(stages),\(spans)}") == ["/exclusions/1 invalid_span"])
  }

  @Test(arguments: [
    (#"{"name":"1","event":"A","optional":true},{"name":"2","event":"B"}"#, "0/optional invalid"),
    (
      #"{"name":"1","event":"A"},{"name":"2","event":"B","optional":true},"#
        + #"{"name":"3","event":"B"}"#,
      "1/optional same_as_next"
    ),
  ])
  func `optional stages that can't be meant are refused`(stages: String, fault: String) throws {
    #expect(try faults(#"{"stages":[\#(stages)]}"#) == ["/stages/\(fault)"])
  }

  @Test func `in any order nothing is optional`() throws {
    let stages = #"{"name":"1","event":"A"},{"name":"2","event":"B","optional":true}"#
    #expect(
      try faults(#"{"stages":[\#(stages)],"order":"any"}"#) == ["/stages/1/optional invalid"])
  }

  @Test func `a span runs forward, and a trend between required stages`() throws {
    let funnel = try funnel(
      #"{"stages":[{"name":"1","event":"A"},{"name":"2","event":"B","optional":true}]}"#)
    #expect(funnel.checkSpan(from: 1, to: 2, isTrend: false) == nil)
    #expect(funnel.checkSpan(from: 2, to: 2, isTrend: false)?.faults.count == 1)
    #expect(funnel.checkSpan(from: 0, to: 3, isTrend: false)?.faults.count == 2)
    #expect(funnel.checkSpan(from: 1, to: 2, isTrend: true)?.faults.count == 1)
  }

  @Test func `attributions are read and checked`() throws {
    #expect(Attribution("stage:2") == .stage(2))
    #expect(Attribution("first") == nil && Attribution("stage:x") == nil)
    for text in ["first_touch", "last_touch", "all_events", "stage:3"] {
      #expect(Attribution(text)?.text == text)
    }
    #expect(try letters("AB").check(.stage(2)) == nil)
    #expect(try letters("AB").check(.stage(3)) != nil)
    #expect(try letters("AB", #""order":"any""#).check(.stage(2)) != nil)
  }

  @Test func `filters nest only so deep, and lists are only so long`() throws {
    func nested(_ depth: Int) -> String {
      depth == 0
        ? #"{"property":"p","op":"is_set"}"# : #"{"any":[\#(nested(depth - 1))]}"#
    }
    #expect(throws: Never.self) { try Filter.readList(json("[\(nested(7))]"), at: "").get() }
    #expect(throws: DefinitionFaults.self) {
      try Filter.readList(json("[\(nested(8))]"), at: "").get()
    }
    let many = Array(repeating: nested(0), count: FunnelLimits.filters + 1).joined(separator: ",")
    #expect(throws: DefinitionFaults.self) { try Filter.readList(json("[\(many)]"), at: "").get() }
  }
}
