internal import CAssets
internal import Events
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The files of the dashboard and of the tracker, from the executable itself or from a directory
/// while developing.
struct PageFiles: Sendable {
  struct File: Sendable {
    var type: String
    var etag: String
    var isImmutable: Bool
    /// Pages of any origin may load it.
    var isShared: Bool
    var identity: ByteBuffer
    var gzip: ByteBuffer?
    var brotli: ByteBuffer?
  }

  /// What a page that loads the tracker has to know of it (sdk/tools/manifest.mjs).
  struct Tracker: Sendable {
    /// The name that always means these bytes.
    var immutable: String
    var integrity: String
    var stub: String
  }

  private let files: [String: File]
  /// Nil where the executable was built without the page.
  let tracker: Tracker?
  /// Trackers of earlier versions, which pages may have pinned.
  private var keptTrackers: String?

  /// Reads an `assets.bin`: the length of the index (u32), the index (JSON), the files' bytes.
  init(bytes: [UInt8]) throws {
    guard bytes.count >= 4 else { throw ConfigurationError("the page's files are not readable") }
    let length = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    guard bytes.count >= 4 + length else {
      throw ConfigurationError("the page's files are not readable")
    }
    let index = try JSONParser.parse(Array(bytes[4..<4 + length])).value
    let blobs = ByteBuffer(bytes: bytes[(4 + length)...])
    var files: [String: File] = [:]
    for entry in index["files"]?.elements ?? [] {
      func slice(_ name: String) -> ByteBuffer? {
        guard let place = entry[name]?.elements?.map(\.integer), place.count == 2,
          let offset = place[0], let count = place[1]
        else { return nil }
        return blobs.getSlice(at: offset, length: count)
      }
      guard let path = entry["path"]?.text, let type = entry["type"]?.text,
        let etag = entry["etag"]?.text, let identity = slice("identity")
      else { throw ConfigurationError("the page's index is not readable") }
      files[path] = File(
        type: type, etag: etag, isImmutable: entry["immutable"]?.boolean ?? false,
        isShared: entry["shared"]?.boolean ?? false, identity: identity, gzip: slice("gzip"),
        brotli: slice("br"))
    }
    self.files = files
    tracker = try files["/tracker.json"].flatMap { try Self.tracker($0) }
  }

  private static func tracker(_ manifest: File) throws -> Tracker? {
    let json = try JSONParser.parse(Array(buffer: manifest.identity)).value
    guard let immutable = json["immutable"]?.text, let integrity = json["integrity"]?.text,
      let stub = json["stub"]?.text
    else { return nil }
    return Tracker(immutable: immutable, integrity: integrity, stub: stub)
  }

  /// Keeps this version's tracker for pages that pin it, also when later versions serve them.
  mutating func keepTracker(in folder: String) throws {
    keptTrackers = folder
    guard let tracker, let file = files["/" + tracker.immutable] else { return }
    let path = URL(filePath: folder).appending(path: tracker.immutable)
    if FileManager.default.fileExists(atPath: path.path) { return }
    try Data(Array(buffer: file.identity)).write(to: path, options: .atomic)
  }

  /// A tracker of an earlier version, by its address.
  private func keptTracker(_ path: String) -> File? {
    guard let keptTrackers, path.wholeMatch(of: /\/tracker-[0-9a-f]{12}\.js/) != nil,
      // Not there: no such version was ever served from here.
      let bytes = try? Data(contentsOf: URL(filePath: keptTrackers + path))
    else { return nil }
    return File(
      type: "text/javascript; charset=utf-8", etag: "\"\(path.dropFirst(9).prefix(12))\"",
      isImmutable: true, isShared: true, identity: ByteBuffer(bytes: bytes))
  }

  /// The files in the executable, or those of `file` where one is named.
  static func load(_ file: String?) throws -> PageFiles {
    if let file {
      return try PageFiles(bytes: Array(Data(contentsOf: URL(filePath: file))))
    }
    var count = 0
    guard let start = unsafe iafa_assets(&count) else {
      throw ConfigurationError("the page's files are missing")
    }
    return try PageFiles(bytes: unsafe Array(UnsafeBufferPointer(start: start, count: count)))
  }

  /// A file, or the page itself for an address of the page's own.
  func response(to request: Request) throws -> Response {
    let path = request.uri.path
    if path.hasPrefix("/api/") { throw Problem.notFound }
    if let file = files[path] ?? keptTracker(path), path != "/index.html" {
      return answer(file, request)
    }
    // A file that is not there must not look like a page; an address without a dot is the page's.
    let lastPart = path.split(separator: "/").last ?? ""
    guard !path.hasPrefix("/assets/"), !lastPart.contains("."), let index = files["/index.html"]
    else { throw Problem.notFound }
    return answer(themed(index, request), request)
  }

  private func answer(_ file: File, _ request: Request) -> Response {
    var headers: HTTPFields = [
      .contentType: file.type, .eTag: file.etag, .vary: "Accept-Encoding",
      .cacheControl: file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    ]
    if file.isShared {
      headers[.accessControlAllowOrigin] = "*"
      headers[.named("Cross-Origin-Resource-Policy")] = "cross-origin"
    }
    if file.type.hasPrefix("text/html") {
      for (name, value) in Self.pageHeaders { headers[name] = value }
      headers[.vary] = "Accept-Encoding, Cookie"
    }
    if request.headers[.ifNoneMatch] == file.etag {
      return Response(status: .notModified, headers: headers)
    }
    let accepted = request.headers[.acceptEncoding] ?? ""
    var body = file.identity
    if let brotli = file.brotli, accepted.contains("br") {
      body = brotli
      headers[.contentEncoding] = "br"
    } else if let gzip = file.gzip, accepted.contains("gzip") {
      body = gzip
      headers[.contentEncoding] = "gzip"
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
  }

  /// The page in the theme that a cookie asks for: set here, since the page may hold no inline
  /// script and must not flash.
  private func themed(_ index: File, _ request: Request) -> File {
    guard let theme = request.cookies["theme"]?.value, theme == "dark" || theme == "light" else {
      return index
    }
    let plain = "<html lang=\"en\">"
    let html = String(buffer: index.identity)
    guard let place = html.range(of: plain) else { return index }
    var file = index
    let marked = html.replacingCharacters(
      in: place, with: "<html lang=\"en\" data-theme=\"\(theme)\">")
    file.identity = ByteBuffer(string: marked)
    file.gzip = nil
    file.brotli = nil
    file.etag = "\"\(theme)-" + index.etag.dropFirst()
    return file
  }

  /// No inline script or style, no other host, no frame: what runs is what was built.
  private static let pageHeaders: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      """
      default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
      font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
      form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
      trusted-types 'none'
      """
    ),
    (.named("Referrer-Policy"), "strict-origin-when-cross-origin"),
    (.named("Cross-Origin-Opener-Policy"), "same-origin"),
    (.named("Permissions-Policy"), "camera=(), microphone=(), geolocation=()"),
  ]
}
