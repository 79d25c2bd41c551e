package import Events

extension Funnel {
  /// What a definition is for.
  package enum Use: Sendable {
    /// Kept under a name: at least two stages.
    case saved
    /// Asked once: no name needed, and one stage is enough.
    case adHoc
  }

  /// Reads the object of the contract's §5.
  ///
  /// All faults are reported at once. Keys of `ignoring` belong to the caller (`project_id`,
  /// `is_active`); any other key that is not known is a fault, so that a typo can't pass.
  package static func read(
    _ json: JSON, as use: Use, ignoring: Set<String> = []
  ) -> Result<Funnel, DefinitionFaults> {
    guard json.members != nil else {
      return .failure(
        DefinitionFaults([
          Fault("", "type", "Give a definition: an object.")
        ]))
    }
    var reader = DefinitionReader()
    let known: Set = [
      "name", "description", "stages", "order", "window_seconds", "count_by", "exclusions",
      "exclusion_effect", "hold_constant", "strict_repeat",
    ]
    reader.refuseUnknown(json, at: "", known: known.union(ignoring))
    let funnel = reader.funnel(json, use: use)
    reader.checkTogether(funnel)
    return reader.faults.faults.isEmpty ? .success(funnel) : .failure(reader.faults)
  }
}

extension DefinitionReader {
  fileprivate mutating func funnel(_ json: JSON, use: Funnel.Use) -> Funnel {
    let name = text(
      json["name"], at: "/name", limit: FunnelLimits.nameLength, required: use == .saved)
    let details = freeText(
      json["description"], at: "/description", limit: FunnelLimits.descriptionLength)
    let stages = stages(json["stages"], use: use)
    return Funnel(
      name: name ?? "",
      details: details,
      stages: stages,
      order: choice(json["order"], at: "/order", as: Funnel.Order.self) ?? .ordered,
      windowMicroseconds: window(json["window_seconds"]),
      unit: unit(json["count_by"]),
      exclusions: exclusions(json["exclusions"], stageCount: stages.count),
      exclusionEffect: choice(
        json["exclusion_effect"], at: "/exclusion_effect", as: Funnel.ExclusionEffect.self)
        ?? .leaveFunnel,
      holdConstant: texts(
        json["hold_constant"], at: "/hold_constant", limit: FunnelLimits.holdConstant,
        length: FunnelLimits.propertyNameLength),
      strictRepeat: choice(
        json["strict_repeat"], at: "/strict_repeat", as: Funnel.StrictRepeat.self) ?? .breaks)
  }

  private mutating func stages(_ value: JSON?, use: Funnel.Use) -> [Funnel.Stage] {
    let least = use == .saved ? 2 : 1
    let bounds = "Give \(least) to \(FunnelLimits.stages) stages."
    guard let value, !value.isNull else {
      faults.add("/stages", "required", bounds)
      return []
    }
    guard let elements = value.elements else {
      faults.add("/stages", "type", "Give a list in square brackets.")
      return []
    }
    guard least...FunnelLimits.stages ~= elements.count else {
      faults.add("/stages", elements.count < least ? "too_few" : "too_many", bounds)
      return []
    }
    var placed: [(order: Int, stage: Funnel.Stage)] = []
    for (index, element) in elements.enumerated() {
      let pointer = "/stages/\(index)"
      let stage = stage(element, at: pointer)
      let order = integer(element["order"], at: "\(pointer)/order", in: 0...1_000_000)
      placed.append((order ?? index + 1, stage))
      if placed.dropLast().contains(where: { $0.order == placed[index].order }) {
        faults.add("\(pointer)/order", "duplicate", "Give each stage its own place.")
      }
    }
    return placed.sorted { $0.order < $1.order }.map(\.stage)
  }

  private mutating func stage(_ json: JSON, at pointer: String) -> Funnel.Stage {
    if json.members == nil {
      faults.add(pointer, "type", "Give a stage: an object with name and event.")
      return Funnel.Stage(name: "", anyOf: [], filters: [], isOptional: false)
    }
    refuseUnknown(
      json, at: pointer,
      known: ["name", "event", "order", "any_of", "filters", "optional", "first_time"])
    let anyOf = texts(
      json["any_of"], at: "\(pointer)/any_of", limit: FunnelLimits.anyOf,
      length: FunnelLimits.eventNameLength)
    let namesOthers = json["any_of"]?.elements?.isEmpty == false
    return Funnel.Stage(
      name: text(json["name"], at: "\(pointer)/name", limit: FunnelLimits.nameLength) ?? "",
      event: text(
        json["event"], at: "\(pointer)/event", limit: FunnelLimits.eventNameLength,
        required: !namesOthers),
      anyOf: anyOf,
      filters: filters(json["filters"], at: "\(pointer)/filters"),
      isOptional: flag(json["optional"], at: "\(pointer)/optional"),
      firstTime: choice(
        json["first_time"], at: "\(pointer)/first_time", as: Funnel.FirstTime.self))
  }

  private mutating func window(_ value: JSON?) -> Int64? {
    guard let value, !value.isNull else { return nil }
    guard let seconds = value.double else {
      faults.add("/window_seconds", "type", "Give a number of seconds, or null for no window.")
      return nil
    }
    guard 0...FunnelLimits.windowSeconds ~= seconds else {
      faults.add(
        "/window_seconds", "out_of_range",
        "Give 0 to \(Int64(FunnelLimits.windowSeconds)) seconds, or null for no window.")
      return nil
    }
    return Int64((seconds * 1e6).rounded())
  }

  private mutating func unit(_ value: JSON?) -> Funnel.Unit {
    guard let value, !value.isNull else { return .users }
    switch value.text {
    case "users": return .users
    case "sessions": return .sessions
    default: break
    }
    guard let members = value.members, members.count == 1,
      ["property", "user_property"].contains(members[0].key)
    else {
      faults.add(
        "/count_by", "invalid",
        #"Give "users", "sessions", {"property": …} or {"user_property": …}."#)
      return .users
    }
    let key = members[0].key
    let name = text(
      members[0].value, at: "/count_by/\(key)", limit: FunnelLimits.propertyNameLength)
    return key == "property" ? .property(name ?? "") : .userProperty(name ?? "")
  }

  private mutating func exclusions(_ value: JSON?, stageCount: Int) -> [Funnel.Exclusion] {
    var exclusions: [Funnel.Exclusion] = []
    let elements = list(value, at: "/exclusions", limit: FunnelLimits.exclusions)
    for (index, json) in elements.enumerated() {
      let pointer = "/exclusions/\(index)"
      guard json.members != nil else {
        faults.add(pointer, "type", "Give an object with event.")
        continue
      }
      refuseUnknown(
        json, at: pointer, known: ["event", "filters", "after_stage", "before_stage"])
      let numbers = Int(Int32.min)...Int(Int32.max)
      exclusions.append(
        Funnel.Exclusion(
          event: text(
            json["event"], at: "\(pointer)/event", limit: FunnelLimits.eventNameLength) ?? "",
          filters: filters(json["filters"], at: "\(pointer)/filters"),
          afterStage: integer(
            json["after_stage"], at: "\(pointer)/after_stage", in: numbers) ?? 1,
          beforeStage: integer(
            json["before_stage"], at: "\(pointer)/before_stage", in: numbers) ?? stageCount))
    }
    return exclusions
  }
}
