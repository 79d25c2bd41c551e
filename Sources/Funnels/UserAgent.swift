/// What a user agent's text says about browser, system and device.
///
/// A small table of the common ones; what it doesn't know stays nil rather than be guessed.
/// Order matters: most browsers also name the ones they want to be taken for.
package struct UserAgent: Sendable, Equatable {
  package var browser: String?
  package var os: String?
  /// `mobile`, `tablet`, `desktop` or `bot`.
  package var device: String?

  private static let bots = ["bot", "crawler", "spider", "headlesschrome", "curl/", "wget/"]

  private static let browsers = [
    ("edg/", "Edge"), ("edga/", "Edge"), ("edgios/", "Edge"), ("edge/", "Edge"),
    ("opr/", "Opera"), ("opera", "Opera"), ("samsungbrowser/", "Samsung Internet"),
    ("yabrowser/", "Yandex"), ("vivaldi/", "Vivaldi"), ("ucbrowser/", "UC Browser"),
    ("firefox/", "Firefox"), ("fxios/", "Firefox"), ("crios/", "Chrome"),
    ("chrome/", "Chrome"), ("chromium/", "Chrome"), ("msie ", "Internet Explorer"),
    ("trident/", "Internet Explorer"), ("safari/", "Safari"),
  ]

  private static let systems = [
    ("windows phone", "Windows Phone"), ("windows", "Windows"), ("iphone", "iOS"),
    ("ipad", "iOS"), ("ipod", "iOS"), ("android", "Android"), ("cros ", "Chrome OS"),
    ("mac os x", "macOS"), ("macintosh", "macOS"), ("linux", "Linux"),
  ]

  package init(_ text: String) {
    let agent = text.lowercased()
    func says(_ word: String) -> Bool { Self.contains(agent, word) }
    browser = Self.browsers.first { says($0.0) }?.1
    os = Self.systems.first { says($0.0) }?.1
    if Self.bots.contains(where: says) {
      device = "bot"
    } else if says("ipad") || says("tablet") || os == "Android" && !says("mobile") {
      device = "tablet"
    } else if says("mobi") || says("iphone") || says("ipod") {
      device = "mobile"
    } else if os != nil {
      device = "desktop"
    }
  }

  private static func contains(_ text: String, _ word: String) -> Bool {
    let (bytes, wanted) = (Array(text.utf8), Array(word.utf8))
    guard bytes.count >= wanted.count else { return false }
    return (0...bytes.count - wanted.count).contains { start in
      wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
    }
  }
}
