import Events
import Simulation

let project = ProjectID(bits: 0x1234)
let morning = Instant(microseconds: 1_763_884_800_000_000)

/// A project's history by chance: events at different instants, merges, traits.
struct RandomEvents {
  var events: [Event] = []
  var identifications: [Identification] = []

  init(_ dice: inout Dice) {
    let people = (0..<14).map { "u\($0)" }
    for place in 0..<160 {
      var properties: [Property] = []
      if dice.chance(70) {
        properties.append(Property("plan", ["free", "pro", ""][dice.number(0..<3)]))
      }
      if dice.chance(60) { properties.append(Property("cart", "c\(dice.number(0..<5))")) }
      if dice.chance(40) { properties.append(Property("price", "\(dice.number(1..<30))")) }
      if dice.chance(40) {
        properties.append(Property("page", #"{"kind":"\#(dice.number(0..<2))"}"#))
      }
      events.append(
        Event(
          project: dice.chance(95) ? project : ProjectID(bits: 9),
          id: EventID(bits: UInt128(place) << 64 | 7),
          type: ["a", "b", "c", "d"][dice.number(0..<4)],
          userID: people[dice.number(0..<people.count)],
          sessionID: dice.chance(80) ? "s\(dice.number(0..<10))" : nil,
          properties: dice.chance(90) ? properties : nil,
          time: morning.advanced(byMicroseconds: Int64(place) * 60_000_000 + 1)))
    }
    events.shuffle(using: &dice)
    for place in 0..<dice.number(0..<10) {
      let trait = Property("company", ["x", "y", "z"][dice.number(0..<3)])
      identifications.append(
        Identification(
          project: project,
          anonymousID: dice.chance(60) ? people[dice.number(0..<people.count)] : nil,
          userID: people[dice.number(0..<people.count)], traits: dice.chance(70) ? [trait] : [],
          received: morning.advanced(bySeconds: Double(place))))
    }
  }
}

/// A question by chance, as the definition is written and as numbers for the slow count.
struct RandomQuestion {
  var definition: JSON
  var isEntryBound: Bool
  var start: Instant
  var end: Instant
  var asOf: Instant

  init(_ dice: inout Dice) {
    var stages: [JSON] = []
    for number in 0..<dice.number(1..<4) {
      let names = ["a", "b", "c", "d", "*"]
      var stage: [JSONMember] = [
        JSONMember("name", .string("\(number)")),
        JSONMember("event", .string(names[dice.number(0..<names.count)])),
      ]
      if dice.chance(20) { stage.append(JSONMember("any_of", ["c"])) }
      if dice.chance(50) { stage.append(JSONMember("filters", [Self.filter(&dice)])) }
      stages.append(.object(stage))
    }
    var members = [JSONMember("stages", .array(stages))]
    if dice.chance(60) {
      members.append(JSONMember("window_seconds", .number(60 * dice.number(1..<60))))
    }
    let units: [JSON] = [
      "users", "sessions", ["property": "cart"], ["user_property": "company"],
    ]
    members.append(JSONMember("count_by", units[dice.number(0..<units.count)]))
    if dice.chance(40) {
      members.append(
        JSONMember("hold_constant", dice.chance(50) ? ["plan"] : ["cart", "plan"]))
    }
    definition = .object(members)
    isEntryBound = dice.chance(50)
    start = morning.advanced(bySeconds: 60 * Double(dice.number(0..<60)))
    end = start.advanced(bySeconds: 60 * Double(dice.number(0..<120)))
    asOf = morning.advanced(bySeconds: 60 * Double(dice.number(60..<200)))
  }

  private static func filter(_ dice: inout Dice) -> JSON {
    let filters: [JSON] = [
      ["property": "plan", "op": "eq", "value": "pro"],
      ["property": "plan", "op": "neq", "value": "pro"],
      ["property": "plan", "op": "is_set"],
      ["property": "price", "op": "gte", "value": 15],
      ["property": "page.kind", "op": "eq", "value": "1"],
      ["property": "company", "op": "eq", "value": "x", "scope": "user"],
    ]
    return filters[dice.number(0..<filters.count)]
  }
}
