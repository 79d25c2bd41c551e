internal import ArgumentParser
internal import Events

struct Compact: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write everything to Parquet now and publish every closed day.")

  @OptionGroup var data: DataOptions

  func run() async throws { try await Command.perform(["command": "compact"], data) }
}
