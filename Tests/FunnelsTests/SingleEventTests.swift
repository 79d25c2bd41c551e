import Events
import Testing

@testable import Funnels

/// Which stages one event could fill, as far as it shows by itself.
struct SingleEventTests {
  private func stages(_ stages: String, _ change: (inout Event) -> Void = { _ in }) throws -> [Int]
  {
    var event = Event(
      project: .random(), id: .random(), type: "buy", userID: "ada",
      time: Instant(microseconds: 0))
    change(&event)
    return try funnel(#"{"stages":[\#(stages)]}"#).stages(thatTake: event)
  }

  @Test func `Names, alternatives and any event count; other names do not`() throws {
    #expect(
      try stages(
        """
        {"name":"1","event":"view"},{"name":"2","event":"buy"},{"name":"3","event":"*"},
        {"name":"4","any_of":["pay","buy"]}
        """) == [2, 3, 4])
  }

  @Test func `F18: the event's own properties, dotted and built-in ones are looked at`() throws {
    let filtered = """
      {"name":"1","event":"buy","filters":[{"property":"cart.size","op":"gt","value":2}]},
      {"name":"2","event":"buy","filters":[{"property":"$utm_source","op":"eq","value":"news"}]},
      {"name":"3","event":"buy","filters":[{"property":"plan","op":"is_set"}]}
      """
    let hits = try stages(filtered) {
      $0.properties = [Property("cart", #"{"size":3}"#)]
      $0.url = "https://shop.test/?utm_source=news"
    }
    #expect(hits == [1, 2])
    let own = try stages(filtered) {
      $0.properties = [Property("$utm_source", "mail"), Property("plan", "")]
      $0.url = "https://shop.test/?utm_source=news"
    }
    #expect(own == [3])
  }

  @Test func `What only the person's traits can say is taken as fitting`() throws {
    let trait = #"{"property":"plan","op":"eq","value":"pro","scope":"user"}"#
    let red = #"{"property":"colour","op":"eq","value":"red"}"#
    let hits = try stages(
      """
      {"name":"1","event":"buy","filters":[\(trait)]},
      {"name":"2","event":"buy","filters":[\(trait),\(red)]},
      {"name":"3","event":"buy","filters":[{"any":[\(trait),\(red)]}]}
      """)
    #expect(hits == [1, 3])
  }
}
