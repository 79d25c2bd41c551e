/// What a visit is made with. `$browser`, `$os` and `$device` go with each event, as browser
/// libraries send them, and agree with the user agent.
struct Device: Sendable {
  let browser: String
  let os: String
  let kind: String
  let userAgent: String

  static let all = Odds(phones + computers + tablets)

  private static let phones: [(Device, Double)] = [
    (
      Device(
        browser: "Chrome", os: "Android", kind: "mobile",
        userAgent: "\(android) \(webKit) Chrome/142.0.0.0 Mobile Safari/537.36"), 29
    ),
    (
      Device(
        browser: "Safari", os: "iOS", kind: "mobile",
        userAgent: "\(iPhone) Version/18.6 Mobile/15E148 Safari/604.1"), 14
    ),
    (
      Device(
        browser: "Chrome", os: "iOS", kind: "mobile",
        userAgent: "\(iPhone) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1"), 3
    ),
    (
      Device(
        browser: "Firefox", os: "Android", kind: "mobile",
        userAgent: "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"), 3
    ),
    (
      Device(
        browser: "Edge", os: "Android", kind: "mobile",
        userAgent:
          "\(android) \(webKit) Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0"), 1
    ),
  ]

  private static let computers: [(Device, Double)] = [
    (
      Device(
        browser: "Chrome", os: "Windows", kind: "desktop",
        userAgent: "\(windows)) \(webKit) Chrome/142.0.0.0 Safari/537.36"), 19
    ),
    (
      Device(
        browser: "Chrome", os: "macOS", kind: "desktop",
        userAgent: "\(mac)) \(webKit) Chrome/142.0.0.0 Safari/537.36"), 4
    ),
    (
      Device(
        browser: "Safari", os: "macOS", kind: "desktop",
        userAgent:
          "\(mac)) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15"), 5
    ),
    (
      Device(
        browser: "Edge", os: "Windows", kind: "desktop",
        userAgent: "\(windows)) \(webKit) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"), 8
    ),
    (
      Device(
        browser: "Firefox", os: "Windows", kind: "desktop",
        userAgent: "\(windows); rv:145.0) Gecko/20100101 Firefox/145.0"), 6
    ),
    (
      Device(
        browser: "Firefox", os: "Linux", kind: "desktop",
        userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"), 2
    ),
  ]

  private static let tablets: [(Device, Double)] = [
    (
      Device(
        browser: "Safari", os: "iOS", kind: "tablet",
        userAgent:
          "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
          + "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"), 3
    ),
    (
      Device(
        browser: "Chrome", os: "Android", kind: "tablet",
        userAgent: "\(android) \(webKit) Chrome/142.0.0.0 Safari/537.36"), 3
    ),
  ]

  private static let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
  private static let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7"
  private static let android = "Mozilla/5.0 (Linux; Android 10; K)"
  private static let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"
  private static let iPhone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    + "(KHTML, like Gecko)"
}
