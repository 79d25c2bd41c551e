internal import ArgumentParser
internal import Events
internal import Foundation
internal import IAFAServer

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read every file and say what is not as it was written.",
    discussion: """
      Works beside a running server. Ends with status 1 where something is wrong. Answers that lack
      events for it say "partial" until the files are back or the loss is accepted.
      """)

  @OptionGroup var data: DataOptions

  @Flag(help: "Put damaged files aside and take their events, and lost ones, as lost.")
  var acceptLoss = false

  func run() async throws {
    try await Command.perform(
      ["command": "verify", "accept_loss": .bool(acceptLoss)], data)
  }
}

struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy everything into a new directory, also while the server runs.",
    discussion: """
      Everything that was acknowledged before is in it: events, identifications, accounts, projects,
      funnels and the secret key, unless SECRET_KEY is set. Keep it as safe as the data itself.
      """)

  @OptionGroup var data: DataOptions

  @Argument(help: "Where to; it must not exist yet, or be empty.")
  var directory: String

  func run() async throws {
    try await Command.perform(
      ["command": "backup", "directory": .string(URL(filePath: directory).path)], data)
  }
}

struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a new data directory out of a backup.",
    discussion: "Every file is compared with the backup's list first; nothing is overwritten.")

  @OptionGroup var data: DataOptions

  @Argument(help: "The directory that `iafa backup` wrote.")
  var backup: String

  func run() async throws {
    let target = try await data.configuration().dataDirectory
    do {
      print(
        try IAFA.restore(from: URL(filePath: backup).path, to: URL(filePath: target).path))
    } catch let error as CommandFailure {
      FileHandle.standardError.say("iafa: \(error.description)\n")
      throw ExitCode(1)
    }
  }
}
