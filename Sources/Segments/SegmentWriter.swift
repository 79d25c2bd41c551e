internal import EventLog
internal import Events

/// What is written is not what was to be written: a disk or an engine that lies.
package struct RowCountMismatch: Error, Sendable, CustomStringConvertible {
  package var expected: Int
  package var written: Int

  package var description: String { "a Parquet file holds \(written) rows instead of \(expected)" }
}

/// What the store needs of a query engine to write its files. DuckDB's is ``DuckDBRows``; the
/// simulation has one of its own, since DuckDB does not go through ``Disk``.
protocol RowEngine {
  /// How many rows a generation has, by project and day.
  func contents(of generation: HotGeneration) throws -> [PartFile.Content]
  /// Writes a generation's rows of a range of microseconds into a new file.
  ///
  /// - Returns: how many rows the file holds.
  func copy(_ generation: HotGeneration, _ range: Range<Int64>, to path: String) throws -> Int
  /// Writes the rows of a project's day that are in `files` into a new file.
  ///
  /// - Returns: how many rows the file holds.
  func copy(_ day: DayKey, from files: [RowSource], to path: String) throws -> Int
  /// Writes all rows of `files` into a new file, in the order of a part.
  ///
  /// - Returns: how many rows the file holds.
  func copy(_ files: [RowSource], to path: String) throws -> Int
  /// How many rows of users are in files, by file, user and day; none are left out of the list
  /// but those without rows.
  func rows(of users: ErasedUsers, in files: [RowSource]) throws -> [FoundRows]
  /// The ids of the events in files, with their days.
  func forEachIdentifier(
    _ files: [String], _ body: (ProjectID, EventID, CalendarDay) throws -> Void
  ) throws
}

/// Writes Parquet files so that they are whole and durable before anything names them.
struct SegmentWriter<D: Disk, Engine: RowEngine> {
  let layout: DataLayout
  let disk: D
  let engine: Engine

  /// Has the engine write a file of `rows` rows; durable under `path` when this returns, once the
  /// caller has synced the directory.
  private func write(
    _ path: String, rows: Int, copy: (_ temporary: String) throws -> Int
  ) throws -> FileSeal {
    let temporary = layout.temporary(for: path)
    do {
      let written = try copy(temporary)
      guard written == rows else { throw RowCountMismatch(expected: rows, written: written) }
      // An engine does not sync what it writes.
      let file = try disk.open(temporary)
      defer { disk.close(file) }
      try disk.sync(file)
      let seal = try FileSeal.of(file, disk)
      try disk.rename(temporary, to: path)
      return seal
    } catch {
      // Half a file takes space; where it stays, the next start removes it.
      try? disk.remove(temporary)
      throw error
    }
  }

  /// Turns a generation into parts: one for all closed days, one for each open day.
  func parts(
    of generation: HotGeneration, openFrom openDay: CalendarDay, firstFile: UInt64
  ) throws -> [PartFile] {
    var groups: [CalendarDay?: [PartFile.Content]] = [:]
    for content in try engine.contents(of: generation) {
      groups[content.day < openDay ? nil : content.day, default: []].append(content)
    }
    let ordered = groups.sorted { left, right in
      guard let leftDay = left.key, let rightDay = right.key else { return left.key == nil }
      return leftDay < rightDay
    }
    var parts: [PartFile] = []
    for (day, contents) in ordered {
      var part = PartFile(
        name: "\(firstFile + UInt64(parts.count)).parquet",
        rows: contents.reduce(0) { $0 + $1.rows }, contents: contents)
      let range =
        day.map { $0.start.microseconds..<$0.advanced(by: 1).start.microseconds }
        ?? Int64.min..<openDay.start.microseconds
      part.seal = try write(layout.path(of: part), rows: part.rows) { temporary in
        try engine.copy(generation, range, to: temporary)
      }
      parts.append(part)
    }
    try disk.syncDirectory(layout.parts)
    return parts
  }

  /// Turns parts into one.
  func part(merging parts: [PartFile], _ manifest: Manifest) throws -> PartFile {
    var rows: [DayKey: Int] = [:]
    for content in parts.flatMap(\.contents) {
      rows[DayKey(project: content.project, day: content.day), default: 0] += content.rows
    }
    let contents = rows.sorted { $0.key < $1.key }.map { key, rows in
      PartFile.Content(project: key.project, day: key.day, rows: rows)
    }
    var part = PartFile(
      name: "\(manifest.nextFile).parquet", rows: parts.reduce(0) { $0 + $1.rows },
      contents: contents)
    part.seal = try write(layout.path(of: part), rows: part.rows) { temporary in
      try engine.copy(parts.map(layout.source(of:)), to: temporary)
    }
    try disk.syncDirectory(layout.parts)
    return part
  }

  /// Turns a generation's ids into a run; nil where there are none.
  func run(
    of generation: IdentifierGeneration, number: UInt64, in storage: IdentifierStorage
  ) throws -> IdentifierRun? {
    let run = try IdentifierMerge.write(generation.sortedEntries, number: number, in: storage)
    try disk.syncDirectory(storage.directory)
    return run
  }

  /// Turns parts into one file for each project and day in them, together with the file that the
  /// day has already.
  func days(from parts: [PartFile], _ manifest: Manifest) throws -> [DayFile] {
    var sources: [DayKey: (files: [RowSource], rows: Int)] = [:]
    for part in parts {
      for content in part.contents {
        let key = DayKey(project: content.project, day: content.day)
        sources[key, default: ([], 0)].files.append(layout.source(of: part))
        sources[key, default: ([], 0)].rows += content.rows
      }
    }
    var days: [DayFile] = []
    for (key, source) in sources.sorted(by: { $0.key < $1.key }) {
      var source = source
      if let existing = manifest.days[key] {
        source.files.append(layout.source(of: existing))
        source.rows += existing.rows
      }
      days.append(try day(key, from: source.files, rows: source.rows, manifest))
    }
    try syncDirectories(of: days)
    return days
  }

  /// Writes a day's file anew, without the rows that do not exist any more.
  func day(rewriting old: DayFile, _ manifest: Manifest) throws -> DayFile {
    let new = try day(old.key, from: [layout.source(of: old)], rows: old.rows, manifest)
    try syncDirectories(of: [new])
    return new
  }

  private func day(
    _ key: DayKey, from sources: [RowSource], rows: Int, _ manifest: Manifest
  ) throws -> DayFile {
    var day = DayFile(
      project: key.project, day: key.day, generation: manifest.nextFile, rows: rows)
    try disk.createDirectory(layout.directory(of: key.project))
    day.seal = try write(layout.path(of: day), rows: rows) { temporary in
      try engine.copy(key, from: sources, to: temporary)
    }
    return day
  }

  private func syncDirectories(of days: [DayFile]) throws {
    for project in Set(days.map(\.project)).sorted() {
      try disk.syncDirectory(layout.directory(of: project))
    }
    try disk.syncDirectory(layout.days)
  }
}

extension DataLayout {
  /// Gives a day file its name under `events/`; an older file of that day is replaced in one step.
  func publish(_ day: DayFile, _ disk: some Disk) throws(DiskError) {
    let (directories, path) = published(day)
    for directory in directories { try disk.createDirectory(directory) }
    let link = temporary(for: path) + ".link"
    try disk.remove(link)
    try disk.link(self.path(of: day), as: link)
    try disk.rename(link, to: path)
    for directory in directories + [events] { try disk.syncDirectory(directory) }
  }

  /// Publishes what a crash left between the manifest and the link.
  func publishMissing(_ manifest: Manifest, _ disk: some Disk) throws(DiskError) {
    for day in manifest.days.values.sorted(by: { $0.key < $1.key }) {
      // A file that is not there any more is damage, shown as such.
      guard let own = try disk.identity(of: path(of: day)) else { continue }
      let public_ = try disk.identity(of: published(day).path)
      if let public_, public_.isSameFile(as: own) { continue }
      try publish(day, disk)
    }
  }

  /// Takes a day's public name away.
  func withdraw(_ day: DayFile, _ disk: some Disk) throws(DiskError) {
    let (directories, path) = published(day)
    guard try disk.identity(of: path) != nil else { return }
    try disk.remove(path)
    if let directory = directories.last { try disk.syncDirectory(directory) }
  }
}
