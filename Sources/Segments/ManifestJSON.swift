internal import Events

extension Manifest.Change {
  var json: JSON {
    var members: [JSONMember] = []
    if let flushed { members.append(JSONMember("flushed", .number(flushed))) }
    members.append(JSONMember("next_file", .number(nextFile)))
    members.append(JSONMember("add_parts", .array(addedParts.map(\.json))))
    members.append(JSONMember("remove_parts", .array(removedParts.map(JSON.string))))
    if !setParts.isEmpty {
      members.append(JSONMember("set_parts", .array(setParts.map(\.json))))
    }
    members.append(JSONMember("set_days", .array(setDays.map(\.json))))
    members.append(JSONMember("remove_days", .array(removedDays.map(\.json))))
    members.append(JSONMember("add_runs", .array(addedRuns.map(\.json))))
    members.append(JSONMember("remove_runs", .array(removedRuns.map { .number($0) })))
    if let identifications {
      members.append(JSONMember("identifications", .number(identifications)))
    }
    members.append(JSONMember("add_losses", .array(addedLosses.map(\.json))))
    if !addedForgotten.isEmpty {
      members.append(JSONMember("add_forgotten", .array(addedForgotten.map(\.json))))
    }
    if acceptsLosses { members.append(JSONMember("accept_losses", true)) }
    return .object(members)
  }

  /// Reads a change; what came with format 2 may be absent.
  init?(_ json: JSON) {
    guard let next = json["next_file"]?.integer,
      let added = all(json["add_parts"], PartFile.init),
      let removed = all(json["remove_parts"], \.text),
      let setParts = all(json["set_parts"] ?? [], PartFile.init),
      let set = all(json["set_days"], DayFile.init),
      let removedDays = all(json["remove_days"] ?? [], DayKey.init),
      let runs = all(json["add_runs"] ?? [], IdentifierRunDescription.init),
      let removedRuns = all(json["remove_runs"] ?? [], \.integer),
      let losses = all(json["add_losses"] ?? [], Loss.init),
      let forgotten = all(json["add_forgotten"] ?? [], ForgottenUsers.init)
    else { return nil }
    flushed = json["flushed"]?.integer.map(UInt64.init)
    nextFile = UInt64(next)
    addedParts = added
    removedParts = removed
    self.setParts = setParts
    setDays = set
    self.removedDays = removedDays
    addedRuns = runs
    self.removedRuns = removedRuns.map(UInt64.init)
    identifications = json["identifications"]?.integer.map(UInt64.init)
    addedLosses = losses
    addedForgotten = forgotten
    acceptsLosses = json["accept_losses"] == true
  }
}

/// The elements of an array, each read; nil where one can't be.
private func all<Value>(_ json: JSON?, _ read: (JSON) -> Value?) -> [Value]? {
  guard let elements = json?.elements else { return nil }
  let values = elements.compactMap(read)
  return values.count == elements.count ? values : nil
}

extension DayKey {
  var json: JSON { ["project": .string(project.description), "day": .string(day.description)] }

  init?(_ json: JSON) {
    guard let project = json["project"]?.text.flatMap(ProjectID.init),
      let day = json["day"]?.text.flatMap({ CalendarDay($0) })
    else { return nil }
    self.init(project: project, day: day)
  }
}

extension IdentifierRunDescription {
  var json: JSON {
    [
      "number": .number(number), "count": .number(count), "bytes": .number(bytes),
      "checksum": .number(UInt64(checksum)),
    ]
  }

  init?(_ json: JSON) {
    guard let number = json["number"]?.integer, let count = json["count"]?.integer,
      let bytes = json["bytes"]?.integer, let checksum = json["checksum"]?.integer
    else { return nil }
    self.init(
      number: UInt64(number), count: count, bytes: bytes,
      checksum: UInt32(truncatingIfNeeded: checksum))
  }
}

extension Loss {
  var json: JSON { ["first": .number(first), "records": .number(records)] }

  init?(_ json: JSON) {
    guard let first = json["first"]?.integer, let records = json["records"]?.integer else {
      return nil
    }
    self.init(first: UInt64(first), records: records)
  }
}

extension PartFile {
  var json: JSON {
    let contents = contents.map { content -> JSON in
      [
        "project": .string(content.project.description), "day": .string(content.day.description),
        "rows": .number(content.rows),
      ]
    }
    return .object(
      [JSONMember("name", .string(name)), JSONMember("rows", .number(rows))] + seal.json
        + [JSONMember("contents", .array(contents))] + erased.members)
  }

  init?(_ json: JSON) {
    guard let name = json["name"]?.text, let rows = json["rows"]?.integer,
      let contents = json["contents"]?.elements
    else { return nil }
    self.name = name
    self.rows = rows
    seal = FileSeal(json) ?? .unknown
    self.contents = contents.compactMap { content in
      guard let project = content["project"]?.text.flatMap(ProjectID.init),
        let day = content["day"]?.text.flatMap({ CalendarDay($0) }),
        let rows = content["rows"]?.integer
      else { return nil }
      return Content(project: project, day: day, rows: rows)
    }
    guard self.contents.count == contents.count, let erased = [ErasedUsers](in: json) else {
      return nil
    }
    self.erased = erased
  }
}

extension DayFile {
  var json: JSON {
    .object(
      [
        JSONMember("project", .string(project.description)),
        JSONMember("day", .string(day.description)),
        JSONMember("generation", .number(generation)), JSONMember("rows", .number(rows)),
      ] + seal.json + erased.members)
  }

  init?(_ json: JSON) {
    guard let project = json["project"]?.text.flatMap(ProjectID.init),
      let day = json["day"]?.text.flatMap({ CalendarDay($0) }),
      let generation = json["generation"]?.integer, let rows = json["rows"]?.integer,
      let erased = [ErasedUsers](in: json)
    else { return nil }
    self.init(
      project: project, day: day, generation: UInt64(generation), rows: rows,
      seal: FileSeal(json) ?? .unknown, erased: erased)
  }
}

extension ErasedUsers {
  var json: JSON {
    ["project": .string(project.description), "users": .array(users.map(JSON.string))]
  }

  init?(_ json: JSON) {
    guard let project = json["project"]?.text.flatMap(ProjectID.init),
      let users = all(json["users"], \.text)
    else { return nil }
    self.init(project: project, users: users)
  }
}

extension [ErasedUsers] {
  /// Nothing where nobody was erased.
  fileprivate var members: [JSONMember] {
    isEmpty ? [] : [JSONMember("erased", .array(map(\.json)))]
  }

  fileprivate init?(in json: JSON) {
    guard let erased = all(json["erased"] ?? [], ErasedUsers.init) else { return nil }
    self = erased
  }
}

extension ForgottenUsers {
  var json: JSON {
    [
      "project": .string(project.description), "users": .array(users.map(JSON.string)),
      "through": .number(through),
    ]
  }

  init?(_ json: JSON) {
    guard let erased = ErasedUsers(json), let through = json["through"]?.integer else {
      return nil
    }
    self.init(project: erased.project, users: erased.users, through: UInt64(through))
  }
}
