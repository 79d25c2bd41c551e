package import Configuration
internal import Events
internal import Segments
internal import Tenants

/// Everything that can be set, read once and checked once: flags over environment over `.env` over
/// defaults.
package struct ServerConfiguration: Sendable {
  package var dataDirectory: String
  package var host: String
  package var port: Int
  package var environment: Environment
  var secretKey: String?
  var previousSecretKey: String?
  /// Origins of dashboards that are served elsewhere.
  var corsOrigins: [String]
  /// Proxies whose `X-Forwarded-For` is believed.
  var trustedProxies: [String]
  /// An `assets.bin` instead of the one in the executable, for development.
  var assetsFile: String?
  var store: EventStore.Settings
  var tenants: TenantSettings
  var requestsPerMinutePerAddress: Int
  /// Queries that run at the same time.
  var queryLanes: Int
  var queryTimeoutSeconds: Double

  package enum Environment: String, Sendable {
    case development, production, test
  }

  /// Reads the settings.
  ///
  /// - Throws: ``ConfigurationError`` that names the setting and what it may be.
  package init(_ reader: ConfigReader) throws {
    dataDirectory = reader.string(forKey: "data.dir", default: "./data")
    host = reader.string(forKey: "api.host", default: "127.0.0.1")
    port = try Self.integer(reader, "api.port", default: 8000, 0...65_535)
    let name = reader.string(forKey: "environment", default: "development")
    guard let environment = Environment(rawValue: name) else {
      throw ConfigurationError("ENVIRONMENT must be development, production or test, not \(name)")
    }
    self.environment = environment
    secretKey = reader.string(forKey: "secret.key", isSecret: true)
    previousSecretKey = reader.string(forKey: "secret.key.previous", isSecret: true)
    corsOrigins = reader.stringArray(forKey: "cors.origins", default: [])
    trustedProxies = reader.stringArray(forKey: "trusted.proxies", default: [])
    assetsFile = reader.string(forKey: "assets.file")
    let storage = reader.string(forKey: "storage.type", default: "local")
    guard storage == "local" else {
      throw ConfigurationError("STORAGE_TYPE must be local; \(storage) is not supported")
    }
    let algorithm = reader.string(forKey: "jwt.algorithm", default: "HS256")
    guard algorithm == "HS256" else {
      throw ConfigurationError("JWT_ALGORITHM must be HS256, not \(algorithm)")
    }
    store = EventStore.Settings(
      flushRows: try Self.integer(reader, "event.buffer.size", default: 100_000, 1...10_000_000),
      flushSeconds: try Self.integer(reader, "event.flush.interval", default: 60, 1...86_400),
      memoryLimit: try Self.integer(reader, "memory.limit.mb", default: 512, 64...1_048_576) << 20,
      threads: try Self.integer(reader, "query.threads", default: 2, 1...256))
    queryLanes = try Self.integer(reader, "query.lanes", default: 2, 1...64)
    queryTimeoutSeconds = Double(
      try Self.integer(reader, "query.timeout.seconds", default: 30, 1...3600))
    requestsPerMinutePerAddress = try Self.integer(
      reader, "rate.limit.per.ip", default: 100, 0...10_000_000)
    tenants = TenantSettings()
    tenants.isTest = environment == .test
    tenants.sessionIdleHours = Double(
      try Self.integer(reader, "jwt.expiration.hours", default: 24, 1...720))
    tenants.bcryptCost = try Self.integer(reader, "bcrypt.cost", default: 12, 4...16)
    tenants.failuresPerAccount = try Self.integer(
      reader, "login.failures.per.account", default: 5, 1...1_000_000)
    tenants.failuresPerClient = try Self.integer(
      reader, "login.failures.per.ip", default: 20, 1...1_000_000)
    let registration = reader.string(forKey: "registration", default: "open")
    guard let policy = TenantSettings.Registration(rawValue: registration) else {
      throw ConfigurationError("REGISTRATION must be open or invite, not \(registration)")
    }
    tenants.registration = policy
  }

  private static func integer(
    _ reader: ConfigReader, _ key: ConfigKey, default standard: Int, _ range: ClosedRange<Int>
  ) throws -> Int {
    let name = key.components.joined(separator: "_").uppercased()
    guard let text = reader.string(forKey: key) else { return standard }
    guard let value = Int(text), range.contains(value) else {
      throw ConfigurationError(
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not \(text)"
      )
    }
    return value
  }

  /// Where strangers could read what passes.
  package var isReachableFromElsewhere: Bool {
    !["127.0.0.1", "localhost", "::1"].contains(host)
  }
}

package struct ConfigurationError: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
