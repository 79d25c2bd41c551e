internal import ArgumentParser
internal import IAFAServer

/// The options that every command takes.
struct DataOptions: ParsableArguments {
  @Option(help: "Where everything is kept (DATA_DIR, default ./data).")
  var dataDir: String?

  /// The settings, with flags over everything else.
  func configuration(_ flags: [String: String] = [:]) async throws -> ServerConfiguration {
    var flags = flags
    if let dataDir { flags["DATA_DIR"] = dataDir }
    do {
      return try await ServerConfiguration.load(flags: flags)
    } catch let error as ConfigurationError {
      throw ValidationError(error.description)
    }
  }
}
