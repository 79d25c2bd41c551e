import Events

/// From the cart to the order, and what comes after an order.
extension Visit {
  var cartCents: Int { person.cart.reduce(0) { $0 + $1.product.cents * $1.quantity } }
  var cartValue: String { Catalogue.money(cartCents) }

  mutating func checkOut() {
    startCheckout()
    if random.chance(0.8) { signIn() }
    if person.userID == nil, person.goal == .purchase, random.chance(0.34) { signUp() }
    if person.goal == .checkout, random.chance(0.40) { return }
    if random.chance(0.10) {
      // Back to look at the cart once more, and forward again.
      viewCart()
      startCheckout()
    }
    view("checkout_shipping", "/checkout/shipping")
    record("shipping_chosen", [Property("method", random.pick(Self.shippingMethods))])
    wait(5...60)
    if person.goal == .checkout, random.chance(0.60) { return }
    view("checkout_payment", "/checkout/payment", [Property("value", cartValue)])
    if person.goal == .checkout, random.chance(0.65) { return }
    pay()
  }

  private mutating func startCheckout() {
    view("checkout_address", "/checkout/address")
    record(
      "checkout_started",
      [Property("items", String(person.cart.count)), Property("value", cartValue)])
    person.reached = max(person.reached, .checkout)
    wait(15...240)
  }

  private mutating func pay() {
    let method = random.pick(Self.paymentMethods)
    for attempt in 1...3 {
      let properties = [
        Property("method", method), Property("value", cartValue),
        Property("attempt", String(attempt)),
      ]
      record("payment_submitted", properties)
      wait(2...25)
      guard let error = paymentError(attempt: attempt) else { return completeOrder(method) }
      record("payment_failed", properties + [Property("error_code", error)])
      wait(4...90)
      guard random.chance(error == DemoShop.plantedError ? 0.45 : 0.80) else { break }
    }
    giveUpPaying()
  }

  /// The planted problem: since some release of the shop, Safari blocks the bank's confirmation
  /// frame for most customers. Cards are declined now and then everywhere.
  private mutating func paymentError(attempt: Int) -> String? {
    let isAffected =
      person.device.browser == "Safari" && now >= shop.problemStart
      && (attempt > 1 ? random.chance(0.96) : random.chance(0.90))
    if isAffected { return DemoShop.plantedError }
    if person.goal < .purchase { return "card_declined" }
    if attempt == 1, random.chance(0.04) { return random.pick(Self.declines) }
    return nil
  }

  private mutating func giveUpPaying() {
    if random.chance(0.14) {
      askSupport(about: "payment", at: now.advanced(bySeconds: random.skewed(60...7_200)))
    }
    // Most buy elsewhere; the others try once more on another day, with the same browser.
    if random.chance(0.75) { person.isLost = true }
  }

  private mutating func completeOrder(_ method: String) {
    let order = "o-\(random.code())"
    let shipping = cartCents < 60_00 ? 4_90 : 0
    let amount = Property("revenue", Catalogue.money(cartCents + shipping))
    let identity = [Property("order_id", order), amount, Property("currency", "EUR")]
    view("order_confirmed", "/checkout/thanks")
    record(
      "purchase",
      identity + [Property("method", method), Property("items", cartItems.jsonText)])
    person.reached = .purchase
    person.purchases += 1
    person.cart = []
    let placed = now
    wait(5...40)
    if random.chance(0.06) {
      recordLater("refund", at: placed.advanced(bySeconds: days(4, 20)), identity)
    }
    if random.chance(0.07) {
      recordLater(
        "review_written", at: placed.advanced(bySeconds: days(3, 25)),
        [Property("order_id", order), Property("stars", String(random.pick(Self.stars)))])
    }
    if random.chance(0.05) {
      askSupport(about: "delivery", at: placed.advanced(bySeconds: days(1, 7)))
    }
  }

  mutating func askSupport(about topic: String, at time: Instant) {
    recordLater("support_requested", at: time, [Property("topic", topic)])
    if random.chance(0.9) {
      recordLater(
        "support_answered", at: time.advanced(bySeconds: random.skewed(900...172_800)),
        [Property("topic", topic)])
    }
  }

  mutating func days(_ least: Double, _ most: Double) -> Double {
    random.skewed(least * 86_400...most * 86_400)
  }

  private var cartItems: JSON {
    .array(
      person.cart.map { line in
        [
          "sku": .string(line.product.sku), "name": .string(line.product.name),
          "price": .number(line.product.price), "quantity": .number(line.quantity),
        ]
      })
  }

  private static let shippingMethods = Odds([("standard", 78.0), ("express", 14), ("pickup", 8)])
  private static let paymentMethods = Odds([("card", 62.0), ("bank_transfer", 20), ("wallet", 18)])
  private static let declines = Odds([("card_declined", 70.0), ("insufficient_funds", 30)])
  private static let stars = Odds([(5, 52.0), (4, 28), (3, 11), (2, 5), (1, 4)])
}
