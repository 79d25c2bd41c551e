import Configuration
import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IAFAServer
import Logging
import NIOCore
import Synchronization

/// A clock that stands still until a test moves it.
final class ManualTime: Sendable {
  private let instant: Mutex<Instant>

  init(_ text: String = "2026-11-23T10:00:00Z") {
    instant = Mutex(Instant(text) ?? Instant(microseconds: 0))
  }

  var now: Instant { instant.withLock { $0 } }

  func advance(seconds: Double) {
    instant.withLock { $0 = $0.advanced(bySeconds: seconds) }
  }
}

/// A server on a data directory of its own, under a clock of its own.
struct Site: Sendable {
  let iafa: IAFA
  let time: ManualTime
  let folder: String
  let client: any TestClientProtocol
}

/// What came back.
struct Answer: Sendable {
  var status: Int
  var headers: HTTPFields
  var bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  var json: JSON { (try? JSONParser.parse(bytes).value) ?? .null }

  /// The value at a JSON pointer of the body; null where there is none.
  subscript(pointer: String) -> JSON { json.at(pointer) }

  /// `pointer code` of each fault of a problem.
  var faults: [String] {
    (json["errors"]?.elements ?? []).map {
      "\($0["pointer"]?.text ?? "?") \($0["code"]?.text ?? "?")"
    }
  }

  /// The cookies that the answer sets, by name: value and attributes.
  var cookies: [String: String] {
    let pairs = headers[values: .setCookie].map { line in
      (String(line.prefix { $0 != "=" }), String(line.drop { $0 != "=" }.dropFirst()))
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }
}

extension JSON {
  func at(_ pointer: String) -> JSON {
    pointer.split(separator: "/").reduce(self) { value, token in
      if let place = Int(token), let elements = value.elements {
        return elements.indices.contains(place) ? elements[place] : .null
      }
      return value[String(token)] ?? .null
    }
  }
}

extension Site {
  func send(
    _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8]? = nil, headers: HTTPFields = [:]
  ) async throws -> Answer {
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) })
    // Events of a batch without a time are a microsecond apart, so time must go on to see them.
    if path.contains("/track"), response.status == .ok { time.advance(seconds: 0.01) }
    return Answer(
      status: response.status.code, headers: response.headers, bytes: Array(buffer: response.body))
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSON, headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(method, path, bytes: Array(body.jsonText.utf8), headers: headers)
  }
}

/// A folder of its own for one test, removed afterwards. Short, since a socket's path must be.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let path = FileManager.default.temporaryDirectory.path + "/s\(UInt32.random(in: .min ... .max))"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  // A folder left behind harms nobody, and an error here would hide the test's own.
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}

func serverConfiguration(
  _ folder: String, _ settings: [String: String] = [:]
) throws -> ServerConfiguration {
  let standard = [
    "DATA_DIR": folder, "ENVIRONMENT": "test", "BCRYPT_COST": "4", "MEMORY_LIMIT_MB": "128",
    "QUERY_THREADS": "1", "QUERY_LANES": "1", "API_PORT": "0",
  ]
  return try ServerConfiguration(
    ConfigReader(
      provider: EnvironmentVariablesProvider(
        environmentVariables: standard.merging(settings) { $1 })))
}

/// Serves a data directory while `body` runs; over sockets where they are the matter.
func withSite<Value: Sendable>(
  at folder: String, _ settings: [String: String] = [:], time: ManualTime = ManualTime(),
  over setup: TestingSetup = .router, _ body: @Sendable (Site) async throws -> Value
) async throws -> Value {
  let iafa = try await IAFA.open(serverConfiguration(folder, settings), now: { time.now })
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  return try await iafa.application(logger: logger).test(setup) { client in
    try await body(Site(iafa: iafa, time: time, folder: folder, client: client))
  }
}

func withSite<Value: Sendable>(
  _ settings: [String: String] = [:], over setup: TestingSetup = .router,
  _ body: @Sendable (Site) async throws -> Value
) async throws -> Value {
  try await withFolder { folder in
    try await withSite(at: folder, settings, over: setup, body)
  }
}
