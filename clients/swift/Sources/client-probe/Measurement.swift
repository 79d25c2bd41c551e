internal import Foundation
internal import IAFAClient

/// How many events `track` puts on disk in a second, and how long one call takes.
struct Measurement {
  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  func run() async throws {
    var options = IAFAOptions(folder: arguments.folder)
    options.maximumEvents = .max
    options.maximumBytes = .max
    options.batchInterval = .seconds(3600)
    options.batchEvents = .max
    let iafa = try IAFAClient(
      key: "pk_measure", server: URL(string: "http://127.0.0.1:9") ?? arguments.folder,
      options: options)
    let callers = arguments.number("threads", 1)
    let each = arguments.number("count", 1000) / callers
    let isAsync = arguments.number("async", 0) == 1
    let began = ContinuousClock.now
    var times: [Duration] = []
    if isAsync {
      times = await withTaskGroup(of: [Duration].self) { group in
        for _ in 0..<callers { group.addTask { await Self.awaited(iafa, each) } }
        return await group.reduce(into: []) { $0 += $1 }
      }
    } else {
      times = Self.blocking(iafa, callers: callers, each)
    }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    report(times.sorted(), seconds)
  }

  private func report(_ times: [Duration], _ seconds: Double) {
    func milliseconds(_ share: Double) -> String {
      let place = min(times.count - 1, Int(Double(times.count) * share))
      return String(format: "%.2f", times[place] / .milliseconds(1))
    }
    Probe.say(
      "\(Int(Double(times.count) / seconds)) calls/s, p50 \(milliseconds(0.5)) ms, "
        + "p99 \(milliseconds(0.99)) ms, longest \(milliseconds(1)) ms")
  }

  private static let properties: [String: IAFAValue] = [
    "price": 79.9, "plan": "pro", "page": "/checkout/confirm", "items": 3,
  ]

  private static func awaited(_ iafa: IAFAClient, _ count: Int) async -> [Duration] {
    var times: [Duration] = []
    for _ in 0..<count {
      let began = ContinuousClock.now
      do { try await iafa.track("purchase", user: "ada", properties: properties) } catch {
        Probe.say("error \(error)")
      }
      times.append(ContinuousClock.now - began)
    }
    return times
  }

  /// Threads of their own: a pool would run as many as there are processors.
  private static func blocking(_ iafa: IAFAClient, callers: Int, _ count: Int) -> [Duration] {
    let found = Found()
    let finished = DispatchSemaphore(value: 0)
    for _ in 0..<callers {
      Thread {
        for _ in 0..<count {
          let began = ContinuousClock.now
          do { try iafa.track("purchase", user: "ada", properties: properties) } catch {
            Probe.say("error \(error)")
          }
          found.add(ContinuousClock.now - began)
        }
        finished.signal()
      }.start()
    }
    for _ in 0..<callers { finished.wait() }
    return found.all
  }
}

/// What the threads have measured.
private final class Found: @unchecked Sendable {  // Both accesses hold the lock.
  private let lock = NSLock()
  private var times: [Duration] = []

  var all: [Duration] { lock.withLock { times } }

  func add(_ time: Duration) { lock.withLock { times.append(time) } }
}
