internal import ArgumentParser
internal import Events

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a project with realistic events of a shop, to look around in.",
    discussion: """
      90 days up to now, several funnels, and a checkout that fails on one browser. The same seed
      gives the same shop. The address to open and the sign-in are printed.
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "How many events, about.")
  var events: Int = 100_000

  @Option(help: "Another seed is another shop.")
  var seed: Int = 1

  func validate() throws {
    guard 1_000...20_000_000 ~= events else {
      throw ValidationError("--events must be from 1,000 to 20,000,000.")
    }
  }

  func run() async throws {
    let serve = "iafa serve" + (data.dataDir.map { " --data-dir \($0)" } ?? "")
    try await Command.perform(
      ["command": "demo", "events": .number(events), "seed": .number(seed)], data,
      makesDirectory: true, whereNoServerRuns: "\nNo server runs yet; start it with: \(serve)")
  }
}
