package import Events

extension Filter {
  /// Reads a list of filters as `where` has it; faults point below `pointer`.
  package static func readList(
    _ json: JSON, at pointer: String
  ) -> Result<[Filter], DefinitionFaults> {
    var reader = DefinitionReader()
    let filters = reader.filters(json, at: pointer)
    return reader.faults.faults.isEmpty ? .success(filters) : .failure(reader.faults)
  }
}

extension DefinitionReader {
  mutating func filters(_ value: JSON?, at pointer: String, depth: Int = 1) -> [Filter] {
    var filters: [Filter] = []
    let elements = list(value, at: pointer, limit: FunnelLimits.filters)
    for (index, element) in elements.enumerated() {
      if let filter = filter(element, at: "\(pointer)/\(index)", depth: depth) {
        filters.append(filter)
      }
    }
    return filters
  }

  private mutating func filter(_ json: JSON, at pointer: String, depth: Int) -> Filter? {
    guard json.members != nil else {
      faults.add(pointer, "type", "Give an object with property, op and value.")
      return nil
    }
    for key in ["any", "all"] {
      guard let nested = json[key] else { continue }
      refuseUnknown(json, at: pointer, known: [key])
      guard depth < FunnelLimits.filterDepth else {
        faults.add(pointer, "too_deep", "Nest at most \(FunnelLimits.filterDepth) deep.")
        return nil
      }
      let place = "\(pointer)/\(key)"
      let filters = filters(nested, at: place, depth: depth + 1)
      if nested.isNull || nested.elements?.isEmpty == true {
        faults.add(place, "required", "Give at least one filter.")
      }
      return key == "any" ? .any(filters) : .all(filters)
    }
    return test(json, at: pointer).map(Filter.test)
  }

  private mutating func test(_ json: JSON, at pointer: String) -> PropertyTest? {
    refuseUnknown(json, at: pointer, known: ["property", "op", "value", "scope"])
    let property = text(
      json["property"], at: "\(pointer)/property", limit: FunnelLimits.propertyNameLength)
    let scope = choice(
      json["scope"], at: "\(pointer)/scope", as: PropertyKey.Scope.self)
    let words = PropertyTest.Operator.allCases.map(\.rawValue).joined(separator: ", ")
    if json["op"] == nil || json["op"]?.isNull == true {
      faults.add("\(pointer)/op", "required", "Give one of \(words).")
    }
    let op = choice(json["op"], at: "\(pointer)/op", as: PropertyTest.Operator.self)
    guard let property, let op else { return nil }
    let value = json["value"] ?? .null
    check(value, for: op, at: "\(pointer)/value")
    return PropertyTest(
      property: PropertyKey(name: property, scope: scope ?? .event), op: op, value: value)
  }

  private mutating func check(
    _ value: JSON, for op: PropertyTest.Operator, at pointer: String
  ) {
    guard op.takesValue else {
      if !value.isNull { faults.add(pointer, "invalid", "\(op.rawValue) takes no value.") }
      return
    }
    guard let elements = value.elements else { return checkScalar(value, at: pointer) }
    guard op.takesList else {
      faults.add(pointer, "type", "\(op.rawValue) takes one value; lists go with eq and neq.")
      return
    }
    if elements.isEmpty { faults.add(pointer, "required", "Give at least one value.") }
    let values = list(value, at: pointer, limit: FunnelLimits.filterValues)
    for (index, element) in values.enumerated() {
      checkScalar(element, at: "\(pointer)/\(index)")
    }
  }

  private mutating func checkScalar(_ value: JSON, at pointer: String) {
    switch value {
    case .null:
      faults.add(
        pointer, "required", "Give a value; for absence there are is_set and is_not_set.")
    case .object, .array:
      faults.add(pointer, "type", "Give a text, a number, true or false.")
    case .string(let text) where text.utf8.count > FunnelLimits.filterValueLength:
      faults.add(
        pointer, "too_long", "Give at most \(FunnelLimits.filterValueLength) bytes of text.")
    case .number where value.double == nil:
      faults.add(pointer, "out_of_range", "Give a number that a double can hold.")
    case .string, .number, .bool: break
    }
  }
}
