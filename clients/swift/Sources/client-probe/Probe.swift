internal import Foundation
internal import IAFAClient

/// An app for tests to start, kill and start again. Says on its standard output what it was
/// promised.
///
///     client-probe server=URL key=pk_… folder=PATH [from=0] [count=0] [threads=1]
///       [pause=MICROSECONDS] [identify=USER] [flush=1] [stay=1] [every=2] [most=100000]
///     client-probe measure folder=PATH [count=1000] [threads=1] [async=1]
@main enum Probe {
  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    let arguments = Arguments(words)
    if words.first == "measure" { return try await Measurement(arguments).run() }
    var options = IAFAOptions(folder: arguments.folder)
    options.batchInterval = .seconds(arguments.number("every", 2))
    options.maximumEvents = arguments.number("most", options.maximumEvents)
    options.onNotice = { say("notice \($0)") }
    do {
      let iafa = try IAFAClient(
        key: arguments.text("key"), server: arguments.server, options: options)
      say("open \(iafa.waitingEvents)")
      if !arguments.text("identify").isEmpty {
        try await iafa.identify(arguments.text("identify"), anonymous: "probe")
      }
      track(iafa, arguments)
      if arguments.number("flush", 0) == 1 { await flush(iafa) }
      if arguments.number("stay", 0) == 1 { while readLine() != nil {} }
      await iafa.close()
      say("closed \(iafa.waitingEvents)")
    } catch {
      say("error \(error)")
    }
  }

  /// Each number once; `tracked N` only after the client has promised it.
  private static func track(_ iafa: IAFAClient, _ arguments: Arguments) {
    let from = arguments.number("from", 0)
    let count = arguments.number("count", 0)
    let pause = arguments.number("pause", 0)
    let threads = arguments.number("threads", 1)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for number in stride(from: from + thread, to: from + count, by: threads) {
        do throws(IAFAError) {
          try iafa.track("ledger", user: "probe", properties: ["n": .integer(number)])
          say("tracked \(number)")
        } catch {
          say("error \(number) \(error)")
        }
        if pause > 0 { usleep(UInt32.random(in: 0...UInt32(2 * pause))) }
      }
    }
  }

  private static func flush(_ iafa: IAFAClient) async {
    while await !iafa.flush() { usleep(50_000) }
    say("flushed")
  }

  /// One write for each line: what was said before a kill was said whole.
  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line.replacing("\n", with: " ") + "\n").utf8))
  }
}
