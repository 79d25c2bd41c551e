import Events

/// The users of each stage, counted by trying every start: no DuckDB, no interning, no merging of
/// sets; shares nothing with the engine but the definition's text.
///
/// For ordered funnels whose events of one unit all stand at different instants.
struct SlowCount {
  let history: RandomEvents
  let question: RandomQuestion

  var users: [Int] {
    let stages = question.definition["stages"]?.elements ?? []
    var units: [String: [Event]] = [:]
    for event in history.events where event.project == project && isSeen(event) {
      if let unit = unit(of: event) { units[unit, default: []].append(event) }
    }
    let depths = units.values.map { depth($0.sorted { $0.time < $1.time }, stages) }
    return stages.indices.map { stage in depths.count { $0 > stage } }
  }

  private func isSeen(_ event: Event) -> Bool {
    event.time >= question.start && event.time <= question.asOf
      && (question.isEntryBound || event.time < question.end)
  }

  private func depth(_ events: [Event], _ stages: [JSON]) -> Int {
    let window = question.definition["window_seconds"]?.double
    var deepest = 0
    for start in events where fits(start, stages[0]) && start.time < question.end {
      var last = start
      var depth = 1
      while depth < stages.count {
        let next = events.first { event in
          event.time > last.time && fits(event, stages[depth]) && held(event) == held(start)
            && (window.map { event.time <= start.time.advanced(bySeconds: $0) } ?? true)
        }
        guard let next else { break }
        last = next
        depth += 1
      }
      deepest = max(deepest, depth)
    }
    return deepest
  }

  private func fits(_ event: Event, _ stage: JSON) -> Bool {
    let names = [stage["event"]] + (stage["any_of"]?.elements ?? [])
    guard names.contains("*") || names.contains(.string(event.type)) else { return false }
    return (stage["filters"]?.elements ?? []).allSatisfy { passes(event, $0) }
  }

  private func passes(_ event: Event, _ filter: JSON) -> Bool {
    let name = filter["property"]?.text ?? ""
    let value =
      switch name {
      case "company": traits(of: event.userID)[name]
      case "page.kind":
        // Ten bytes before the digit, two after: {"kind":"1"}.
        property("page", event).map { String($0.dropFirst(9).dropLast(2)) }
      default: property(name, event)
      }
    return switch filter["op"]?.text {
    case "eq": value == filter["value"]?.text
    case "neq": value != filter["value"]?.text
    case "is_set": value != nil
    default: value.flatMap(Double.init).map { $0 >= filter["value"]?.double ?? 0 } ?? false
    }
  }

  private func property(_ name: String, _ event: Event) -> String? {
    event.properties?.first { $0.key == name }?.value
  }

  private func held(_ event: Event) -> [String?] {
    (question.definition["hold_constant"]?.elements ?? []).map { property($0.text ?? "", event) }
  }

  private func unit(of event: Event) -> String? {
    let unit = question.definition["count_by"]
    if unit == "users" { return person(event.userID).sorted().first }
    if unit == "sessions" { return event.sessionID }
    if let name = unit?["property"]?.text { return property(name, event) }
    return traits(of: event.userID)[unit?["user_property"]?.text ?? ""]
  }

  /// Every id that is this person, by walking from id to id until nothing new comes.
  private func person(_ id: String) -> Set<String> {
    var ids: Set = [id]
    while true {
      let before = ids.count
      for identification in history.identifications {
        guard let other = identification.anonymousID else { continue }
        if ids.contains(other) || ids.contains(identification.userID) {
          ids.formUnion([other, identification.userID])
        }
      }
      if ids.count == before { return ids }
    }
  }

  private func traits(of id: String) -> [String: String] {
    let ids = person(id)
    var traits: [String: String] = [:]
    for identification in history.identifications where ids.contains(identification.userID) {
      for trait in identification.traits { traits[trait.key] = trait.value }
    }
    return traits
  }
}
