import Events

/// Goes through the shop's days: who comes back today, who is new, and what they leave behind.
///
/// Each day has its share of the events asked for. Those who return come first, newcomers fill
/// what is left, so that the count is met whatever people do.
struct ShopCalendar {
  private let shop: DemoShop
  private let rhythm: Rhythm
  private var random: Randomness
  private var today: CalendarDay
  private let lastDay: CalendarDay

  private var returning: [CalendarDay: [(person: Person, at: Instant)]] = [:]
  private var entries: [CalendarDay: [(time: Instant, entry: Entry)]] = [:]

  /// Events that will be handed out, and how many there should be by the end of today.
  private var kept = 0
  private var due = 0.0
  /// The same for the weeks before, which only make the first day's people.
  private var unkept = 0
  private var unkeptDue = 0.0
  private let eventsPerWeight: Double

  init(_ shop: DemoShop) {
    self.shop = shop
    rhythm = Rhythm(begin: shop.begin, end: shop.end)
    random = Randomness(seed: shop.seed)
    let firstDay = ShopClock.day(of: shop.begin)
    lastDay = ShopClock.day(of: shop.end)
    today = firstDay.advanced(by: -Self.warmUpDays)
    var weight = 0.0
    for place in 0...lastDay.daysSince1970 - firstDay.daysSince1970 {
      let day = firstDay.advanced(by: place)
      weight += rhythm.weight(of: day) * rhythm.openShare(of: day)
    }
    eventsPerWeight = Double(shop.eventCount) / weight
  }

  /// The next day's entries in the order of time; nil after the last day.
  mutating func nextDay() -> [Entry]? {
    guard today <= lastDay else { return nil }
    welcomeReturning()
    welcomeNewcomers()
    let made = (entries.removeValue(forKey: today) ?? []).sorted { $0.time < $1.time }
    today = today.advanced(by: 1)
    return made.map(\.entry)
  }

  private mutating func welcomeReturning() {
    // Whoever comes back twice in a day is put into today's list while it is worked off.
    while let batch = returning.removeValue(forKey: today) {
      for (person, start) in batch { visit(person, at: start) }
    }
  }

  private mutating func welcomeNewcomers() {
    let events = eventsPerWeight * rhythm.weight(of: today) * random.jitter(0.06)
    let hours = rhythm.openHours(of: today)
    if hours.isEmpty {
      unkeptDue += events
      while Double(unkept) < unkeptDue {
        visit(Person(&random), at: Rhythm.moment(on: today, &random))
      }
    } else {
      due += events * rhythm.openShare(of: today)
      if today == lastDay { due = Double(shop.eventCount) }
      let odds = Odds(hours.map { ($0.range, $0.weight) })
      while Double(kept) < due {
        let hour = random.pick(odds)
        let offset = Int64(random.fraction() * Double(hour.count))
        visit(Person(&random), at: Instant(microseconds: hour.lowerBound + offset))
      }
    }
    welcomeReturning()
  }

  private mutating func visit(_ person: Person, at start: Instant) {
    var visit = Visit(shop: shop, person: person, start: start, seed: random.next())
    visit.run(campaign: rhythm.campaign(on: today))
    for entry in visit.entries { keep(entry) }
    if let next = visit.person.planReturn(after: visit.now, &random), next <= shop.end {
      returning[ShopClock.day(of: next), default: []].append((visit.person, next))
    }
  }

  private mutating func keep(_ entry: Entry) {
    switch entry {
    case .event(let event):
      guard event.time <= shop.end else { return }
      guard event.time >= shop.begin else {
        unkept += 1
        return
      }
      kept += 1
      entries[ShopClock.day(of: event.time), default: []].append((event.time, entry))
    case .identification(var identification):
      // Who signed up in the weeks before is known from the first moment on.
      identification.received = max(identification.received, shop.begin)
      let time = identification.received
      guard time <= shop.end else { return }
      entries[ShopClock.day(of: time), default: []].append((time, .identification(identification)))
    }
  }

  /// Without it the first day would have nobody who comes again, and the count of newcomers would
  /// sink over the first weeks.
  private static let warmUpDays = 21
}
