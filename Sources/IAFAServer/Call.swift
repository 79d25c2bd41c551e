internal import Events
internal import Foundation
internal import HTTPTypes
package import Hummingbird
package import NIOCore
internal import Tenants

/// The context of a request, with the address that it came from.
package struct CallContext: RequestContext, RemoteAddressRequestContext {
  package var coreContext: CoreRequestContextStorage
  package let remoteAddress: SocketAddress?
  let channel: any Channel

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
    channel = source.channel
  }
}

/// A request on its way through a handler: its parts, read strictly.
struct Call: Sendable {
  let request: Request
  let context: CallContext
  /// Who asks; nil where the route is open to anyone.
  let principal: Principal?
  /// The client's address, as far as it can be known.
  let address: String

  /// The signed-in principal of a route that demands one.
  func signedIn() throws -> Principal {
    guard let principal else { throw TenantError.unauthenticated }
    return principal
  }

  /// An id in the path; not found where it is no UUID.
  func id(_ name: String = "id") throws -> UUIDValue {
    guard let text = context.parameters.get(name), let id = UUIDValue(text) else {
      throw Problem.notFound
    }
    return id
  }

  func hasPathText(_ name: String) -> Bool { context.parameters.get(name) != nil }

  /// A text in the path.
  func pathText(_ name: String) throws -> String {
    guard let text = context.parameters.get(name)?.removingPercentEncoding else {
      throw Problem.notFound
    }
    return text
  }

  /// The body as one JSON value, strictly: a repeated key or broken text is a fault.
  func json() async throws -> JSON {
    let bytes = try await body(limit: 1 << 20)
    let (value, faults) = try JSONParser.parse(bytes)
    guard faults.isEmpty else { throw Problem.invalid(faults.map(Fault.init(reading:))) }
    guard case .object = value else {
      throw Problem.invalid([Fault("", "not_an_object", "the body must be a JSON object")])
    }
    return value
  }

  /// The body, decompressed.
  func body(limit: Int) async throws -> [UInt8] {
    let encoding = request.headers[.contentEncoding]?.lowercased()
    guard encoding == nil || encoding == "gzip" || encoding == "identity" else {
      throw Problem(
        .unsupportedMediaType, "unsupported_encoding",
        "Content-Encoding may be gzip or identity, not \(encoding ?? "")")
    }
    let bytes: [UInt8]
    do {
      bytes = Array(buffer: try await request.body.collect(upTo: limit))
    } catch is NIOTooManyBytesError {
      throw Problem.tooLarge(limit)
    }
    // By content: proxies and browsers lose the header.
    guard Gzip.isGzip(bytes) else {
      if encoding == "gzip", !bytes.isEmpty {
        throw Problem(.badRequest, "malformed", "the body is not gzip, as its header says")
      }
      return bytes
    }
    switch Gzip.decompress(bytes, limit: limit) {
    case .success(let unpacked): return unpacked
    case .failure(.tooLarge): throw Problem.tooLarge(limit)
    case .failure(.damaged):
      throw Problem(.badRequest, "malformed", "the body is damaged gzip")
    }
  }

  /// The version that `If-Match` demands; nil where none is demanded.
  func expectedVersion() throws -> Int? {
    guard let header = request.headers[.ifMatch], header != "*" else { return nil }
    let tag = header.hasPrefix("W/") ? header.dropFirst(2) : header[...]
    guard let version = Int(tag.filter { $0 != "\"" }) else { throw TenantError.versionMismatch }
    return version
  }

  func query() throws -> QueryParameters { try QueryParameters(request.uri.query) }
}

/// The parameters of an address; what nobody takes is an error, since typos must not pass.
struct QueryParameters {
  private var pairs: [(name: String, value: String)] = []
  private(set) var faults: [Fault] = []

  init(_ query: String?) throws {
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]),
        let value = Self.decode(parts.count > 1 ? parts[1] : "")
      else {
        throw Problem(.badRequest, "malformed", "the address has a broken percent escape")
      }
      pairs.append((name, value))
    }
  }

  private static func decode(_ text: Substring) -> String? {
    String(text.map { $0 == "+" ? " " : $0 }).removingPercentEncoding
  }

  /// A parameter that may stand once.
  mutating func take(_ name: String) -> String? {
    let values = takeAll(name)
    if values.count > 1 {
      faults.append(Fault("/\(name)", "repeated", "the parameter \(name) stands more than once"))
    }
    return values.first
  }

  mutating func takeAll(_ name: String) -> [String] {
    let values = pairs.filter { $0.name == name }.map(\.value)
    pairs.removeAll { $0.name == name }
    return values
  }

  mutating func takeInteger(_ name: String) -> Int? {
    guard let text = take(name) else { return nil }
    if let value = Int(text) { return value }
    faults.append(Fault("/\(name)", "invalid_type", "\(name) must be a whole number"))
    return nil
  }

  mutating func takeBoolean(_ name: String) -> Bool? {
    guard let text = take(name) else { return nil }
    if text == "true" || text == "false" { return text == "true" }
    faults.append(Fault("/\(name)", "invalid_type", "\(name) must be true or false"))
    return nil
  }

  mutating func takeID(_ name: String) -> UUIDValue? {
    guard let text = take(name) else { return nil }
    if let id = UUIDValue(text) { return id }
    faults.append(Fault("/\(name)", "invalid_uuid", "\(name) must be a UUID"))
    return nil
  }

  /// Requires that every parameter was known and well-formed.
  mutating func finish() throws {
    for pair in pairs {
      faults.append(Fault(Fault.token(pair.name), "unknown", "there is no parameter \(pair.name)"))
    }
    pairs = []
    if !faults.isEmpty { throw Problem.invalid(faults) }
  }
}
