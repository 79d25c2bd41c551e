internal import ArgumentParser
internal import Events
internal import Foundation
internal import IAFAServer

/// Performs a command where the data is: in the server that owns the directory, or here.
enum Command {
  static func perform(_ command: JSON, _ options: DataOptions) async throws {
    let configuration = try await options.configuration()
    let progress = ProgressBar()
    let outcome: JSON
    do {
      if let socket = try CommandSocket.connect(dataDirectory: configuration.dataDirectory) {
        outcome = try socket.perform(command) { progress.show($0) }
      } else {
        let iafa = try await IAFA.open(configuration)
        outcome = try await iafa.perform(command) { progress.show($0) }
      }
    } catch let error as CommandFailure {
      progress.finish()
      FileHandle.standardError.write(Data("iafa: \(error.description)\n".utf8))
      throw ExitCode(1)
    }
    progress.finish()
    print(outcome["text"]?.text ?? outcome.jsonText)
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
    FileHandle.standardError.write(Data("\r\u{1B}[K\(bar) \(progress.text)".utf8))
  }

  func finish() {
    if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
