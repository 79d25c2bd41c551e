internal import ArgumentParser
internal import Foundation
internal import IAFAServer

/// The one executable; one file a command.
@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iafa",
    abstract: "Funnel analytics on your own machine.",
    discussion: "Settings are taken from flags, then the environment, then .env, then defaults.",
    version: IAFA.version,
    subcommands: [
      Serve.self, Import.self, FunnelCommand.self, Demo.self, Compact.self, Verify.self,
      Backup.self, Restore.self,
    ])

  /// Usage errors end with status 2, as shells have it, and not with the library's 64.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      FileHandle.standardError.say(fullMessage(for: error) + "\n")
      Foundation.exit(2)
    }
  }
}
