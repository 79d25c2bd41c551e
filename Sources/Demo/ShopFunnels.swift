package import Events

extension DemoShop {
  /// What the shop's owner would look at, as definitions of the contract's form.
  package static let funnels: [(name: String, description: String, definition: JSON)] = [
    funnel(
      "Checkout", "From a visit to an order, within two weeks of the visit.", days: 14,
      [
        stage("Visit", "page_view"), stage("Product", "page_view", page: "product"),
        stage("Cart", "add_to_cart"), stage("Checkout", "checkout_started"),
        stage("Purchase", "purchase"),
      ]),
    funnel(
      "Checkout, step by step", "Where a started checkout ends, within a day.", days: 1,
      [
        stage("Checkout", "checkout_started"), stage("Shipping", "shipping_chosen"),
        stage("Payment", "payment_submitted"), stage("Purchase", "purchase"),
      ]),
    funnel(
      "Search to purchase", "Whether those who search find what they buy.", days: 14,
      [
        stage("Search", "search"), stage("Product", "page_view", page: "product"),
        stage("Cart", "add_to_cart"), stage("Purchase", "purchase"),
      ]),
    funnel(
      "Sign-up", "From the empty form to a confirmed address.", days: 7,
      [
        stage("Form", "signup_started"), stage("Submitted", "signup_submitted"),
        stage("Signed up", "signed_up"), stage("Address confirmed", "email_confirmed"),
      ]),
    funnel(
      "Newsletter", "From the offer to the second consent by e-mail.", days: 3,
      [
        stage("Offered", "newsletter_shown"), stage("Submitted", "newsletter_submitted"),
        stage("Confirmed", "newsletter_confirmed"),
      ]),
    funnel(
      "Plus: trial to paid", "Members who stay after 14 free days.", days: 30,
      [
        stage("Plus page", "page_view", page: "plus"), stage("Trial", "trial_started"),
        stage("Benefit used", "benefit_used"), stage("Paid", "subscription_started"),
      ]),
  ]

  private static func funnel(
    _ name: String, _ description: String, days: Int, _ stages: [JSON]
  ) -> (name: String, description: String, definition: JSON) {
    let definition: JSON = [
      "name": .string(name), "description": .string(description), "stages": .array(stages),
      "order": "ordered", "window_seconds": .number(days * 86_400), "count_by": "users",
    ]
    return (name, description, definition)
  }

  private static func stage(_ name: String, _ event: String, page: String? = nil) -> JSON {
    let filters = page.map { page -> JSON in
      ["property": "page", "op": "eq", "value": .string(page)]
    }
    return [
      "name": .string(name), "event": .string(event),
      "filters": .array(filters.map { [$0] } ?? []),
    ]
  }
}
