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
  private var entries: [CalendarDay: [Entry]] = [:]

  /// How many events each day should have.
  private let plan: [CalendarDay: Double]
  /// Events that will be handed out, and how many there should be by the end of today.
  private var kept = 0
  private var due = 0.0
  /// The same for the weeks before, which only make the first day's people.
  private var unkept = 0
  private var unkeptDue = 0.0

  /// Without these days the first one would have nobody who comes again, and newcomers would seem
  /// to become fewer over the first weeks.
  private static let warmUpDays = 21

  init(_ shop: DemoShop) {
    self.shop = shop
    rhythm = Rhythm(begin: shop.begin, end: shop.end)
    random = Randomness(seed: shop.seed)
    let firstDay = ShopClock.day(of: shop.begin)
    lastDay = ShopClock.day(of: shop.end)
    today = firstDay.advanced(by: -Self.warmUpDays)
    var weights: [CalendarDay: Double] = [:]
    var sum = 0.0
    for place in today.daysSince1970...lastDay.daysSince1970 {
      let day = CalendarDay(daysSince1970: place)
      let isWarmUp = day < firstDay
      // No two Mondays are the same.
      let weight = rhythm.weight(of: day) * random.jitter(0.06)
      weights[day] = isWarmUp ? weight : weight * rhythm.openShare(of: day)
      if !isWarmUp { sum += weights[day] ?? 0 }
    }
    let eventsPerWeight = Double(shop.eventCount) / sum
    plan = weights.mapValues { $0 * eventsPerWeight }
  }

  /// The next day's entries in the order of time; nil after the last day.
  mutating func nextDay() -> [Entry]? {
    guard today <= lastDay else { return nil }
    welcomeReturning()
    welcomeNewcomers()
    welcomeReturning()
    let made = entries.removeValue(forKey: today) ?? []
    today = today.advanced(by: 1)
    // Places are sorted in the entries' stead, which are large.
    return made.enumerated().map { (time: $0.element.time, place: $0.offset) }
      .sorted { ($0.time, $0.place) < ($1.time, $1.place) }
      .map { made[$0.place] }
  }

  private mutating func welcomeReturning() {
    // Whoever comes back twice in a day is put into today's list while it is worked off.
    while let batch = returning.removeValue(forKey: today) {
      for (person, start) in batch { visit(person, at: start) }
    }
  }

  private mutating func welcomeNewcomers() {
    let hours = rhythm.openHours(of: today)
    guard !hours.isEmpty else {
      unkeptDue += plan[today] ?? 0
      while Double(unkept) < unkeptDue {
        visit(Person(&random), at: Rhythm.moment(on: today, &random))
      }
      return
    }
    due = min(due + (plan[today] ?? 0), Double(shop.eventCount))
    if today == lastDay { due = Double(shop.eventCount) }
    let odds = Odds(hours.map { ($0.range, $0.weight) })
    while Double(kept) < due {
      let hour = random.pick(odds)
      let offset = Int64(random.fraction() * Double(hour.count))
      visit(Person(&random), at: Instant(microseconds: hour.lowerBound + offset))
    }
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
    let time = entry.time
    guard time <= shop.end else { return }
    switch entry {
    case .event:
      guard time >= shop.begin else {
        unkept += 1
        return
      }
      // The last visits may make more than were asked for.
      guard kept < shop.eventCount else { return }
      kept += 1
      entries[ShopClock.day(of: time), default: []].append(entry)
    case .identification(var identification):
      // Who signed up in the weeks before is known from the first moment on.
      identification.received = max(time, shop.begin)
      let day = ShopClock.day(of: identification.received)
      entries[day, default: []].append(.identification(identification))
    }
  }
}

extension Entry {
  fileprivate var time: Instant {
    switch self {
    case .event(let event): event.time
    case .identification(let identification): identification.received
    }
  }
}
