internal import Crypto
internal import Events
internal import Foundation
internal import Segments
internal import Tenants

extension IAFA {
  /// Brings the events of files in; returns once they are durable and their closed days published.
  func importFiles(
    _ command: JSON, progress: @escaping @Sendable (CommandProgress) -> Void
  ) async throws -> JSON {
    let project = try project(named: command["project"]?.text)
    let files = (command["files"]?.elements ?? []).compactMap(\.text)
    let mapping = FieldMapping(command["map"]?.members ?? [])
    var tally = ImportTally()
    for (place, path) in files.enumerated() {
      let size = try Self.size(of: path)
      let file = try EventFile(path)
      let import_ = FileImport(project: project, path: path, mapping: mapping, received: now())
      try await file.forEachBatch { batch in
        let (entries, refused) = import_.admit(batch)
        tally.add(refused)
        tally.duplicates += try await take(entries)
        tally.events += entries.count
        let done = size > 0 ? min(1, Double(batch.bytesRead) / Double(size)) : 1
        progress(
          CommandProgress(
            fraction: (Double(place) + done) / Double(files.count),
            text: "\(tally.events) events, \(path)"))
      }
    }
    progress(CommandProgress(fraction: 1, text: "writing Parquet"))
    try await store.flushAndCompact(now: now())
    return tally.json
  }

  /// Stores entries; where too many wait for Parquet, that is done first.
  func take(_ entries: [Entry]) async throws -> Int {
    guard !entries.isEmpty else { return 0 }
    do throws(StoreError) {
      return try await store.accept(entries).count { $0 }
    } catch {
      guard error == .overloaded else { throw error }
    }
    try await store.flush(now: now())
    return try await store.accept(entries).count { $0 }
  }

  private static func size(of path: String) throws -> Int {
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return (attributes[.size] as? Int) ?? 0
    } catch {
      throw CommandFailure("\(path) can't be read; is the name right?")
    }
  }
}

/// What came of an import.
struct ImportTally: Sendable {
  var events = 0
  var duplicates = 0
  var refused = 0
  private var examples: [String] = []

  mutating func add(_ refusals: [(place: String, refusal: Refusal)]) {
    refused += refusals.count
    for (place, refusal) in refusals.prefix(max(0, 5 - examples.count)) {
      let reasons = refusal.faults.map { "\($0.pointer) \($0.message)" }
      examples.append("\(place): " + reasons.joined(separator: "; "))
    }
  }

  var json: JSON {
    var text = "\(events - duplicates) events imported"
    if duplicates > 0 { text += ", \(duplicates) were there already" }
    if refused > 0 {
      text += ", \(refused) refused:\n" + examples.map { "  " + $0 }.joined(separator: "\n")
    }
    return [
      "accepted": .number(events - duplicates), "duplicates": .number(duplicates),
      "rejected": .number(refused), "text": .string(text),
    ]
  }
}

/// Which column of a file holds which field of an event.
struct FieldMapping: Sendable {
  private let columns: [String: String]

  static let fields = [
    "id", "event_type", "user_id", "session_id", "properties", "url", "referrer", "timestamp",
    "user_agent", "anonymous_id", "traits", "type",
  ]

  init(_ members: [JSONMember]) {
    columns = Dictionary(
      members.compactMap { member in member.value.text.map { (member.key, $0) } },
      uniquingKeysWith: { $1 })
  }

  /// The event in our field names; where `keepsRest`, columns that are no field become properties.
  func apply(_ row: JSON, keepsRest: Bool) -> JSON {
    guard case .object(let members) = row, keepsRest || !columns.isEmpty else { return row }
    var taken: Set<String> = []
    var event: [JSONMember] = []
    for field in Self.fields {
      let candidates = columns[field].map { [$0] } ?? [field] + (Self.aliases[field] ?? [])
      guard let column = candidates.first(where: { row[$0] != nil }), let value = row[column],
        !value.isNull
      else { continue }
      taken.insert(column)
      event.append(JSONMember(field, Self.asText(value, field)))
    }
    guard keepsRest else { return .object(event) }
    let rest = members.filter { !taken.contains($0.key) && !Self.ownColumns.contains($0.key) }
    if let place = event.firstIndex(where: { $0.key == "properties" }) {
      let known = Self.object(event[place].value)
      event[place].value = .object(known + rest)
    } else if !rest.isEmpty {
      event.append(JSONMember("properties", .object(rest)))
    }
    return .object(event)
  }

  /// Names that other tools use.
  private static let aliases = [
    "timestamp": ["created_at", "time", "occurred_at"], "event_type": ["event", "event_name"],
    "user_id": ["distinct_id"],
  ]

  /// Columns of our own files that say nothing about the event itself.
  private static let ownColumns: Set<String> = ["project_id", "ip_address"]

  /// A table's numbers where a field is a text.
  private static func asText(_ value: JSON, _ field: String) -> JSON {
    switch value {
    case .number(let text) where field != "properties" && field != "traits": .string(text)
    case .string(let text) where field == "properties" || field == "traits":
      (try? JSONParser.parse(Array(text.utf8)).value) ?? value  // not JSON: refused by name later
    default: value
    }
  }

  private static func object(_ value: JSON) -> [JSONMember] { value.members ?? [] }
}

/// Turns the rows of one file into entries.
struct FileImport: Sendable {
  private let admission: Admission
  private let mapping: FieldMapping
  private let name: String

  init(project: Project, path: String, mapping: FieldMapping, received: Instant) {
    var admission = Admission(
      project: project.id, received: received, retentionDays: project.settings.retentionDays)
    admission.missingOffset = .meansUTC
    self.admission = admission
    self.mapping = mapping
    name = URL(filePath: path).lastPathComponent
  }

  func admit(
    _ batch: EventFile.Batch
  ) -> (entries: [Entry], refused: [(place: String, refusal: Refusal)]) {
    var entries: [Entry] = []
    var refused: [(place: String, refusal: Refusal)] = []
    for (number, element) in batch.rows {
      var element = element
      element.json = mapping.apply(element.json, keepsRest: batch.isTable)
      switch admission.admit(element, place: number) {
      case .success(.event(var event)):
        if element.json["id"]?.text == nil { event.id = derivedID(number, element) }
        entries.append(.event(event))
      case .success(let entry): entries.append(entry)
      case .failure(let refusal): refused.append(("\(name) line \(number)", refusal))
      }
    }
    return (entries, refused)
  }

  /// An id that the same row of the same file always gets: file name, row number and content,
  /// hashed, in the form of a version 8 UUID (RFC 9562).
  private func derivedID(_ number: Int, _ element: IncomingBatch.Element) -> EventID {
    var bytes = Array("\(name)\u{0}\(number)\u{0}".utf8)
    element.json.write(into: &bytes)
    var bits: UInt128 = 0
    for byte in SHA256.hash(data: bytes).prefix(16) { bits = bits << 8 | UInt128(byte) }
    bits = bits & ~(UInt128(0xF) << 76) | UInt128(8) << 76
    bits = bits & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
    return EventID(bits: bits)
  }
}
