internal import Events
internal import Foundation
internal import Segments
internal import Tenants

extension IAFA {
  /// Brings the events of files in; returns once they are durable and their closed days published.
  ///
  /// - Returns: with `failed` where a file could not be read or had no event to take.
  func importFiles(
    _ command: JSON, progress: @escaping @Sendable (CommandProgress) -> Void
  ) async throws -> JSON {
    let project = try project(named: command["project"]?.text)
    let files = (command["files"]?.elements ?? []).compactMap(\.text)
    let mapping = try FieldMapping(command["map"]?.members ?? [])
    var tallies: [ImportTally] = []
    for (place, path) in files.enumerated() {
      let before = tallies.reduce(0) { $0 + $1.taken }
      tallies.append(
        try await importFile(path, project, mapping) { fraction, events in
          progress(
            CommandProgress(
              fraction: (Double(place) + fraction) / Double(files.count),
              text: "\(before + events) events, \(path)"))
        })
    }
    if tallies.contains(where: { $0.taken > 0 }) {
      progress(CommandProgress(fraction: 1, text: "writing Parquet"))
      try await store.flushAndCompact(now: now())
    }
    return try ImportTally.outcome(tallies)
  }

  private func importFile(
    _ path: String, _ project: Project, _ mapping: FieldMapping,
    progress: (_ fraction: Double, _ events: Int) -> Void
  ) async throws -> ImportTally {
    var tally = ImportTally(path: path)
    do {
      let size = try Self.size(of: path)
      let file = try EventFile(path)
      var rows = FileImport(project: project, mapping: mapping, received: now())
      try await file.forEachBatch { batch in
        let (entries, refused) = try rows.admit(batch)
        tally.duplicates += try await store.take(entries, now: now)
        tally.taken += entries.count
        tally.add(refused)
        progress(size > 0 ? min(1, Double(batch.bytesRead) / Double(size)) : 1, tally.taken)
      }
      try await tally.findPlaces(in: file)
    } catch let failure as CommandFailure {
      // The file's own fault: the other files are none the worse for it.
      tally.failure = failure.description
    }
    return tally
  }

  private static func size(of path: String) throws -> Int {
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return (attributes[.size] as? Int) ?? 0
    } catch {
      throw CommandFailure("can't be read; is the name right?")
    }
  }
}

extension EventStore {
  /// Stores entries; where too many wait for Parquet, that is done first.
  ///
  /// - Returns: how many were there already.
  nonisolated func take(_ entries: [Entry], now: @Sendable () -> Instant) async throws -> Int {
    guard !entries.isEmpty else { return 0 }
    do throws(StoreError) {
      return try await accept(entries).count { $0 }
    } catch {
      guard error == .overloaded else { throw error }
    }
    try await flush(now: now())
    return try await accept(entries).count { $0 }
  }
}

/// What came of one file of an import.
struct ImportTally: Sendable {
  let path: String
  /// Events and identifications that were not refused, those that were there already among them.
  var taken = 0
  var duplicates = 0
  var refused = 0
  /// Why the file could not be read to its end.
  var failure: String?
  private var examples: [(row: Int, reasons: String)] = []
  private var places: [String] = []

  init(path: String) { self.path = path }

  mutating func add(_ refusals: [(row: Int, refusal: Refusal)]) {
    refused += refusals.count
    for (row, refusal) in refusals.prefix(max(0, 5 - examples.count)) {
      examples.append((row, refusal.faults.map(Self.words).joined(separator: "; ")))
    }
  }

  /// Where in the file the examples stand.
  mutating func findPlaces(in file: EventFile) async throws {
    places = try await file.places(ofRows: examples.map(\.row))
  }

  private static func words(_ fault: Fault) -> String {
    let field = fault.pointer.dropFirst()
    return field.isEmpty || fault.message.hasPrefix(field + " ")
      ? fault.message : "\(field): \(fault.message)"
  }

  private var text: String {
    let imported = taken - duplicates
    var text = imported == 1 ? "1 event imported" : "\(imported) events imported"
    if duplicates > 0 {
      text += ", \(duplicates) \(duplicates == 1 ? "was" : "were") there already"
    }
    if let failure {
      return taken + refused == 0 ? failure : "\(text), \(refused) refused; then \(failure)"
    }
    guard refused > 0 else { return text }
    let name = URL(filePath: path).lastPathComponent
    let lines = zip(places, examples).map { "  \(name) \($0): \($1.reasons)" }
    return text + ", \(refused) refused:\n" + lines.joined(separator: "\n")
      + (refused > examples.count ? "\n  and \(refused - examples.count) more" : "")
  }

  /// What came of all files. Throws where nothing at all could be read.
  static func outcome(_ tallies: [ImportTally]) throws -> JSON {
    let lines = tallies.map { tally in
      tallies.count > 1 || tally.failure != nil ? "\(tally.path): \(tally.text)" : tally.text
    }
    let text = lines.joined(separator: "\n")
    if tallies.allSatisfy({ $0.failure != nil && $0.taken == 0 }) { throw CommandFailure(text) }
    let taken = tallies.reduce(0) { $0 + $1.taken }
    let duplicates = tallies.reduce(0) { $0 + $1.duplicates }
    let refused = tallies.reduce(0) { $0 + $1.refused }
    return [
      "accepted": .number(taken - duplicates), "duplicates": .number(duplicates),
      "rejected": .number(refused), "text": .string(text),
      "failed": .bool(tallies.contains { $0.failure != nil } || (taken == 0 && refused > 0)),
    ]
  }
}
