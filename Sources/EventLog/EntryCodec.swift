package import Events

/// Entries as the log keeps them.
///
/// Fields are in the order of ``Event``; a byte of flags says which optionals are there.
package enum EntryCodec {
  private static let event: UInt8 = 1
  private static let identification: UInt8 = 2

  package static func encode(_ entry: Entry, into writer: inout ByteWriter) {
    switch entry {
    case .event(let event): encode(event, into: &writer)
    case .identification(let identification): encode(identification, into: &writer)
    }
  }

  private static func encode(_ event: Event, into writer: inout ByteWriter) {
    writer.append(Self.event)
    writer.append(event.project.bits)
    writer.append(event.id.bits)
    writer.append(event.time.microseconds)
    let optionals = [event.sessionID, event.url, event.referrer, event.userAgent, event.ipHash]
    var flags: UInt8 = event.properties == nil ? 0 : 1
    for (place, value) in optionals.enumerated() where value != nil { flags |= 2 << place }
    writer.append(flags)
    writer.append(text: event.type)
    writer.append(text: event.userID)
    for case let value? in optionals { writer.append(text: value) }
    if let properties = event.properties { encode(properties, into: &writer) }
  }

  private static func encode(_ identification: Identification, into writer: inout ByteWriter) {
    writer.append(Self.identification)
    writer.append(identification.project.bits)
    writer.append(identification.received.microseconds)
    writer.append(UInt8(identification.anonymousID == nil ? 0 : 1))
    writer.append(text: identification.userID)
    if let anonymous = identification.anonymousID { writer.append(text: anonymous) }
    encode(identification.traits, into: &writer)
  }

  private static func encode(_ properties: [Property], into writer: inout ByteWriter) {
    writer.append(length: properties.count)
    for property in properties {
      writer.append(text: property.key)
      writer.append(text: property.value)
    }
  }

  /// The entries of a payload; nil where it was not written by this codec.
  package static func decode(_ payload: [UInt8]) -> [Entry]? {
    var reader = ByteReader(payload)
    var entries: [Entry] = []
    while !reader.isAtEnd {
      switch reader.integer(UInt8.self) {
      case event:
        guard let event = decodeEvent(&reader) else { return nil }
        entries.append(.event(event))
      case identification:
        guard let identification = decodeIdentification(&reader) else { return nil }
        entries.append(.identification(identification))
      default: return nil
      }
    }
    return entries
  }

  private static func decodeEvent(_ reader: inout ByteReader) -> Event? {
    guard let project = reader.integer(UInt128.self), let id = reader.integer(UInt128.self),
      let time = reader.integer(Int64.self), let flags = reader.integer(UInt8.self),
      let type = reader.text(), let user = reader.text()
    else { return nil }
    var optionals: [String?] = Array(repeating: nil, count: 5)
    for place in 0..<5 where flags & (2 << place) != 0 {
      guard let value = reader.text() else { return nil }
      optionals[place] = value
    }
    var properties: [Property]?
    if flags & 1 != 0 {
      guard let decoded = decodeProperties(&reader) else { return nil }
      properties = decoded
    }
    return Event(
      project: ProjectID(bits: project), id: EventID(bits: id), type: type, userID: user,
      sessionID: optionals[0], properties: properties, url: optionals[1], referrer: optionals[2],
      userAgent: optionals[3], ipHash: optionals[4], time: Instant(microseconds: time))
  }

  private static func decodeIdentification(_ reader: inout ByteReader) -> Identification? {
    guard let project = reader.integer(UInt128.self), let received = reader.integer(Int64.self),
      let hasAnonymous = reader.integer(UInt8.self), let user = reader.text()
    else { return nil }
    var anonymous: String?
    if hasAnonymous == 1 {
      guard let text = reader.text() else { return nil }
      anonymous = text
    }
    guard let traits = decodeProperties(&reader) else { return nil }
    return Identification(
      project: ProjectID(bits: project), anonymousID: anonymous, userID: user, traits: traits,
      received: Instant(microseconds: received))
  }

  private static func decodeProperties(_ reader: inout ByteReader) -> [Property]? {
    guard let count = reader.length() else { return nil }
    var properties: [Property] = []
    for _ in 0..<count {
      guard let key = reader.text(), let value = reader.text() else { return nil }
      properties.append(Property(key, value))
    }
    return properties
  }
}
