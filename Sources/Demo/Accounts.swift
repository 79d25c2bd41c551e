import Events

/// Signing up and in, the newsletter, and the Plus membership with its trial.
extension Visit {
  mutating func signUp() {
    view("signup", "/account/new")
    record("signup_started")
    wait(15...160)
    guard random.chance(0.84) else { return }
    record("signup_submitted")
    wait(1...4)
    guard random.chance(0.94) else { return }
    let user = "customer-\(random.code())"
    identify(
      person.anonymousID, as: user,
      [
        Property("name", person.name), Property("plan", "free"),
        Property("signup", ShopClock.day(of: now).description),
        Property("country", person.place.country),
      ])
    person.userID = user
    person.isSignedIn = true
    wait(0.2...1)
    record("signed_up", [Property("plan", "free")])
    wait(2...30)
    if random.chance(0.88) {
      recordLater("email_confirmed", at: now.advanced(bySeconds: random.skewed(60...200_000)))
    }
    if random.chance(0.28) { readAboutPlus() }
  }

  /// A known customer may come on a new device, or with a sign-in that has run out.
  mutating func chooseDevice() {
    guard person.userID != nil else { return }
    if random.chance(0.14) { useAnotherDevice() }
    if random.chance(0.3) { person.isSignedIn = false }
  }

  /// From here on both ids are one person, whatever device the anonymous one came from.
  mutating func signIn() {
    guard let user = person.userID, !person.isSignedIn else { return }
    view("login", "/account")
    identify(person.anonymousID, as: user, [])
    person.isSignedIn = true
    wait(0.2...1)
    record("logged_in")
    wait(1...10)
  }

  /// Subscribing takes a second consent by e-mail, which not everybody gives.
  mutating func offerNewsletter() {
    guard !person.hasNewsletter, random.chance(0.16) else { return }
    record("newsletter_shown")
    wait(2...20)
    guard random.chance(0.24) else { return }
    record("newsletter_submitted", [Property("placement", "popup")])
    wait(2...10)
    guard random.chance(0.78) else { return }
    person.hasNewsletter = true
    recordLater("newsletter_confirmed", at: now.advanced(bySeconds: random.skewed(40...180_000)))
  }

  mutating func readAboutPlus() {
    view("plus", "/plus")
    guard let user = person.userID, person.isSignedIn, !person.hadTrial, random.chance(0.66)
    else { return }
    person.hadTrial = true
    record("trial_started", [Property("plan", "plus"), Property("days", "14")])
    let started = now
    wait(5...40)
    let uses = random.chance(0.62) ? random.whole(1...3) : 0
    for _ in 0..<uses {
      recordLater(
        "benefit_used", at: started.advanced(bySeconds: days(0.2, 13.5)),
        [Property("benefit", random.pick(Self.benefits))])
    }
    if random.chance(uses > 0 ? 0.58 : 0.12) {
      subscribe(user, at: started.advanced(bySeconds: 14 * 86_400))
    } else {
      recordLater("trial_cancelled", at: started.advanced(bySeconds: days(1, 13.9)))
    }
  }

  private mutating func subscribe(_ user: String, at start: Instant) {
    recordLater(
      "subscription_started", at: start,
      [Property("plan", "plus"), Property("revenue", "4.99"), Property("currency", "EUR")])
    identify(nil, as: user, at: start, [Property("plan", "plus")])
    guard random.chance(0.12) else { return }
    let cancelled = start.advanced(bySeconds: days(3, 50))
    recordLater("subscription_cancelled", at: cancelled)
    identify(nil, as: user, at: cancelled, [Property("plan", "free")])
  }

  private static let benefits = ["free_shipping", "early_access", "repair_service"]
}
