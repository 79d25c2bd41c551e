import Events

/// How far through the shop somebody means to go; each step takes the ones before it.
enum Goal: Int, Comparable, Sendable {
  case look, products, cart, checkout, purchase

  static func < (left: Goal, right: Goal) -> Bool { left.rawValue < right.rawValue }

  /// First-time visitors. Who reaches what falls a little below this: some never come back for
  /// the rest of what they meant to do.
  static let newcomers = Odds<Goal>([
    (.look, 0.460), (.products, 0.315), (.cart, 0.088), (.checkout, 0.045), (.purchase, 0.092),
  ])

  /// Those who come again of themselves after a visit without a purchase.
  static let returners = Odds<Goal>([
    (.look, 0.52), (.products, 0.32), (.cart, 0.06), (.checkout, 0.03), (.purchase, 0.07),
  ])

  static let customers = Odds<Goal>([
    (.look, 0.36), (.products, 0.30), (.cart, 0.08), (.checkout, 0.06), (.purchase, 0.20),
  ])
}

/// Somebody on the way through the shop, as carried from one visit to the next.
struct Person {
  /// The browser's own id, until somebody signs up or in.
  var anonymousID: String
  var userID: String?
  /// On the present device.
  var isSignedIn = false
  let name: String
  var device: Device
  let place: Place
  /// The category that interests this person most.
  let favourite: Int

  var goal: Goal
  /// How far the present goal has been pursued.
  var reached = Goal.look
  var cart: [CartLine] = []
  var visits = 0
  var purchases = 0
  var hasNewsletter = false
  var hadTrial = false
  /// Leaves for good, whatever was meant.
  var isLost = false

  init(_ random: inout Randomness) {
    anonymousID = random.uuid().description
    name = "\(random.pick(Names.first)) \(random.pick(Names.last))"
    device = random.pick(Device.all)
    place = random.pick(Place.all)
    favourite = random.whole(0...Catalogue.categories.count - 1)
    goal = random.pick(Goal.newcomers)
  }

  /// When this person comes next, if at all; a goal that is done is followed by a new one.
  mutating func planReturn(after now: Instant, _ random: inout Randomness) -> Instant? {
    if isLost { return nil }
    if reached < goal {
      guard random.chance(0.93) else { return nil }
      // Some only go to fetch the card, most sleep on it, a few take two weeks.
      if random.chance(0.25) { return now.advanced(bySeconds: random.skewed(1_800...20_000)) }
      return day(after: now, days: random.skewed(1...15), &random)
    }
    guard random.chance(inclination) else { return nil }
    goal = random.pick(purchases > 0 ? Goal.customers : Goal.returners)
    reached = .look
    return day(after: now, days: random.skewed(1...35), &random)
  }

  /// How likely this person is to come again without an unfinished goal.
  private var inclination: Double {
    if purchases > 0 { return 0.42 }
    if userID != nil || hasNewsletter { return 0.36 }
    return goal > .look ? 0.24 : 0.12
  }

  private func day(after now: Instant, days: Double, _ random: inout Randomness) -> Instant {
    Rhythm.moment(on: ShopClock.day(of: now).advanced(by: Int(days)), &random)
  }
}
