import Segments
import Tenants
import Testing

@testable import IAFAServer

/// Settings: defaults, refusals, what stands over what.
@Suite struct ConfigurationTests {
  @Test func `Defaults serve this machine only`() throws {
    let configuration = try serverConfiguration("/tmp/none", ["API_PORT": "8000"])
    #expect(configuration.host == "127.0.0.1")
    #expect(configuration.port == 8000)
    #expect(!configuration.isReachableFromElsewhere)
    #expect(configuration.tenants.registration == .open)
    #expect(configuration.queryTimeoutSeconds == 30)
    #expect(configuration.store.flushSeconds == 60)
    #expect(try serverConfiguration("/tmp/none", ["API_HOST": "0.0.0.0"]).isReachableFromElsewhere)
    let origins = try serverConfiguration("/tmp/none", ["CORS_ORIGINS": "https://a,https://b"])
    #expect(origins.corsOrigins == ["https://a", "https://b"])
  }

  @Test(arguments: [
    ("ENVIRONMENT", "staging", "ENVIRONMENT must be development, production or test"),
    ("STORAGE_TYPE", "s3", "STORAGE_TYPE must be local"),
    ("JWT_ALGORITHM", "none", "JWT_ALGORITHM must be HS256"),
    ("REGISTRATION", "closed", "REGISTRATION must be open or invite"),
    ("API_PORT", "65536", "API_PORT must be a whole number from 0 to 65535"),
    ("API_PORT", "http", "API_PORT must be a whole number"),
    ("EVENT_BUFFER_SIZE", "0", "EVENT_BUFFER_SIZE must be a whole number from 1"),
    ("EVENT_FLUSH_INTERVAL", "1.5", "EVENT_FLUSH_INTERVAL must be a whole number"),
    ("MEMORY_LIMIT_MB", "1", "MEMORY_LIMIT_MB must be a whole number from 64"),
    ("QUERY_LANES", "-1", "QUERY_LANES must be a whole number"),
    ("BCRYPT_COST", "3", "BCRYPT_COST must be a whole number from 4 to 16"),
    ("JWT_EXPIRATION_HOURS", "0", "JWT_EXPIRATION_HOURS must be a whole number from 1"),
  ])
  func `A setting that can't be is refused by its name`(
    name: String, value: String, words: String
  ) throws {
    let error = #expect(throws: ConfigurationError.self) {
      _ = try serverConfiguration("/tmp/none", [name: value])
    }
    #expect(try #require(error).description.hasPrefix(words))
  }

  @Test func `Flags stand over the environment and defaults`() async throws {
    let configuration = try await ServerConfiguration.load(
      flags: ["API_PORT": "4711", "DATA_DIR": "/tmp/flagged"])
    #expect(configuration.port == 4711)
    #expect(configuration.dataDirectory == "/tmp/flagged")
  }

  @Test func `A cost below the default is for tests alone`() async throws {
    try await withFolder { folder in
      let cheap = try serverConfiguration(folder, ["ENVIRONMENT": "production"])
      await #expect(throws: (any Error).self) { _ = try await IAFA.open(cheap) }
    }
  }
}
