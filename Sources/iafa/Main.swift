internal import ArgumentParser

/// The one executable; one file a command.
@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iafa",
    abstract: "Funnel analytics on your own machine.",
    discussion: "Settings are taken from flags, then the environment, then .env, then defaults.",
    version: "0.1.0",
    subcommands: [Serve.self, Import.self, FunnelCommand.self, Demo.self, Compact.self])
}
