internal import ArgumentParser
internal import Events
internal import Foundation
internal import IAFAServer

struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring events in from files; a second run of the same file changes nothing.",
    discussion: """
      NDJSON, CSV or Parquet, by the name's ending; gzip as well. Every event needs a time; one
      without an offset is UTC. Events without an id get one made of their content and of their
      number among equal ones in the file, so that a repeated import counts nothing twice. Ends
      with status 1 where a file can't be read or every row was refused.
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "The project's id.")
  var project: String

  @Option(
    help: ArgumentHelp(
      "Which column holds a field, e.g. --map user_id=customer --map event_type=action.",
      valueName: "field=column"))
  var map: [String] = []

  @Argument(help: "Files to import.")
  var files: [String]

  func validate() throws {
    if files.isEmpty { throw ValidationError("Name a file to import.") }
    if UUIDValue(project) == nil { throw ValidationError("--project must be the id of a project.") }
    for pair in map where !pair.contains("=") {
      throw ValidationError("--map must be field=column, not \(pair).")
    }
  }

  func run() async throws {
    let mapping = Dictionary(
      map.map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
      }, uniquingKeysWith: { $1 })
    let command: JSON = [
      "command": "import", "project": .string(project),
      "files": .array(files.map { .string(URL(filePath: $0).path) }),
      "map": .object(
        mapping.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }),
    ]
    try await Command.perform(command, data)
  }
}
