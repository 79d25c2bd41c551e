import Events
import Foundation
import Synchronization
import Tenants

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

/// A folder of its own for one test, removed afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let path = FileManager.default.temporaryDirectory.path + "/tenants-\(UUIDValue.random())"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  // A folder left behind harms nobody, and an error here would hide the test's own.
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}

/// A store on a fresh folder under a clock of its own, with bcrypt at its cheapest.
struct Bench: Sendable {
  let folder: String
  let time = ManualTime()
  var settings = Bench.quick
  var secret = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
  var previousSecret: [UInt8]?

  static var quick: TenantSettings {
    var settings = TenantSettings()
    settings.isTest = true
    settings.bcryptCost = 4
    return settings
  }

  func open() throws -> TenantStore {
    let time = time
    return try TenantStore.open(
      dataDirectory: folder, keys: KeyRing(secret: secret, previous: previousSecret),
      settings: settings,
      isTimeZone: { $0 == "UTC" || TimeZone(identifier: $0) != nil },
      now: { time.now })
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }
}

func withBench<Value>(
  _ settings: TenantSettings = Bench.quick, _ body: (Bench) async throws -> Value
) async throws -> Value {
  try await withFolder { try await body(Bench(folder: $0, settings: settings)) }
}

let goodPassword = "correct horse battery"

func registration(
  _ email: String = "ada@example.com", password: String = goodPassword
) -> JSON {
  [
    "email": .string(email), "password": .string(password), "full_name": "Ada Lovelace",
    "organization_name": "Engines",
  ]
}

func credentials(
  _ email: String = "ada@example.com", password: String = goodPassword
) -> JSON {
  ["email": .string(email), "password": .string(password)]
}

extension TenantStore {
  /// Someone signed in as the owner of an organisation of their own.
  func owner(_ email: String = "ada@example.com") async throws -> Principal {
    let signIn = try await register(registration(email))
    return try authenticate(accessToken: signIn.accessToken)
  }
}

/// The error of this target that a call throws; nil where it throws none.
func tenantError<Value>(_ call: () async throws -> Value) async -> TenantError? {
  do {
    _ = try await call()
    return nil
  } catch {
    return error as? TenantError
  }
}

/// The codes of the faults that a call throws, by pointer.
func faults<Value>(_ call: () async throws -> Value) async -> [String: String] {
  guard case .invalid(let faults) = await tenantError(call) else { return [:] }
  return Dictionary(faults.map { ($0.pointer, $0.code) }, uniquingKeysWith: { first, _ in first })
}

func funnelBody(_ project: UUIDValue) -> JSON {
  [
    "project_id": .string(project.description), "name": "Checkout",
    "stages": [["name": "View", "event": "page_view"], ["name": "Buy", "event": "purchase"]],
  ]
}

extension Bench {
  /// Makes writing a file fail: there is a directory where it should stand.
  func block(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/\(name)/in-the-way", withIntermediateDirectories: true)
  }

  func unblock(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
  }
}
