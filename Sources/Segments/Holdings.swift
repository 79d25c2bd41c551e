package import Events

/// What a project has in the store, as the manifest knows it without a look into a file.
package struct Holdings: Sendable {
  /// In files of closed days.
  package var publishedRows = 0
  package var publishedBytes = 0
  /// In parts, which hold rows of several projects: its share of them.
  package var partRows = 0
  package var partBytes = 0
  /// Events of the first day that is in files, and of the last; each with the tables in memory.
  package var firstDay: Snapshot
  package var lastDay: Snapshot
  /// The tables in memory alone.
  package var recent: Snapshot
}

extension EventStore {
  /// What a project has of everything that was acknowledged before the call.
  package nonisolated func holdings(of project: ProjectID) async throws -> Holdings {
    try await drain()
    var holdings = catalog.holdings(of: project)
    holdings.firstDay = await files.whole(holdings.firstDay)
    holdings.lastDay = await files.whole(holdings.lastDay)
    return holdings
  }
}

extension Manifest {
  /// Files, and their rows of a project on the first day and on the last that it has rows of.
  func addUp(_ project: ProjectID, in holdings: inout Holdings) -> ClosedRange<CalendarDay>? {
    var held: [CalendarDay] = []
    for (key, day) in days where key.project == project && day.rows > 0 {
      holdings.publishedRows += day.rows
      holdings.publishedBytes += day.seal.bytes
      held.append(key.day)
    }
    for part in parts where part.rows > 0 {
      let contents = part.contents.filter { $0.project == project && $0.rows > 0 }
      let rows = contents.reduce(0) { $0 + $1.rows }
      holdings.partRows += rows
      holdings.partBytes += Int(Double(part.seal.bytes) * Double(rows) / Double(part.rows))
      held += contents.map(\.day)
    }
    guard let first = held.min(), let last = held.max() else { return nil }
    return first...last
  }
}
