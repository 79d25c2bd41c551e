import Events
import HTTPTypes
import NIOCore
import Testing

@testable import IAFAServer

/// The dashboard's files as the executable serves them.
@Suite struct PageTests {
  @Test func `The page comes with rules for the browser, and again only when it has changed`()
    async throws
  {
    try await withSite { site in
      let page = try await site.send(.get, "/")
      #expect(page.status == 200)
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(page.text.hasPrefix("<!doctype html>"))
      #expect(page.headers[.cacheControl] == "no-cache")
      #expect(page.headers[.xContentTypeOptions] == "nosniff")
      #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
      #expect(page.headers[.init("Referrer-Policy")!] == "strict-origin-when-cross-origin")
      let tag = try #require(page.headers[.eTag])
      let same = try await site.send(.get, "/", headers: [.ifNoneMatch: tag])
      #expect(same.status == 304)
      #expect(same.bytes.isEmpty)
    }
  }

  @Test func `An address of the page's own is the page, a file that is not there is not`()
    async throws
  {
    try await withSite { site in
      let page = try await site.send(.get, "/")
      #expect(try await site.send(.get, "/funnels/7/people").bytes == page.bytes)
      #expect(try await site.send(.get, "/index.html").status == 404)
      for path in ["/assets/gone.js", "/assets/gone", "/gone.css", "/api/v1/gone", "/api/"] {
        let answer = try await site.send(.get, path)
        #expect(answer.status == 404)
        #expect(answer["/code"] == "not_found")
      }
      #expect(try await site.send(.post, "/funnels/7").status == 404)
      #expect(try await site.send(.head, "/").status == 200)
    }
  }

  @Test func `A theme that a cookie asks for is in the page, under a tag of its own`()
    async throws
  {
    try await withSite { site in
      let plain = try await site.send(.get, "/")
      let dark = try await site.send(.get, "/", headers: [.cookie: "theme=dark"])
      #expect(dark.text.contains("<html lang=\"en\" data-theme=\"dark\">"))
      #expect(dark.headers[.eTag] != plain.headers[.eTag])
      #expect(dark.headers[.vary]?.contains("Cookie") == true)
      let odd = try await site.send(.get, "/", headers: [.cookie: "theme=\"><script>"])
      #expect(odd.bytes == plain.bytes)
    }
  }

  /// An `assets.bin` as the build writes it.
  private static func bundle(_ index: JSON, _ blobs: String) -> [UInt8] {
    let text = Array(index.jsonText.utf8)
    return (0..<4).map { UInt8(text.count >> (8 * $0) & 0xFF) } + text + Array(blobs.utf8)
  }

  @Test func `The packed form that the browser takes is sent`() async throws {
    let file: JSON = [
      "path": "/assets/a.js", "type": "text/javascript", "etag": "\"1\"", "immutable": true,
      "identity": [0, 5], "gzip": [5, 4], "br": [9, 2],
    ]
    try await withFolder { folder in
      let path = folder + "/page.bin"
      try write(Self.bundle(["files": [file]], "plaingzipbr"), to: path)
      try await withSite(at: folder + "/data", ["ASSETS_FILE": path]) { site in
        func get(_ accepted: String) async throws -> Answer {
          try await site.send(.get, "/assets/a.js", headers: [.acceptEncoding: accepted])
        }
        let identity = try await get("")
        #expect(identity.text == "plain")
        #expect(identity.headers[.contentEncoding] == nil)
        #expect(identity.headers[.cacheControl] == "public, max-age=31536000, immutable")
        let gzip = try await get("gzip, deflate")
        #expect(gzip.text == "gzip")
        #expect(gzip.headers[.contentEncoding] == "gzip")
        let brotli = try await get("gzip, br")
        #expect(brotli.text == "br")
        #expect(brotli.headers[.contentEncoding] == "br")
        // Without a page there is nothing at its addresses.
        #expect(try await site.send(.get, "/").status == 404)
      }
    }
  }

  @Test func `Files of a page that can't be read are refused at the start`() {
    let index: JSON = ["files": [["path": "/a"]]]
    for bytes in [[], [9, 0, 0, 0, 1], Self.bundle(index, "")] as [[UInt8]] {
      #expect(throws: ConfigurationError.self) { _ = try PageFiles(bytes: bytes) }
    }
  }
}
