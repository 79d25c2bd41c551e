import Events
import Testing

@testable import Funnels

struct PropertyPathTests {
  private let stored = [
    "cart": #"{"total":12.50,"items":[1,2],"owner":{"name":"Zoë","a.b":"dotted"}}"#,
    "cart.total": "literal", "note": "{not json", "a": #"{"b":1}"#, "a.b": #"{"c":2}"#,
  ]

  @Test(arguments: [
    ("cart.total", "literal"), ("cart.items", "[1,2]"), ("cart.owner.name", "Zoë"),
    ("cart.owner.a.b", "dotted"), ("note.x", nil), ("cart.absent", nil), ("absent", nil),
    ("a.b", #"{"c":2}"#), ("a.b.c", "2"), ("cart.owner", #"{"name":"Zoë","a.b":"dotted"}"#),
  ])
  func `a dotted name reaches into objects, a literal key first`(
    name: String, text: String?
  ) {
    #expect(PropertyPath.text(of: name) { stored[$0] } == text)
  }

  @Test func `the keys that may hold a name are known beforehand`() {
    #expect(PropertyPath.topLevelKeys(of: "a.b.c") == ["a.b.c", "a.b", "a"])
  }
}

struct BuiltInPropertyTests {
  private let url =
    "https://User@Shop.Example:8443/cart/Ü?utm_source=news%20letter&utm_medium=e+mail#top"

  @Test(arguments: [
    (BuiltInProperty.url, nil), (.path, "/cart/Ü"), (.host, "shop.example"),
    (.utmSource, "news letter"), (.utmMedium, "e mail"), (.utmCampaign, ""),
  ])
  func `what a URL says`(property: BuiltInProperty, text: String?) {
    #expect((property.derive(from: url) ?? "") == (text ?? url))
  }

  @Test(arguments: [
    ("https://a.example", "a.example", "/"), ("//cdn.example/x", "cdn.example", "/x"),
    ("/only/path?q=1", nil, "/only/path"), ("http://[::1]:80/x", "[::1]", "/x"),
    ("android-app://com.example/x", "com.example", "/x"),
  ])
  func `URLs of all kinds`(text: String, host: String?, path: String) {
    #expect(URLParts(text)?.host == host)
    #expect(URLParts(text)?.path == path)
  }

  @Test func `what is no URL has no parts`() {
    for text in ["", "about:blank", "shop.example/x", "?a=b"] { #expect(URLParts(text) == nil) }
    #expect(URLParts("/x?a=%zz%4")?.parameter("a") == "%zz%4")
    #expect(URLParts("/x?b&a=1&a=2")?.parameter("a") == "1")
  }

  private static let mac = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
  private static let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"

  @Test(arguments: [
    (
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(chrome) Safari/537.36 Edg/126.0.0.0",
      "Edge", "Windows", "desktop"
    ),
    (
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) \(mac) Mobile/15E148 Safari/604.1",
      "Safari", "iOS", "mobile"
    ),
    (
      "Mozilla/5.0 (Linux; Android 14; Pixel 8) \(chrome) Mobile Safari/537.36",
      "Chrome", "Android", "mobile"
    ),
    (
      "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
      "Firefox", "Linux", "desktop"
    ),
    (
      "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) \(mac) Mobile/15E148 Safari/604.1",
      "Safari", "iOS", "tablet"
    ),
    ("curl/8.5.0", nil, nil, "bot"), ("something else", nil, nil, nil),
  ])
  func `what a user agent says`(
    agent: String, browser: String?, os: String?, device: String?
  ) {
    #expect(BuiltInProperty.browser.derive(from: agent) == browser)
    #expect(BuiltInProperty.os.derive(from: agent) == os)
    #expect(BuiltInProperty.device.derive(from: agent) == device)
  }
}
