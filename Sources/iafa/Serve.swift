internal import ArgumentParser
internal import Foundation
internal import Hummingbird
internal import IAFAServer
internal import Logging
internal import UnixSignals

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take events, answer questions, show the dashboard.")

  @OptionGroup var data: DataOptions

  @Option(help: "Address to listen on (API_HOST, default 127.0.0.1).")
  var host: String?

  @Option(help: "Port to listen on; 0 takes a free one (API_PORT, default 8000).")
  var port: Int?

  func run() async throws {
    var flags: [String: String] = [:]
    if let host { flags["API_HOST"] = host }
    if let port { flags["API_PORT"] = String(port) }
    let configuration = try await data.configuration(flags)
    let logger = Self.logger()
    let iafa = try await IAFA.open(configuration)
    if configuration.isReachableFromElsewhere {
      logger.warning(
        "reachable from other machines without TLS: put a proxy with TLS in front",
        metadata: ["host": "\(configuration.host)"])
    }
    let host = configuration.host
    let application = try iafa.application(logger: logger) { port in
      // The line that scripts wait for; standard output is a file or a pipe there.
      FileHandle.standardOutput.say("listening on http://\(host):\(port)\n")
    }
    do {
      try await application.runService(gracefulShutdownSignals: [.sigterm, .sigint])
    } catch {
      throw iafa.explained(error)
    }
    FileHandle.standardOutput.say("stopped\n")
  }

  private static func logger() -> Logger {
    var logger = Logger(label: "iafa") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .notice
    return logger
  }
}
