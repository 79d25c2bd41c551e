import Testing

@testable import Tenants

@Suite("Allowed origins")
struct AllowedOriginTests {
  @Test(arguments: [
    ("https://example.com", "https://example.com"), ("HTTPS://Example.COM", "https://example.com"),
    ("https://example.com:443", "https://example.com"), ("http://a.example:80", "http://a.example"),
    ("http://localhost:3000", "http://localhost:3000"),
    ("https://*.example.com", "https://*.example.com"),
    ("https://*.example.com:8443", "https://*.example.com:8443"),
    (" https://xn--bcher-kva.example ", "https://xn--bcher-kva.example"),
    ("http://192.0.2.1", "http://192.0.2.1"),
  ])
  func `an origin is kept in one spelling`(written: String, kept: String) {
    #expect(AllowedOrigin(written)?.text == kept)
  }

  @Test(arguments: [
    "", "*", "null", "example.com", "ftp://example.com", "https://", "https://example.com/",
    "https://example.com/path", "https://user@example.com", "https://example.com?x",
    "https://example.com#x", "https://*", "https://*.com", "https://*.*.example.com",
    "https://a.*.example.com", "https://*example.com", "https://example..com",
    "https://-a.example", "https://example.com:0", "https://example.com:99999",
    "https://example.com:", "https://example.com:080", "https://exa mple.com",
    "https://b\u{FC}cher.example", "https://example.com,https://b.example",
  ])
  func `what is no origin is refused`(written: String) {
    #expect(AllowedOrigin(written) == nil)
  }

  static let exact = AllowedOrigin("https://example.com")
  static let wildcard = AllowedOrigin("https://*.example.com")
  static let port = AllowedOrigin("http://localhost:3000")

  @Test(arguments: [
    ("https://example.com", true, false), ("https://EXAMPLE.com", true, false),
    ("https://example.com:443", true, false), ("http://example.com", false, false),
    ("https://example.com:8443", false, false), ("https://www.example.com", false, true),
    ("https://a.b.example.com", false, true), ("https://evilexample.com", false, false),
    ("https://example.com.evil", false, false), ("https://www.example.com.evil", false, false),
    ("https://evil.com/.example.com", false, false),
    ("https://evil.com?.example.com", false, false),
    ("https://evil.com#.example.com", false, false), ("https://a@.example.com", false, false),
    ("https://.example.com", false, false), ("https://www.example.com:8443", false, false),
    ("http://www.example.com", false, false), ("null", false, false), ("", false, false),
    ("https://*.example.com", false, false), ("https://example.com/", false, false),
    ("https://www.example.com.", false, false), ("https://www.examp1e.com", false, false),
    ("chrome-extension://www.example.com", false, false), ("file://", false, false),
  ])
  func `an origin is matched by scheme, host and port, label by label`(
    header: String, exact: Bool, wildcard: Bool
  ) throws {
    #expect(try #require(Self.exact).matches(header) == exact)
    #expect(try #require(Self.wildcard).matches(header) == wildcard)
    #expect(try #require(Self.port).matches(header) == false)
    #expect(try #require(Self.port).matches("http://localhost:3000"))
  }
}
