import Events
import Reports
import Simulation

/// The explorer's answers, each counted in the plainest way there is.
struct SlowExplorer {
  let history: RandomEvents
  var range: Range<Instant>
  var event: String?

  /// What the browser is of each user agent that a history has.
  static let browsers = [
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0": "Firefox",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605.1": "Safari",
    "a robot of ours": nil as String?,
  ]
  static let paths = [
    "https://shop.example/cart?utm_source=news": "/cart", "https://shop.example/": "/",
    "/cart#top": "/cart", "no address": nil as String?,
  ]

  /// A history whose events have addresses and user agents too.
  static func history(_ dice: inout Dice) -> RandomEvents {
    var history = RandomEvents(&dice)
    let agents = browsers.keys.sorted()
    let urls = paths.keys.sorted()
    for place in history.events.indices {
      if dice.chance(70) {
        history.events[place].userAgent = agents[dice.number(0..<agents.count)]
      }
      if dice.chance(70) { history.events[place].url = urls[dice.number(0..<urls.count)] }
      if dice.chance(10) {
        history.events[place].properties?.append(Property("$browser", "Own"))
      }
      // Two events at one instant, so that their ids decide which comes first.
      if dice.chance(20) { history.events[place].time = morning }
    }
    return history
  }

  var events: [Event] {
    history.events.filter {
      $0.project == project && range.contains($0.time) && (event == nil || $0.type == event)
    }
  }

  /// Every id that is this person, by walking from id to id until nothing new comes.
  func person(_ id: String) -> Set<String> {
    var ids: Set = [id]
    while true {
      let before = ids.count
      for identification in history.identifications {
        guard let other = identification.anonymousID else { continue }
        if ids.contains(other) || ids.contains(identification.userID) {
          ids.formUnion([other, identification.userID])
        }
      }
      if ids.count == before { return ids }
    }
  }

  func users(_ events: [Event]) -> Int { Set(events.map { person($0.userID) }).count }

  /// The rows `name count users first last`.
  var eventTypes: [String] {
    Dictionary(grouping: events, by: \.type)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { type, events in
        let times = events.map(\.time).sorted()
        return "\(type) \(events.count) \(users(events)) \(times[0]) \(times[times.count - 1])"
      }
  }

  /// Texts that are JSON numbers, of those that the histories have.
  private static func isNumber(_ text: String) -> Bool {
    Double(text) != nil && text.utf8.allSatisfy { "0123456789.-".utf8.contains($0) }
  }

  var schema: [EventSchema] {
    Dictionary(grouping: events, by: \.type).sorted { $0.key < $1.key }.map { type, events in
      let values = Dictionary(grouping: events.flatMap { $0.properties ?? [] }, by: \.key)
      let properties = values.sorted { $0.key < $1.key }.map { name, values in
        let texts = values.map(\.value)
        return EventSchema.Property(
          name,
          texts.allSatisfy(Self.isNumber)
            ? .number : texts.allSatisfy { ["true", "false"].contains($0) } ? .boolean : .other)
      }
      return EventSchema(type, properties)
    }
  }

  static func value(_ name: String, _ event: Event) -> String? {
    if let own = event.properties?.first(where: { $0.key == name })?.value { return own }
    switch name {
    case "$event": return event.type
    case "$url": return event.url
    case "$session_id": return event.sessionID
    case "$browser": return event.userAgent.flatMap { browsers[$0] ?? nil }
    case "$path": return event.url.flatMap { paths[$0] ?? nil }
    case "$utm_source": return event.url?.contains("utm_source") == true ? "news" : nil
    // {"kind":"1"}: nine bytes before the digit, two after.
    case "page.kind":
      return event.properties?.first { $0.key == "page" }.map {
        String($0.value.dropFirst(9).dropLast(2))
      }
    default: return nil
    }
  }

  /// The rows `value count`.
  func values(_ name: String) -> [String] {
    Dictionary(grouping: events.compactMap { Self.value(name, $0) }) { $0 }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { "\($0.key) \($0.value.count)" }
  }

  /// Newest first.
  func events(of user: String?) -> [Event] {
    let ids = user.map(person)
    return events.filter { ids?.contains($0.userID) ?? true }
      .sorted { ($1.time, $1.id) < ($0.time, $0.id) }
  }

  func counts(in buckets: TimeBuckets, by name: String?) -> [EventCounts.Point] {
    func value(_ event: Event) -> String { name.flatMap { Self.value($0, event) } ?? "" }
    func numbers(_ events: [Event]) -> EventCounts.Numbers {
      var numbers = EventCounts.Numbers()
      (numbers.count, numbers.users) = (events.count, users(events))
      return numbers
    }
    let ordered = Dictionary(grouping: events, by: value)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.key)
    let leading = name == nil ? [] : Array(ordered.prefix(10))
    return (0..<buckets.count).map { place in
      let own = events.filter { buckets.place(of: $0.time.microseconds) == place }
      return EventCounts.Point(
        total: numbers(own),
        groups: leading.map { one in numbers(own.filter { value($0) == one }) },
        other: numbers(name == nil ? [] : own.filter { !leading.contains(value($0)) }))
    }
  }
}
