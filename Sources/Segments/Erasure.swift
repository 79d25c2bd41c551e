package import Events

/// Ids of a project's persons.
package struct ErasedUsers: Sendable, Hashable {
  package var project: ProjectID
  package var users: [String]

  // By their bytes: String's == would merge canonical equivalents.
  package static func == (left: ErasedUsers, right: ErasedUsers) -> Bool {
    left.project == right.project
      && left.users.map(ByteString.init) == right.users.map(ByteString.init)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(project)
    for user in users { hasher.combine(ByteString(user)) }
  }
}

/// Ids of whom nothing counts that the identities' file has up to a number.
package struct ForgottenUsers: Sendable, Equatable {
  package var project: ProjectID
  package var users: [String]
  /// The last identification that does not hold any more.
  package var through: UInt64

  var erased: ErasedUsers { ErasedUsers(project: project, users: users) }
}

extension [ErasedUsers] {
  func users(of project: ProjectID) -> [String] {
    filter { $0.project == project }.flatMap(\.users)
  }

  /// With more users of a project.
  func adding(_ more: ErasedUsers) -> [ErasedUsers] {
    let users = users(of: more.project) + more.users
    return filter { $0.project != more.project }
      + [ErasedUsers(project: more.project, users: users)]
  }
}

/// A file as rows are read from it: without those that do not exist any more.
struct RowSource: Sendable {
  var path: String
  var erased: [ErasedUsers]
}

extension DataLayout {
  func source(of part: PartFile) -> RowSource {
    RowSource(path: path(of: part), erased: part.erased)
  }

  func source(of day: DayFile) -> RowSource {
    RowSource(path: path(of: day), erased: day.erased)
  }
}

/// Rows of one user and one day in a file.
struct FoundRows: Sendable {
  var path: String
  var user: String
  var day: CalendarDay
  var count: Int
}

extension Manifest {
  /// The files that may hold events of a project.
  func sources(of project: ProjectID, _ layout: DataLayout) -> [RowSource] {
    parts.filter { $0.contents.contains { $0.project == project } }.map(layout.source)
      + days.values.filter { $0.project == project }.sorted { $0.key < $1.key }
      .map(layout.source)
  }

  /// The change after which rows that were found do not exist any more. A file that has no others
  /// goes; the others stay until they are written anew.
  func erasing(
    _ found: [FoundRows], of project: ProjectID, _ layout: DataLayout
  ) -> Change {
    var change = Change(nextFile: nextFile)
    let found = Dictionary(grouping: found, by: \.path)
    for var part in parts {
      guard let rows = found[layout.path(of: part)] else { continue }
      for row in rows {
        for place in part.contents.indices {
          let content = part.contents[place]
          if content.project == project, content.day == row.day {
            part.contents[place].rows -= row.count
          }
        }
      }
      part.contents.removeAll { $0.rows == 0 }
      part.rows = part.contents.reduce(0) { $0 + $1.rows }
      part.erased = part.erased.adding(Self.users(rows, of: project))
      if part.rows == 0 {
        change.removedParts.append(part.name)
      } else {
        change.setParts.append(part)
      }
    }
    for (key, var day) in days.sorted(by: { $0.key < $1.key }) {
      guard let rows = found[layout.path(of: day)] else { continue }
      day.rows -= rows.reduce(0) { $0 + $1.count }
      day.erased = day.erased.adding(Self.users(rows, of: project))
      if day.rows == 0 { change.removedDays.append(key) } else { change.setDays.append(day) }
    }
    return change
  }

  private static func users(_ rows: [FoundRows], of project: ProjectID) -> ErasedUsers {
    var users: [String] = []
    // Rows stand in order of user.
    for row in rows where users.last.map({ $0.utf8.elementsEqual(row.user.utf8) }) != true {
      users.append(row.user)
    }
    return ErasedUsers(project: project, users: users)
  }
}
