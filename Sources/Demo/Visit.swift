import Events

/// One visit being made: the person, the clock, and what is recorded on the way.
///
/// The steps of a visit are in the files beside this one; here is how they are written down.
struct Visit {
  let shop: DemoShop
  var person: Person
  var now: Instant
  var random: Randomness
  private(set) var entries: [Entry] = []

  private let sessionID: String
  private var device: [Property]
  private var url = ""
  private var referrer: String?

  init(shop: DemoShop, person: Person, start: Instant, seed: UInt64) {
    self.shop = shop
    self.person = person
    now = Instant(microseconds: start.microseconds / 1000 * 1000)
    random = Randomness(seed: seed)
    sessionID = random.uuid().description
    device = Self.properties(of: person)
  }

  /// Who events are recorded for: the anonymous id until somebody is signed in.
  var userID: String {
    person.isSignedIn ? person.userID ?? person.anonymousID : person.anonymousID
  }

  mutating func wait(_ seconds: ClosedRange<Double>) {
    let milliseconds = Int64(random.skewed(seconds) * 1000)
    now = now.advanced(byMicroseconds: max(1, milliseconds) * 1000)
  }

  /// Opens a page; the page before it becomes the referrer, as in a browser.
  mutating func view(
    _ page: String, _ path: String, from source: Source? = nil, _ more: [Property] = []
  ) {
    referrer = source.map(\.referrer) ?? (url.isEmpty ? nil : url)
    url = "https://\(DemoShop.domain)\(path)\(source?.query ?? "")"
    record("page_view", [Property("page", page)] + more)
    // Some reload, and some come back to the tab after lunch.
    if random.chance(0.03) {
      wait(2...900)
      record("page_view", [Property("page", page)] + more)
    }
    wait(4...140)
  }

  /// Something done on the page that is open.
  mutating func record(_ type: String, _ properties: [Property] = []) {
    append(
      Event(
        project: shop.project, id: random.uuid(), type: type, userID: userID,
        sessionID: sessionID, properties: device + properties, url: url, referrer: referrer,
        userAgent: person.device.userAgent, time: now))
  }

  /// Something that the shop's own systems report later: no session, no browser.
  mutating func recordLater(_ type: String, at time: Instant, _ properties: [Property] = []) {
    append(
      Event(
        project: shop.project, id: random.uuid(), type: type, userID: person.userID ?? userID,
        properties: [
          Property("country", person.place.country), Property("language", person.place.language),
        ] + properties, time: time))
  }

  mutating func identify(
    _ anonymousID: String?, as user: String, at time: Instant? = nil, _ traits: [Property]
  ) {
    entries.append(
      .identification(
        Identification(
          project: shop.project, anonymousID: anonymousID, userID: user, traits: traits,
          received: time ?? now)))
  }

  /// Goes on with another device, which the shop has not seen before.
  mutating func useAnotherDevice() {
    person.anonymousID = random.uuid().description
    person.device = random.pick(Device.all)
    person.isSignedIn = false
    device = Self.properties(of: person)
  }

  private mutating func append(_ event: Event) { entries.append(.event(event)) }

  private static func properties(of person: Person) -> [Property] {
    [
      Property("$browser", person.device.browser), Property("$os", person.device.os),
      Property("$device", person.device.kind), Property("country", person.place.country),
      Property("language", person.place.language),
    ]
  }
}
