internal import ArgumentParser
internal import Events
internal import Foundation
internal import IAFAServer

/// Performs a command where the data is: in the server that owns the directory, or here.
enum Command {
  /// - Parameters:
  ///   - makesDirectory: whether a directory without data is fine, and becomes one with.
  ///   - hint: is printed at the end where no server performed the command.
  static func perform(
    _ command: JSON, _ options: DataOptions, makesDirectory: Bool = false,
    whereNoServerRuns hint: String? = nil
  ) async throws {
    let configuration = try await options.configuration()
    let directory = configuration.dataDirectory
    guard makesDirectory || IAFA.isDataDirectory(directory) else {
      throw failed("there is no data directory at \(directory); name it with --data-dir")
    }
    let progress = ProgressBar()
    let outcome: JSON
    var ending: String?
    do {
      if let socket = try CommandSocket.connect(dataDirectory: directory) {
        outcome = try socket.perform(command) { progress.show($0) }
      } else {
        let iafa = try await IAFA.open(configuration)
        outcome = try await iafa.perform(command) { progress.show($0) }
        ending = hint
      }
    } catch let error as CommandFailure {
      progress.finish()
      throw failed(error.description)
    }
    progress.finish()
    print(outcome["text"]?.text ?? outcome.jsonText)
    if let ending { print(ending) }
    if outcome["failed"] == true { throw ExitCode(1) }
  }

  /// Says what went wrong; what is returned ends the process with status 1.
  static func failed(_ words: String) -> ExitCode {
    FileHandle.standardError.say("iafa: \(words)\n")
    return ExitCode(1)
  }
}

/// One line on a terminal that says how far a command is; silent where nobody looks.
struct ProgressBar: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  func show(_ progress: CommandProgress) {
    guard isTerminal else { return }
    let width = 30
    let filled = Int(progress.fraction * Double(width))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    FileHandle.standardError.say("\r\u{1B}[K\(bar) \(progress.text)")
  }

  func finish() {
    if isTerminal { FileHandle.standardError.say("\r\u{1B}[K") }
  }
}
