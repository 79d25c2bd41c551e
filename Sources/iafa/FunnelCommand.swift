internal import ArgumentParser
internal import Events
internal import Foundation

struct FunnelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "funnel", abstract: "A funnel's definition in, its numbers out, both JSON.")

  @OptionGroup var data: DataOptions

  @Option(help: "The project's id.")
  var project: String

  @Option(help: "First day, or an instant; default: 30 days back.")
  var start: String?

  @Option(help: "Last day (inclusive), or an instant (exclusive); default: today.")
  var end: String?

  @Argument(help: "A file with the definition; - reads standard input.")
  var file: String

  func validate() throws {
    if UUIDValue(project) == nil { throw ValidationError("--project must be the id of a project.") }
  }

  func run() async throws {
    let bytes: [UInt8]
    if file == "-" {
      bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
    } else if let content = FileManager.default.contents(atPath: file) {
      bytes = Array(content)
    } else {
      throw Command.failed("\(file) can't be read; is the name right?")
    }
    let definition: JSON
    do {
      definition = try JSONParser.parse(bytes).value
    } catch {
      let name = file == "-" ? "the standard input" : file
      throw Command.failed("\(name) is not JSON: \(error.message) at byte \(error.offset)")
    }
    try await Command.perform(
      [
        "command": "funnel", "project": .string(project), "definition": definition,
        "start_date": .optional(start), "end_date": .optional(end),
      ], data)
  }
}
