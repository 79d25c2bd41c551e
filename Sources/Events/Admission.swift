/// Decides what of a request is taken: untrusted in, ``Entry`` or ``Refusal`` out.
///
/// Rules I1… of docs/ingestion-rules.md. All faults of an event are named at once.
package struct Admission: Sendable {
  package var project: ProjectID
  /// When the request arrived.
  package var received: Instant
  /// What the client's clock must be moved by: received − sent_at.
  package var clockCorrection: Int64 = 0
  /// Events older than this many days are refused; nil keeps everything.
  package var retentionDays: Int?
  package var ipHash: String?
  /// I15: the id that stands for the visitor of a web page who has none; nil where there is no such
  /// visitor, as in a file.
  package var dailyVisitor: String?
  /// Whether a time without an offset is UTC, as in files of other tools.
  package var missingOffset = Instant.MissingOffset.refused

  /// The `user_id` that asks for ``dailyVisitor``.
  package static let visitorOfTheDay = "$daily"

  package init(
    project: ProjectID, received: Instant, retentionDays: Int?, ipHash: String? = nil
  ) {
    self.project = project
    self.received = received
    self.retentionDays = retentionDays
    self.ipHash = ipHash
  }

  /// I9: `sent_at` corrects a skewed clock. A fault where it is no instant.
  package mutating func correctClock(sentAt: JSON?) throws(Fault) {
    guard let sentAt, !sentAt.isNull else { return }
    guard let text = sentAt.text, let sent = Instant(text) else {
      throw Fault("/sent_at", "invalid_instant", Self.instantHelp)
    }
    clockCorrection = received.microseconds - sent.microseconds
  }

  /// Checks one element of a request; `place` is its index, so that the order sent is kept.
  package func admit(
    _ element: IncomingBatch.Element, place: Int = 0
  ) -> Result<Entry, Refusal> {
    var faults = element.faults
    let json = element.json
    let id = json["id"]?.text
    if element.byteCount > Limits.eventBytes {
      faults.append(Fault("", "too_large", "larger than \(Limits.eventBytes) bytes"))
    }
    guard case .object = json else {
      if faults.isEmpty { faults.append(Fault("", "not_an_object", "an event is a JSON object")) }
      return .failure(Refusal(id: id, faults: faults))
    }
    if json["type"]?.text == "identify", json["event_type"] == nil {
      return identification(json, faults: faults)
    }
    return event(json, place: place, faults: faults)
  }

  private func event(_ json: JSON, place: Int, faults: [Fault]) -> Result<Entry, Refusal> {
    var faults = faults
    let type = Self.text(json, "event_type", 1...Limits.eventTypeScalars, &faults, required: true)
    var user = Self.text(json, "user_id", 1...Limits.userIDScalars, &faults, required: true)
    let isDaily = user == Self.visitorOfTheDay
    if isDaily {
      user = dailyVisitor
      if user == nil { faults.append(Self.noVisitor) }
    }
    let session = Self.text(json, "session_id", 0...Limits.sessionIDScalars, &faults)
    let properties = Self.properties(json, "properties", &faults)
    let url = Self.text(json, "url", nil, &faults)
    let referrer = Self.text(json, "referrer", nil, &faults)
    let agent = Self.text(json, "user_agent", nil, &faults)
    let id = Self.identifier(json, &faults)
    let time = time(json, place: place, &faults)
    guard faults.isEmpty, let type, let user, let time else {
      return .failure(Refusal(id: json["id"]?.text, faults: faults))
    }
    return .success(
      .event(
        Event(
          project: project, id: id ?? .random(), type: type, userID: user, sessionID: session,
          properties: properties, url: url, referrer: referrer, userAgent: agent,
          ipHash: isDaily ? nil : ipHash, time: time)))
  }

  private func identification(_ json: JSON, faults: [Fault]) -> Result<Entry, Refusal> {
    var faults = faults
    let user = Self.text(json, "user_id", 1...Limits.userIDScalars, &faults, required: true)
    var anonymous = Self.text(json, "anonymous_id", 1...Limits.userIDScalars, &faults)
    // Several people may share the id of a day.
    if anonymous == Self.visitorOfTheDay { anonymous = nil }
    let traits = Self.properties(json, "traits", &faults)
    for (name, value) in [("user_id", user), ("anonymous_id", anonymous)] {
      if let value, Placeholders.contains(value) {
        faults.append(
          Fault(
            "/\(name)", "placeholder",
            "\"\(value)\" is a placeholder, not a person: it would merge strangers into one"))
      }
    }
    guard faults.isEmpty, let user else {
      return .failure(Refusal(id: json["id"]?.text, faults: faults))
    }
    return .success(
      .identification(
        Identification(
          project: project, anonymousID: anonymous, userID: user, traits: traits ?? [],
          received: received)))
  }

  // MARK: - The single checks

  private static let noVisitor = Fault(
    "/user_id", "no_visitor",
    "\(visitorOfTheDay) is the visitor of a web page, who is told by the request's address: "
      + "there is none here")

  /// I7, I8: the time that the event is kept under; nil (and a fault) where it can't be kept.
  private func time(_ json: JSON, place: Int, _ faults: inout [Fault]) -> Instant? {
    guard let value = json["timestamp"], !value.isNull else {
      return received.advanced(byMicroseconds: Int64(place))
    }
    guard let text = value.text, let sent = instant(text) else {
      faults.append(Fault("/timestamp", "invalid_instant", instantHelp))
      return nil
    }
    let time = sent.advanced(byMicroseconds: clockCorrection)
    if time.microseconds > received.microseconds + Limits.futureMicroseconds {
      faults.append(Fault("/timestamp", "in_the_future", "more than 24 hours in the future"))
      return nil
    }
    if let retentionDays {
      let oldest = received.microseconds - Int64(retentionDays) * Instant.microsecondsPerDay
      if time.microseconds < oldest {
        faults.append(
          Fault(
            "/timestamp", "too_old",
            "older than the \(retentionDays) days that the project keeps events"))
        return nil
      }
    }
    guard Instant.representable.contains(time) else {
      faults.append(Fault("/timestamp", "invalid_instant", "outside the years 1 to 9999"))
      return nil
    }
    return time
  }

  private var instantHelp: String {
    missingOffset == .refused
      ? Self.instantHelp : "must be a time such as 2026-11-23T10:00:00Z or 2026-11-23 10:00"
  }

  private func instant(_ text: String) -> Instant? {
    if let instant = Instant(text, missingOffset: missingOffset) { return instant }
    return missingOffset == .meansUTC ? CalendarDay(text)?.start : nil
  }

  private static func identifier(_ json: JSON, _ faults: inout [Fault]) -> EventID? {
    guard let value = json["id"], !value.isNull else { return nil }
    guard let text = value.text, let id = EventID(text) else {
      faults.append(Fault("/id", "invalid_uuid", "must be a UUID such as \(EventID(bits: 1))"))
      return nil
    }
    return id
  }

  private static func text(
    _ json: JSON, _ key: String, _ lengths: ClosedRange<Int>?, _ faults: inout [Fault],
    required: Bool = false
  ) -> String? {
    guard let value = json[key], !value.isNull else {
      if required { faults.append(Fault("/\(key)", "required", "\(key) is missing")) }
      return nil
    }
    guard let text = value.text else {
      faults.append(Fault("/\(key)", "not_text", "\(key) must be a text in quotes"))
      return nil
    }
    // Bytes are at least as many as scalars, so that most texts need no counting.
    if let lengths, text.utf8.count > lengths.upperBound || text.utf8.count < lengths.lowerBound {
      let count = text.unicodeScalars.count
      if !lengths.contains(count) {
        faults.append(
          Fault(
            "/\(key)", count == 0 ? "empty" : "too_long",
            "\(key) must have \(lengths.lowerBound) to \(lengths.upperBound) characters, "
              + "not \(count)"
          ))
        return nil
      }
    }
    return text
  }

  /// I4: strings raw, numbers, booleans and nested values as their JSON text, null dropped.
  private static func properties(
    _ json: JSON, _ key: String, _ faults: inout [Fault]
  ) -> [Property]? {
    guard let value = json[key], !value.isNull else { return nil }
    guard let members = value.members else {
      faults.append(Fault("/\(key)", "not_an_object", "\(key) must be a JSON object"))
      return nil
    }
    if members.count > Limits.propertyCount {
      faults.append(
        Fault("/\(key)", "too_many", "at most \(Limits.propertyCount) keys, not \(members.count)"))
    }
    return members.compactMap { member in
      switch member.value {
      case .null: nil
      case .string(let text): Property(member.key, text)
      default: Property(member.key, member.value.jsonText)
      }
    }
  }

  private static let instantHelp =
    "must be an RFC 3339 instant with an offset, such as 2026-11-23T10:00:00.000Z"
}

/// Texts that stand for "nobody" in the wild.
package enum Placeholders {
  private static let known: Set<String> = [
    "null", "undefined", "anonymous", "anon", "0", "-1", "none", "nil", "nan", "(null)", "(none)",
    "true", "false", "guest", "unknown", "unidentified", "not_authenticated", "unauthenticated",
    "[object object]", "id", "user_id", "userid", "distinct_id", "anonymous_id", "n/a", "na",
    "00000000-0000-0000-0000-000000000000", "\"\"", "''", "{}", "[]", Admission.visitorOfTheDay,
  ]

  package static func contains(_ id: String) -> Bool {
    let trimmed = id.drop { $0.isWhitespace }
    guard !trimmed.isEmpty else { return true }
    guard id.utf8.count <= 64 else { return false }
    var text = String(trimmed)
    while text.last?.isWhitespace == true { text.removeLast() }
    return known.contains(text.lowercased())
  }
}
