internal import Events

/// Which column of a file holds which field of an event.
struct FieldMapping: Sendable {
  private let columns: [String: String]

  static let fields = [
    "id", "event_type", "user_id", "session_id", "properties", "url", "referrer", "timestamp",
    "user_agent", "anonymous_id", "traits", "type",
  ]

  /// Without these a row is no event.
  private static let needed = ["event_type", "user_id", "timestamp"]

  /// - Throws: ``CommandFailure`` for a name that is no field of an event.
  init(_ members: [JSONMember]) throws {
    columns = Dictionary(
      members.compactMap { member in member.value.text.map { (member.key, $0) } },
      uniquingKeysWith: { $1 })
    let unknown = columns.keys.filter { !Self.fields.contains($0) }.sorted()
    guard unknown.isEmpty else {
      throw CommandFailure(
        "--map: an event has no field \(Self.list(unknown, "or")); its fields are "
          + Self.list(Self.fields, "and"))
    }
  }

  /// The event in our field names; where `keepsRest`, columns that are no field become properties.
  func apply(_ row: JSON, keepsRest: Bool) -> JSON {
    guard case .object(let members) = row, keepsRest || !columns.isEmpty else { return row }
    var taken: Set<String> = []
    var event: [JSONMember] = []
    for field in Self.fields {
      guard let column = candidates(field).first(where: { row[$0] != nil }),
        let value = row[column], !value.isNull
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

  /// What a file as a whole lacks, judged by its first rows; nil where every event can be whole.
  func fault(ofRows rows: [JSON], isTable: Bool) -> String? {
    let rows = rows.filter { row in
      // An identification has no time and no type, and a broken line is refused on its own.
      row.members != nil && (row["type"]?.text != "identify" || row["event_type"] != nil)
    }
    guard !rows.isEmpty else { return nil }
    var known: Set<String> = []
    let names = rows.flatMap { $0.members ?? [] }.map(\.key).filter { known.insert($0).inserted }
    let word = isTable ? "column" : "field"
    let have = "its \(word)s are \(Self.list(Array(names.prefix(50)), "and"))"
    let absent = columns.filter { !known.contains($0.value) }.sorted { $0.key < $1.key }
    if !absent.isEmpty {
      let pairs = absent.map { "--map \($0.key)=\($0.value)" }
      return "there is no \(word) \(Self.list(absent.map(\.value), "or")) "
        + "(\(Self.list(pairs, "and"))); \(have)"
    }
    let maps = isTable || !columns.isEmpty
    let missing = Self.needed.filter { field in
      !(maps ? candidates(field) : [field]).contains(where: known.contains)
    }
    guard !missing.isEmpty else { return nil }
    let options = missing.map { "--map \($0)=\(word.uppercased())" }
    return "no \(word) holds \(Self.list(missing, "or")); \(have). "
      + "Say which one does with \(options.joined(separator: " "))"
  }

  private func candidates(_ field: String) -> [String] {
    columns[field].map { [$0] } ?? [field] + (Self.aliases[field] ?? [])
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

  /// `a, b and c`.
  private static func list(_ names: [String], _ last: String) -> String {
    guard names.count > 1, let final = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(last) " + final
  }
}
