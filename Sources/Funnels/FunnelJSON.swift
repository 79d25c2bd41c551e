package import Events

extension Funnel {
  /// The definition as the contract writes it, every default filled in.
  package var json: JSON {
    .object([
      JSONMember("name", .string(name)),
      JSONMember("description", .string(details)),
      JSONMember("stages", .array(stages.enumerated().map { $1.json(order: $0 + 1) })),
      JSONMember("order", .string(order.rawValue)),
      JSONMember("window_seconds", windowJSON),
      JSONMember("count_by", unit.json),
      JSONMember("exclusions", .array(exclusions.map(\.json))),
      JSONMember("exclusion_effect", .string(exclusionEffect.rawValue)),
      JSONMember("hold_constant", .array(holdConstant.map(JSON.string))),
      JSONMember("strict_repeat", .string(strictRepeat.rawValue)),
    ])
  }

  private var windowJSON: JSON {
    guard let windowMicroseconds else { return .null }
    return .number(Double(windowMicroseconds) / 1e6)
  }
}

extension Funnel.Stage {
  fileprivate func json(order: Int) -> JSON {
    .object([
      JSONMember("name", .string(name)),
      JSONMember("event", .optional(event)),
      JSONMember("order", .number(order)),
      JSONMember("any_of", anyOf.isEmpty ? .null : .array(anyOf.map(JSON.string))),
      JSONMember("filters", .array(filters.map(\.json))),
      JSONMember("optional", .bool(isOptional)),
      JSONMember("first_time", .optional(firstTime?.rawValue)),
    ])
  }
}

extension Funnel.Exclusion {
  fileprivate var json: JSON {
    .object([
      JSONMember("event", .string(event)),
      JSONMember("filters", .array(filters.map(\.json))),
      JSONMember("after_stage", .number(afterStage)),
      JSONMember("before_stage", .number(beforeStage)),
    ])
  }
}

extension Funnel.Unit {
  fileprivate var json: JSON {
    switch self {
    case .users: "users"
    case .sessions: "sessions"
    case .property(let name): ["property": .string(name)]
    case .userProperty(let name): ["user_property": .string(name)]
    }
  }
}

extension Filter {
  package var json: JSON {
    switch self {
    case .any(let filters): ["any": .array(filters.map(\.json))]
    case .all(let filters): ["all": .array(filters.map(\.json))]
    case .test(let test): test.json
    }
  }
}

extension PropertyTest {
  fileprivate var json: JSON {
    var members = [
      JSONMember("property", .string(property.name)),
      JSONMember("op", .string(op.rawValue)),
    ]
    if op.takesValue { members.append(JSONMember("value", value)) }
    members.append(JSONMember("scope", .string(property.scope.rawValue)))
    return .object(members)
  }
}
