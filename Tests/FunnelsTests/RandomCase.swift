import Events
import Simulation

@testable import Funnels

/// A definition, a question and a person's events out of one seed, small enough for the oracle.
struct RandomCase {
  let seed: UInt64
  let funnel: Funnel
  let question: Question
  let events: [Occurrence]

  init(seed: UInt64) throws {
    self.seed = seed
    var dice = Dice(seed: seed)
    let funnel = try Self.funnel(&dice)
    self.funnel = funnel
    let length = dice.number(4...14)
    let start = dice.chance(80) ? 0 : dice.number(1...3)
    question = Question(
      start: Instant(microseconds: Int64(start)),
      end: Instant(microseconds: Int64(dice.chance(50) ? length + 1 : dice.number(2...length))),
      bound: dice.chance(50) ? .all : .entry,
      asOf: Instant(microseconds: Int64(dice.chance(50) ? 1000 : dice.number(0...length))))
    events = Self.events(&dice, funnel, length)
  }

  private static func funnel(_ dice: inout Dice) throws -> Funnel {
    let order = ["ordered", "ordered", "strict", "any"][dice.number(0...3)]
    let count = dice.number(1...(order == "any" ? 4 : 5))
    let hasOptional = order != "any" && dice.chance(35)
    let stages = (1...count).map { number -> JSON in
      [
        "name": "S", "event": .string("e\(number)"),
        "optional": .bool(hasOptional && number > 1 && dice.chance(45)),
      ]
    }
    var members = [
      JSONMember("stages", .array(stages)), JSONMember("order", .string(order)),
      JSONMember("strict_repeat", dice.chance(40) ? "tolerate" : "break"),
    ]
    if dice.chance(65) {
      members.append(JSONMember("window_seconds", .number(Double(dice.number(0...9)) / 1e6)))
    }
    if count > 1, dice.chance(40) {
      let spans = (0..<dice.number(1...2)).map { index -> JSON in
        let after = order == "any" ? 1 : dice.number(1...(count - 1))
        let before = order == "any" ? count : dice.number((after + 1)...count)
        return [
          "event": .string("x\(index)"), "after_stage": .number(after),
          "before_stage": .number(before),
        ]
      }
      members.append(JSONMember("exclusions", .array(spans)))
      members.append(
        JSONMember("exclusion_effect", dice.chance(50) ? "leave_funnel" : "stop_attempt"))
    }
    if dice.chance(25) { members.append(JSONMember("hold_constant", ["h"])) }
    return try Funnel.read(.object(members), as: .adHoc).get()
  }

  private static func events(
    _ dice: inout Dice, _ funnel: Funnel, _ length: Int
  ) -> [Occurrence] {
    let hasTies = dice.chance(60)
    let overlap = dice.chance(50) ? 25 : 0
    var events: [Occurrence] = []
    var sizes: [Int64: Int] = [:]
    for ordinal in 0..<dice.number(0...9) {
      let time = Int64(hasTies ? dice.number(0...max(2, length / 2)) : ordinal + dice.number(0...0))
      // Strict order makes the oracle try every sequence of an instant.
      if sizes[time, default: 0] >= 3 { continue }
      sizes[time, default: 0] += 1
      var stages: UInt32 = 0
      if dice.chance(88) { stages |= 1 << UInt32(dice.number(0...funnel.stages.count - 1)) }
      for stage in funnel.stages.indices where dice.chance(overlap) { stages |= 1 << UInt32(stage) }
      var exclusions: UInt16 = 0
      for index in funnel.exclusions.indices where dice.chance(stages == 0 ? 60 : 8) {
        exclusions |= 1 << UInt16(index)
      }
      events.append(
        Occurrence(
          time: time, stages: stages,
          hold: funnel.holdConstant.isEmpty ? 0 : UInt32(dice.number(0...1)),
          ordinal: Int32(ordinal), exclusions: exclusions))
    }
    return events.sorted { $0.time < $1.time }
  }
}
