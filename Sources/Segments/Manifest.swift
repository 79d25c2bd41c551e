package import Events

/// A Parquet file of recent events, of all projects.
package struct PartFile: Sendable, Equatable {
  package var name: String
  package var rows: Int
  /// What it holds, by project and UTC day.
  package var contents: [Content]

  package struct Content: Sendable, Equatable {
    package var project: ProjectID
    package var day: CalendarDay
    package var rows: Int
  }
}

/// The Parquet file of a project's closed day.
package struct DayFile: Sendable, Equatable {
  package var project: ProjectID
  package var day: CalendarDay
  /// Counts up with every rewrite, so that no name is used twice.
  package var generation: UInt64
  package var rows: Int

  package var key: DayKey { DayKey(project: project, day: day) }
}

package struct DayKey: Sendable, Hashable {
  package var project: ProjectID
  package var day: CalendarDay
}

/// Which files hold the events, and up to which record the log is in them.
///
/// A row counts from a file if and only if the manifest names the file.
package struct Manifest: Sendable, Equatable {
  package var parts: [PartFile] = []
  package var days: [DayKey: DayFile] = [:]
  /// The last record of the log that is in parts or day files.
  package var flushed: UInt64 = 0
  /// The number for the next file's name.
  package var nextFile: UInt64 = 1

  /// One commit: what changes, all of it or nothing.
  package struct Change: Sendable, Equatable {
    package var flushed: UInt64?
    package var nextFile: UInt64
    package var addedParts: [PartFile] = []
    package var removedParts: [String] = []
    package var setDays: [DayFile] = []
  }

  package mutating func apply(_ change: Change) {
    flushed = change.flushed ?? flushed
    nextFile = change.nextFile
    let removed = Set(change.removedParts)
    parts.removeAll { removed.contains($0.name) }
    parts += change.addedParts
    for day in change.setDays { days[day.key] = day }
  }

  var rowCount: Int {
    parts.reduce(0) { $0 + $1.rows } + days.values.reduce(0) { $0 + $1.rows }
  }

  /// The change that makes this manifest out of an empty one.
  var asChange: Change {
    Change(
      flushed: flushed, nextFile: nextFile, addedParts: parts,
      setDays: days.values.sorted { ($0.project, $0.day) < ($1.project, $1.day) })
  }
}

extension Manifest.Change {
  var json: JSON {
    var members: [JSONMember] = []
    if let flushed { members.append(JSONMember("flushed", .number(flushed))) }
    members.append(JSONMember("next_file", .number(nextFile)))
    members.append(JSONMember("add_parts", .array(addedParts.map(\.json))))
    members.append(JSONMember("remove_parts", .array(removedParts.map(JSON.string))))
    members.append(JSONMember("set_days", .array(setDays.map(\.json))))
    return .object(members)
  }

  init?(_ json: JSON) {
    guard let next = json["next_file"]?.integer, let added = json["add_parts"]?.elements,
      let removed = json["remove_parts"]?.elements, let days = json["set_days"]?.elements
    else { return nil }
    flushed = json["flushed"]?.integer.map(UInt64.init)
    nextFile = UInt64(next)
    addedParts = added.compactMap(PartFile.init)
    removedParts = removed.compactMap(\.text)
    setDays = days.compactMap(DayFile.init)
    guard addedParts.count == added.count, removedParts.count == removed.count,
      setDays.count == days.count
    else { return nil }
  }
}

extension PartFile {
  var json: JSON {
    [
      "name": .string(name), "rows": .number(rows),
      "contents": .array(
        contents.map {
          [
            "project": .string($0.project.description), "day": .string($0.day.description),
            "rows": .number($0.rows),
          ]
        }),
    ]
  }

  init?(_ json: JSON) {
    guard let name = json["name"]?.text, let rows = json["rows"]?.integer,
      let contents = json["contents"]?.elements
    else { return nil }
    self.name = name
    self.rows = rows
    self.contents = contents.compactMap { content in
      guard let project = content["project"]?.text.flatMap(ProjectID.init),
        let day = content["day"]?.text.flatMap({ CalendarDay($0) }),
        let rows = content["rows"]?.integer
      else { return nil }
      return Content(project: project, day: day, rows: rows)
    }
    guard self.contents.count == contents.count else { return nil }
  }
}

extension DayFile {
  var json: JSON {
    [
      "project": .string(project.description), "day": .string(day.description),
      "generation": .number(generation), "rows": .number(rows),
    ]
  }

  init?(_ json: JSON) {
    guard let project = json["project"]?.text.flatMap(ProjectID.init),
      let day = json["day"]?.text.flatMap({ CalendarDay($0) }),
      let generation = json["generation"]?.integer, let rows = json["rows"]?.integer
    else { return nil }
    self.init(project: project, day: day, generation: UInt64(generation), rows: rows)
  }
}
