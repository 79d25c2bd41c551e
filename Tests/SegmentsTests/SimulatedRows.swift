import EventLog
import Events
import Simulation

@testable import Segments

/// The query engine of the simulation: rows as the log encodes them, written to the simulated disk
/// and, like DuckDB's files, not synced. Its tables are the generations' waiting events.
struct SimulatedRows: RowEngine {
  let disk: SimulatedDisk

  func contents(of generation: HotGeneration) -> [PartFile.Content] {
    var rows: [DayKey: Int] = [:]
    for event in generation.waiting {
      rows[DayKey(project: event.project, day: event.time.day), default: 0] += 1
    }
    return rows.sorted { $0.key < $1.key }.map {
      PartFile.Content(project: $0.key.project, day: $0.key.day, rows: $0.value)
    }
  }

  func copy(
    _ generation: HotGeneration, _ range: Range<Int64>, to path: String
  ) throws -> Int {
    try write(generation.waiting.filter { range.contains($0.time.microseconds) }, to: path)
  }

  func copy(_ day: DayKey, from files: [RowSource], to path: String) throws -> Int {
    let events = try files.flatMap(existing).filter {
      $0.project == day.project && $0.time.day == day.day
    }
    return try write(events, to: path)
  }

  func copy(_ files: [RowSource], to path: String) throws -> Int {
    try write(try files.flatMap(existing), to: path)
  }

  func rows(of users: ErasedUsers, in files: [RowSource]) throws -> [FoundRows] {
    try files.flatMap { file -> [FoundRows] in
      let events = try existing(in: file).filter {
        $0.project == users.project && users.users.contains($0.userID)
      }
      return events.map {
        FoundRows(path: file.path, user: $0.userID, day: $0.time.day, count: 1)
      }.sorted { $0.user < $1.user }
    }
  }

  private func existing(in file: RowSource) throws -> [Event] {
    try events(in: file.path).filter { event in
      !file.erased.users(of: event.project).contains(event.userID)
    }
  }

  func forEachIdentifier(
    _ files: [String], _ body: (ProjectID, EventID, CalendarDay) throws -> Void
  ) throws {
    for event in try files.flatMap(events) { try body(event.project, event.id, event.time.day) }
  }

  /// In two writes, so that a crash can come between.
  private func write(_ events: [Event], to path: String) throws -> Int {
    try disk.remove(path)
    let file = try disk.create(path)
    defer { disk.close(file) }
    let bytes = events.flatMap { Entry.event($0).logBytes }
    try disk.write(Array(bytes[..<(bytes.count / 2)]), to: file, at: 0)
    try disk.write(Array(bytes[(bytes.count / 2)...]), to: file, at: bytes.count / 2)
    return events.count
  }

  func events(in path: String) throws -> [Event] {
    let file = try disk.open(path)
    defer { disk.close(file) }
    let bytes = try disk.read(file, at: 0, count: try disk.size(of: file))
    return (EntryCodec.decode(bytes) ?? []).compactMap {
      if case .event(let event) = $0 { event } else { nil }
    }
  }
}

extension Entry {
  /// As the log keeps it: texts that look the same and have other bytes are not equal.
  var logBytes: [UInt8] {
    var writer = ByteWriter()
    EntryCodec.encode(self, into: &writer)
    return writer.bytes
  }
}
