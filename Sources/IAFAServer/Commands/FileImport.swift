internal import Crypto
internal import Events
internal import Tenants

/// Turns the rows of one file into entries.
struct FileImport: Sendable {
  private let admission: Admission
  private let mapping: FieldMapping
  private var isFirstBatch = true
  /// Fingerprints of the events without an id so far, and how often those were there that repeat.
  private var seen: Set<UInt64> = []
  private var repeated: [UInt64: UInt64] = [:]

  init(project: Project, mapping: FieldMapping, received: Instant) {
    var admission = Admission(
      project: project.id, received: received, retentionDays: project.settings.retentionDays)
    admission.missingOffset = .meansUTC
    self.admission = admission
    self.mapping = mapping
  }

  /// - Throws: ``CommandFailure`` where the first rows show that no row can be an event.
  mutating func admit(
    _ batch: EventFile.Batch
  ) throws -> (entries: [Entry], refused: [(row: Int, refusal: Refusal)]) {
    if isFirstBatch {
      let rows = batch.rows.map(\.element.json)
      if let fault = mapping.fault(ofRows: rows, isTable: batch.isTable) {
        throw CommandFailure(fault)
      }
      isFirstBatch = false
    }
    var entries: [Entry] = []
    var refused: [(row: Int, refusal: Refusal)] = []
    for (number, element) in batch.rows {
      let element = prepared(element, isTable: batch.isTable)
      switch admission.admit(element) {
      case .success(.event(var event)):
        if element.json["id"]?.text == nil { event.id = derivedID(event) }
        entries.append(.event(event))
      case .success(let entry): entries.append(entry)
      case .failure(let refusal): refused.append((number, refusal))
      }
    }
    return (entries, refused)
  }

  /// A row in our field names; a fault where it is an event without a time, since the time of the
  /// import would be a false one, and another one at each import.
  private func prepared(
    _ element: IncomingBatch.Element, isTable: Bool
  ) -> IncomingBatch.Element {
    var element = element
    element.json = mapping.apply(element.json, keepsRest: isTable)
    guard case .object(var members) = element.json,
      element.json["type"]?.text != "identify" || element.json["event_type"] != nil
    else { return element }
    if let place = members.firstIndex(where: { $0.key == "timestamp" && !$0.value.isNull }) {
      if let text = members[place].value.text, Instant(text, missingOffset: .meansUTC) == nil {
        members[place].value = .string(Self.inFull(text))
        element.json = .object(members)
      }
    } else {
      element.faults.append(Fault("/timestamp", "required", "timestamp is missing"))
    }
    return element
  }

  /// A time as databases write it, with what RFC 3339 wants: `10:00+02` becomes `10:00:00+02:00`.
  static func inFull(_ text: String) -> String {
    guard let match = text.wholeMatch(of: #/(.{10}[Tt ]\d\d:\d\d)(:\d\d[.\d]*)?(.*)/#) else {
      return text
    }
    let offset =
      if let parts = match.3.wholeMatch(of: #/ ?([+-]\d\d):?(\d\d)?/#) {
        "\(parts.1):\(parts.2 ?? "00")"
      } else if match.3 == " UTC" {
        "Z"
      } else {
        String(match.3)
      }
    return "\(match.1)\(match.2 ?? ":00")\(offset)"
  }

  /// An id that the same event always gets, whatever file it stands in: its content and its ordinal
  /// among equal ones of the file, hashed, in the form of a version 8 UUID (RFC 9562).
  private mutating func derivedID(_ event: Event) -> EventID {
    var bytes: [UInt8] = []
    Self.content(of: event).write(into: &bytes)
    var bits = Self.hash(bytes)
    // Events that share half a hash without being equal get ordinals too, the same ones each time.
    let fingerprint = UInt64(truncatingIfNeeded: bits >> 64)
    if !seen.insert(fingerprint).inserted {
      let ordinal = repeated[fingerprint, default: 0] + 1
      repeated[fingerprint] = ordinal
      bits = Self.hash(bytes + "\u{0}\(ordinal)".utf8)
    }
    bits = bits & ~(UInt128(0xF) << 76) | UInt128(8) << 76
    bits = bits & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
    return EventID(bits: bits)
  }

  /// What is stored of an event, in one order: how a file spells it makes no difference.
  private static func content(of event: Event) -> JSON {
    let properties = (event.properties ?? []).sorted { ($0.key, $0.value) < ($1.key, $1.value) }
    return [
      .string(event.type), .string(event.userID), .optional(event.sessionID),
      .number(Int(event.time.microseconds)), .optional(event.url), .optional(event.referrer),
      .optional(event.userAgent),
      .object(properties.map { JSONMember($0.key, .string($0.value)) }),
    ]
  }

  private static func hash(_ bytes: [UInt8]) -> UInt128 {
    SHA256.hash(data: bytes).prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
  }
}
