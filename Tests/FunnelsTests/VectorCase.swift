import Events
import FoundationEssentials
import Testing

@testable import Funnels

/// One case of conformance/cases, put into our own terms.
struct VectorCase: CustomTestStringConvertible, Sendable {
  let id: String
  let requires: Set<String>
  let source: JSON
  var testDescription: String { id }

  static let all: [VectorCase] = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    folder.append(path: "conformance/cases")
    let files = [
      "any", "breakdown", "clickhouse", "engines", "exclusions", "ordered", "strict",
      "time_to_convert", "trends",
    ]
    return files.flatMap { name -> [VectorCase] in
      guard let bytes = try? Data(contentsOf: folder.appending(path: "\(name).json")),
        let cases = try? JSONParser.parse(Array(bytes)).value.elements
      else { return [] }
      return cases.filter { $0["portable"]?.boolean != false }.map { source in
        VectorCase(
          id: source["id"]?.text ?? "",
          requires: Set((source["requires"]?.elements ?? []).compactMap(\.text)),
          source: source)
      }
    }
  }()

  var funnel: JSON { source["funnel"] ?? .null }
  var expect: JSON { source["expect"] ?? .null }

  /// The definition as the contract writes it.
  var definition: JSON {
    var members = [
      JSONMember("stages", .array((funnel["steps"]?.elements ?? []).enumerated().map(stage)))
    ]
    for key in ["order", "window_seconds", "strict_repeat"] {
      if let value = funnel[key] { members.append(JSONMember(key, value)) }
    }
    if let names = funnel["hold_properties"] {
      members.append(JSONMember("hold_constant", names))
    }
    if let exclusions = funnel["exclusions"]?.elements {
      members.append(JSONMember("exclusions", .array(exclusions.map(exclusion))))
    }
    if let unit = funnel["count_by"]?.text { members.append(JSONMember("count_by", countBy(unit))) }
    return .object(members)
  }

  private func stage(_ index: Int, _ step: JSON) -> JSON {
    var members = [JSONMember("name", .string("Stage \(index + 1)"))]
    if let names = step["any_of"]?.elements {
      members.append(JSONMember("any_of", .array(names.map { $0.isNull ? "*" : $0 })))
    } else {
      members.append(JSONMember("event", .string(step["event"]?.text ?? "*")))
    }
    members.append(JSONMember("filters", filters(step["filters"])))
    for key in ["optional", "first_time"] {
      if let value = step[key] { members.append(JSONMember(key, value)) }
    }
    return .object(members)
  }

  private func exclusion(_ source: JSON) -> JSON {
    [
      "event": source["event"] ?? .null, "filters": filters(source["filters"]),
      "after_stage": source["after_step"] ?? .null,
      "before_stage": source["before_step"] ?? .null,
    ]
  }

  private func countBy(_ text: String) -> JSON {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return .string(text) }
    return .object([JSONMember(parts[0], .string(parts[1]))])
  }

  func filters(_ source: JSON?) -> JSON {
    .array((source?.elements ?? []).map(filter))
  }

  private func filter(_ source: JSON) -> JSON {
    for key in ["any", "all"] {
      if let nested = source[key] { return .object([JSONMember(key, filters(nested))]) }
    }
    guard let members = source.members else { return source }
    let plain = JSON.object(members.filter { $0.key != "absent" })
    guard source["absent"]?.text == "fail", let property = source["property"] else {
      return plain
    }
    var isSet = [JSONMember("property", property), JSONMember("op", "is_set")]
    if let scope = source["scope"] { isSet.append(JSONMember("scope", scope)) }
    return ["all": .array([plain, .object(isSet)])]
  }

  var range: Range<Int64> {
    guard let from = source["range"]?["from"]?.text.flatMap({ Instant($0) }),
      let to = source["range"]?["to"]?.text.flatMap({ Instant($0) })
    else { return everything.start.microseconds..<everything.end.microseconds }
    return from.microseconds..<to.microseconds + 1
  }

  var question: Question {
    Question(
      start: Instant(microseconds: range.lowerBound), end: Instant(microseconds: range.upperBound),
      bound: .all, asOf: everything.asOf)
  }
}

extension VectorCase {
  private func person(_ id: String) -> String { source["merges"]?[id]?.text ?? id }

  private func traits(of person: String) -> JSON {
    var traits: [JSONMember] = []
    for member in source["user_properties"]?.members ?? [] where self.person(member.key) == person {
      traits += member.value.members ?? []
    }
    return .object(traits)
  }

  /// The events of each person in order of time.
  var persons: [String: [SampleEvent]] {
    var persons: [String: [SampleEvent]] = [:]
    for (index, event) in (source["events"]?.elements ?? []).enumerated() {
      let person = person(event["user"]?.text ?? "")
      persons[person, default: []].append(
        SampleEvent(
          name: event["event"]?.text ?? "",
          time: event["at"]?.text.flatMap { Instant($0) }?.microseconds ?? 0,
          properties: event["properties"] ?? .object([]), traits: traits(of: person),
          session: event["session"]?.text, ordinal: Int32(index)))
    }
    return persons.mapValues { $0.sorted { $0.time < $1.time } }
  }

  /// The events of each unit as the counter takes them, with the breakdown's interned values.
  func units(
    of funnel: Funnel, group: (SampleEvent) -> UInt32 = { _ in 0 }
  ) throws -> [String: [Occurrence]] {
    let conditions = try Filter.readList(filters(source["where"]), at: "/where").get()
    var units: [String: [Occurrence]] = [:]
    var timeline = Timeline(funnel)
    for (person, events) in persons {
      let range = range
      for (event, var occurrence) in zip(events, timeline.occurrences(events))
      where range.contains(event.time) && conditions.allSatisfy({ $0.matches(event.text) }) {
        occurrence.group = group(event)
        let unit: String? =
          switch funnel.unit {
          case .users: person
          case .sessions: event.session
          case .property(let name): event.text(PropertyKey(name: name))
          case .userProperty(let name): event.text(PropertyKey(name: name, scope: .user))
          }
        if let unit, !unit.isEmpty { units[unit, default: []].append(occurrence) }
      }
    }
    return units.mapValues { $0.sorted { $0.time < $1.time } }
  }
}
