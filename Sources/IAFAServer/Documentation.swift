internal import CAssets
internal import Crypto
internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `/openapi.json`, its readable page and that page's style; all made once, at start.
struct DocumentationRoutes: Sendable {
  private let json: Text
  private let html: Text
  private let css: Text

  /// From docs/api, as it is linked into the executable.
  init() throws {
    let document = try Self.linkedDocument()
    let page = DocumentationPage(try JSONParser.parse(document).value)
    json = Text(document, type: "application/json; charset=utf-8")
    html = Text(Array(page.html.utf8), type: "text/html; charset=utf-8")
    css = Text(try Self.linkedStyle(), type: "text/css; charset=utf-8")
  }

  /// The bytes of docs/api/openapi.json.
  static func linkedDocument() throws -> [UInt8] {
    var count = 0
    guard let start = unsafe iafa_openapi(&count) else { throw missing }
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  private static func linkedStyle() throws -> [UInt8] {
    var count = 0
    guard let start = unsafe iafa_openapi_style(&count) else { throw missing }
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  private static let missing = ConfigurationError("the description of the API is missing")

  func document(_ call: Call) -> Response { json.response(to: call.request) }

  /// No script, no style but our own file, no other host, no frame.
  func page(_ call: Call) -> Response {
    var response = html.response(to: call.request)
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'"
    return response
  }

  func style(_ call: Call) -> Response { css.response(to: call.request) }
}

extension DocumentationRoutes {
  /// Bytes that stay the same until the program changes: asked for anew, but sent once.
  fileprivate struct Text: Sendable {
    let type: String
    let etag: String
    let bytes: ByteBuffer

    init(_ bytes: [UInt8], type: String) {
      self.type = type
      self.bytes = ByteBuffer(bytes: bytes)
      let hash = SHA256.hash(data: bytes).prefix(12)
      etag = "\"" + hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
    }

    func response(to request: Request) -> Response {
      let headers: HTTPFields = [
        .contentType: type, .eTag: etag, .cacheControl: "no-cache",
      ]
      if request.headers[.ifNoneMatch] == etag {
        return Response(status: .notModified, headers: headers)
      }
      return Response(
        status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }
  }
}
