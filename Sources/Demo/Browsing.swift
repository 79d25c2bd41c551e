import Events

/// A visit from the landing page to as far as the person goes.
extension Visit {
  mutating func run(campaign: Campaign?) {
    person.visits += 1
    chooseDevice()
    land(campaign: campaign)
    if person.goal > .look, random.chance(0.7) { signIn() }
    offerNewsletter()
    if random.chance(person.isSignedIn ? 0.16 : 0.04) { readAboutPlus() }
    guard person.goal > .look else { return wander() }
    pursueGoal()
  }

  private mutating func land(campaign: Campaign?) {
    var source: Source
    if person.visits == 1 {
      let isPromoted = campaign != nil && random.chance(0.45)
      source =
        if isPromoted, let campaign { .campaign(campaign.name, &random) } else {
          random.pick(Source.usual)
        }
    } else {
      source =
        person.hasNewsletter && random.chance(0.5)
        ? .newsletter : random.pick(Source.returning)
    }
    let place = random.fraction()
    if place < 0.45 {
      view("home", "/", from: source)
    } else if place < 0.70 {
      let category = Catalogue.categories[person.favourite][0].category
      view("category", "/c/\(category)", from: source, [Property("category", category)])
    } else if place < 0.88 {
      viewProduct(random.pick(Catalogue.categories[person.favourite]), from: source)
    } else {
      view("article", "/journal/\(random.pick(Self.articles))", from: source)
    }
  }

  /// A look around that touches no product.
  private mutating func wander() {
    for _ in 0..<random.pick(Self.wanderings) {
      if random.chance(0.6) {
        let category = random.pick(Catalogue.categories)[0].category
        view("category", "/c/\(category)", [Property("category", category)])
      } else {
        view("article", "/journal/\(random.pick(Self.articles))")
      }
    }
    if random.chance(0.015) { askSupport(about: "shipping", at: now.advanced(bySeconds: 30)) }
  }

  private mutating func pursueGoal() {
    if person.reached < .products || random.chance(0.6) {
      guard lookAtProducts() else { return }
      if random.chance(0.08), person.userID == nil { signUp() }
    }
    guard goesOn(to: .cart, pausing: 0.30) else { return }
    fillCart()
    guard goesOn(to: .checkout, pausing: 0.22) else { return }
    checkOut()
  }

  /// Whether the next step follows in this visit; some pause and come back for it another day.
  private mutating func goesOn(to step: Goal, pausing: Double) -> Bool {
    guard person.goal >= step else { return false }
    return person.reached >= step || !random.chance(pausing)
  }

  /// False for those who leave because they searched in vain.
  private mutating func lookAtProducts() -> Bool {
    if random.chance(0.26) {
      let isFound = searchForSomething()
      if !isFound, random.chance(0.8) { return false }
    }
    for _ in 0..<random.pick(Self.productCounts) {
      let shelf =
        Catalogue.categories[
          random.chance(0.7)
            ? person.favourite : random.whole(0...Catalogue.categories.count - 1)]
      if random.chance(0.45) {
        view("category", "/c/\(shelf[0].category)", [Property("category", shelf[0].category)])
      }
      viewProduct(random.pick(shelf))
      if random.chance(0.04) { record("wishlist_added") }
    }
    person.reached = max(person.reached, .products)
    return true
  }

  private mutating func searchForSomething() -> Bool {
    let words = random.pick(Catalogue.searches)
    let hits = random.chance(0.12) ? 0 : random.whole(2...14)
    let query = words.split(separator: " ").joined(separator: "+")
    let properties = [Property("query", words), Property("results", String(hits))]
    view("search", "/search?q=\(query)", properties)
    record("search", properties)
    wait(3...40)
    return hits > 0
  }

  private mutating func viewProduct(_ product: Product, from source: Source? = nil) {
    view(
      "product", product.path, from: source,
      [
        Property("sku", product.sku), Property("product", product.name),
        Property("category", product.category), Property("price", product.price),
      ])
  }

  private mutating func fillCart() {
    if person.reached < .cart {
      for _ in 0..<random.pick(Self.lineCounts) { addToCart() }
      person.reached = .cart
    }
    viewCart()
    if person.cart.count > 1, random.chance(0.12) {
      let line = person.cart.removeLast()
      record("remove_from_cart", [Property("sku", line.product.sku)])
      wait(2...60)
    }
  }

  private mutating func addToCart() {
    let product = random.pick(Catalogue.categories[person.favourite])
    viewProduct(product)
    let quantity = product.cents < 60_00 && random.chance(0.3) ? 2 : 1
    let properties = [
      Property("sku", product.sku), Property("product", product.name),
      Property("category", product.category), Property("price", product.price),
      Property("quantity", String(quantity)),
    ]
    record("add_to_cart", properties)
    if let line = person.cart.firstIndex(where: { $0.product.sku == product.sku }) {
      person.cart[line].quantity += quantity
    } else {
      person.cart.append(CartLine(product: product, quantity: quantity))
    }
    wait(3...90)
  }

  mutating func viewCart() {
    view(
      "cart", "/cart",
      [Property("items", String(person.cart.count)), Property("value", cartValue)])
  }

  private static let articles = [
    "packing-for-the-alps", "how-to-wash-down", "first-night-outside", "choosing-boots",
  ]
  private static let wanderings = Odds([(0, 42.0), (1, 28), (2, 17), (3, 9), (5, 4)])
  private static let productCounts = Odds([(1, 30.0), (2, 30), (3, 20), (4, 12), (7, 8)])
  private static let lineCounts = Odds([(1, 64.0), (2, 25), (3, 11)])
}
