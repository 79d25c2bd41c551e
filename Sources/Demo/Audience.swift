/// Where people live and what they read.
struct Place: Sendable {
  let country: String
  let language: String

  static let all = Odds([
    (Place(country: "DE", language: "de"), 52.0), (Place(country: "AT", language: "de"), 12),
    (Place(country: "CH", language: "de"), 8), (Place(country: "CH", language: "fr"), 3),
    (Place(country: "FR", language: "fr"), 8), (Place(country: "NL", language: "nl"), 6),
    (Place(country: "IT", language: "it"), 5), (Place(country: "DE", language: "en"), 4),
    (Place(country: "GB", language: "en"), 2),
  ])
}

/// Names as customers give them, made by pairing.
enum Names {
  static let first = [
    "Anna", "Ben", "Clara", "David", "Elif", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Katrin",
    "Luca", "Mila", "Noah", "Olga", "Paul", "Rosa", "Samir", "Tilda", "Viktor", "Wanda", "Zoë",
  ]
  static let last = [
    "Albrecht", "Bauer", "Costa", "Dietrich", "Ebner", "Fischer", "Gruber", "Huber", "Janssen",
    "Keller", "Lang", "Moreau", "Novak", "Öztürk", "Peters", "Rossi", "Schmid", "Thaler", "Vogel",
    "Wagner", "Yıldız", "Zimmermann",
  ]
}

/// What brings somebody to the shop.
struct Source: Sendable {
  var referrer: String?
  /// The `utm_*` part of the landing page's address.
  var query: String = ""

  static let usual = Odds([
    (Source(referrer: "https://www.google.com/"), 34.0),
    (Source(referrer: nil), 24),
    (
      Source(
        referrer: "https://www.google.com/",
        query: "?utm_source=google&utm_medium=cpc&utm_campaign=brand"), 12
    ),
    (Source(referrer: "https://www.instagram.com/"), 8),
    (Source(referrer: "https://www.facebook.com/"), 5),
    (Source(referrer: "https://www.bing.com/"), 5),
    (Source(referrer: "https://duckduckgo.com/"), 3),
    (Source(referrer: "https://www.youtube.com/"), 4),
    (Source(referrer: "https://trailnotes.example/best-tents"), 5),
  ])

  static let newsletter = Source(
    query: "?utm_source=newsletter&utm_medium=email&utm_campaign=weekly")

  /// People who know the shop mostly type its name.
  static let returning = Odds([
    (Source(), 60.0), (Source(referrer: "https://www.google.com/"), 30),
    (Source(referrer: "https://www.bing.com/"), 4),
    (
      Source(
        referrer: "https://www.instagram.com/",
        query: "?utm_source=instagram&utm_medium=paid_social&utm_campaign=remember-me"), 6
    ),
  ])

  static func campaign(_ name: String, _ random: inout Randomness) -> Source {
    let channel = random.pick(campaignChannels)
    return Source(
      referrer: channel.referrer,
      query: "?utm_source=\(channel.source)&utm_medium=\(channel.medium)&utm_campaign=\(name)")
  }

  private static let campaignChannels = [
    (referrer: "https://www.instagram.com/", source: "instagram", medium: "paid_social"),
    (referrer: "https://www.facebook.com/", source: "facebook", medium: "paid_social"),
    (referrer: "https://www.google.com/", source: "google", medium: "cpc"),
  ]
}
