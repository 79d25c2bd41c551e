internal import Configuration
internal import Foundation
internal import SystemPackage

extension ServerConfiguration {
  /// The settings of this process: `flags` (by the names of environment variables) over the
  /// environment over `.env` over defaults.
  package static func load(flags: [String: String] = [:]) async throws -> ServerConfiguration {
    let file = try await EnvironmentVariablesProvider(
      environmentFilePath: FilePath(".env"), allowMissing: true)
    return try ServerConfiguration(
      ConfigReader(providers: [
        EnvironmentVariablesProvider(environmentVariables: flags),
        EnvironmentVariablesProvider(), file,
      ]))
  }
}
