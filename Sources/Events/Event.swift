/// A checked event: the only shape below admission.
package struct Event: Sendable, Equatable {
  package var project: ProjectID
  package var id: EventID
  package var type: String
  package var userID: String
  package var sessionID: String?
  /// In the order sent, keys unique; nil where the event had none.
  package var properties: [Property]?
  package var url: String?
  package var referrer: String?
  package var userAgent: String?
  /// A keyed hash: the address itself is never stored.
  package var ipHash: String?
  /// When it happened; the stored `created_at`.
  package var time: Instant

  package init(
    project: ProjectID, id: EventID, type: String, userID: String, sessionID: String? = nil,
    properties: [Property]? = nil, url: String? = nil, referrer: String? = nil,
    userAgent: String? = nil, ipHash: String? = nil, time: Instant
  ) {
    self.project = project
    self.id = id
    self.type = type
    self.userID = userID
    self.sessionID = sessionID
    self.properties = properties
    self.url = url
    self.referrer = referrer
    self.userAgent = userAgent
    self.ipHash = ipHash
    self.time = time
  }
}

/// A property as stored: strings raw, anything else as its JSON text.
package struct Property: Sendable, Equatable {
  package var key: String
  package var value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// Two ids that are one person, and what is known of that person.
package struct Identification: Sendable, Equatable {
  package var project: ProjectID
  package var anonymousID: String?
  package var userID: String
  package var traits: [Property]
  package var received: Instant

  package init(
    project: ProjectID, anonymousID: String?, userID: String, traits: [Property], received: Instant
  ) {
    self.project = project
    self.anonymousID = anonymousID
    self.userID = userID
    self.traits = traits
    self.received = received
  }
}

/// What a client may send and the log keeps.
package enum Entry: Sendable, Equatable {
  case event(Event)
  case identification(Identification)
}
