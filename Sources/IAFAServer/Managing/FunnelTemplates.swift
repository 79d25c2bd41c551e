internal import Events
internal import Hummingbird
internal import Tenants

/// A funnel to begin with: names of events that many sites use, to be replaced by one's own.
struct FunnelTemplate: Sendable {
  let id: String
  let name: String
  let industry: String
  let description: String
  let days: Int
  let stages: [(name: String, event: String)]

  /// All that a saved funnel needs but the project.
  var definition: JSON {
    [
      "name": .string(name), "description": .string(description),
      "stages": .array(
        stages.map { ["name": .string($0.name), "event": .string($0.event)] }),
      "order": "ordered", "window_seconds": .number(days * 86_400), "count_by": "users",
    ]
  }

  var json: JSON {
    [
      "id": .string(id), "name": .string(name), "industry": .string(industry),
      "description": .string(description), "definition": definition,
    ]
  }
}

extension FunnelTemplate {
  /// The ones on offer. Events of the e-commerce ones are named as Segment's specification and
  /// Google's enhanced measurement do, in snake case; `page_view`, `form_submit` and
  /// `file_download` are what our tracker sends by itself.
  static let all = [
    FunnelTemplate(
      id: "checkout", name: "Checkout", industry: "Shop",
      description: "From looking at a product to paying for it.", days: 14,
      stages: [
        ("View product", "product_viewed"), ("Add to cart", "add_to_cart"),
        ("Start checkout", "checkout_started"), ("Purchase", "purchase"),
      ]),
    FunnelTemplate(
      id: "visit-to-purchase", name: "Visit to purchase", industry: "Shop",
      description: "How many visits end in an order.", days: 14,
      stages: [
        ("Visit", "page_view"), ("Add to cart", "add_to_cart"), ("Purchase", "purchase"),
      ]),
    FunnelTemplate(
      id: "search-to-purchase", name: "Search to purchase", industry: "Shop",
      description: "Whether those who search find what they buy.", days: 14,
      stages: [
        ("Search", "search"), ("View product", "product_viewed"), ("Purchase", "purchase"),
      ]),
    FunnelTemplate(
      id: "sign-up", name: "Sign-up", industry: "Software",
      description: "From the form to a confirmed address.", days: 7,
      stages: [
        ("Open the form", "signup_started"), ("Sign up", "signed_up"),
        ("Confirm the address", "email_confirmed"),
      ]),
    FunnelTemplate(
      id: "activation", name: "Activation", industry: "Software",
      description: "Whether new accounts reach what they came for.", days: 14,
      stages: [
        ("Sign up", "signed_up"), ("Create a project", "project_created"),
        ("Invite a colleague", "invite_sent"),
      ]),
    FunnelTemplate(
      id: "trial-to-paid", name: "Trial to paid", industry: "Software",
      description: "Who stays once the trial is over.", days: 30,
      stages: [
        ("Start the trial", "trial_started"), ("Use a feature", "feature_used"),
        ("Subscribe", "subscription_started"),
      ]),
    FunnelTemplate(
      id: "lead", name: "Lead", industry: "Business",
      description: "From a page to a form that somebody sends.", days: 30,
      stages: [("Visit", "page_view"), ("Send the form", "form_submit")]),
    FunnelTemplate(
      id: "download", name: "Download", industry: "Business",
      description: "From a page to the file behind it.", days: 7,
      stages: [("Visit", "page_view"), ("Download", "file_download")]),
    FunnelTemplate(
      id: "newsletter", name: "Newsletter", industry: "Media",
      description: "From reading to a confirmed subscription.", days: 7,
      stages: [
        ("Read", "page_view"), ("Subscribe", "newsletter_submitted"),
        ("Confirm", "newsletter_confirmed"),
      ]),
  ]
}

extension FunnelRoutes {
  /// Not a page of a list that grows: there are few, and always the same.
  func templates(_ call: Call) throws -> Response {
    var query = try call.query()
    try query.finish()
    return Response(json: [
      "items": .array(FunnelTemplate.all.map(\.json)), "next_cursor": .null,
    ])
  }
}
