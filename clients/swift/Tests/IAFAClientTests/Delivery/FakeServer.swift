internal import Foundation

@testable internal import IAFAClient

/// A server in memory that keeps each id once, and does before that what a test wants to see
/// survived.
final class FakeServer: Sendable {
  enum Fate: Sendable {
    case pass
    /// Never arrives.
    case drop
    /// Arrives; its answer does not.
    case lose
    case answer(Answer)
  }

  struct Seen: Sendable {
    var key: String
    var sentAt: String
    var ids: [String]
    var times: [String?]
    var bytes: Int
  }

  private struct State {
    var requests: [Seen] = []
    var stored: [String: String] = [:]
    var order: [String] = []
    var underWay = 0
    var mostUnderWay = 0
    var fate: @Sendable (_ number: Int, _ events: [[String: any Sendable]]) -> Fate = { _, _ in
      .pass
    }
  }

  private let state = Locked(State())

  var requests: [Seen] { state.with { $0.requests } }
  /// Ids in the order of their first arrival.
  var order: [String] { state.with { $0.order } }
  /// Times by id, as they first arrived.
  var stored: [String: String] { state.with { $0.stored } }
  var mostUnderWay: Int { state.with { $0.mostUnderWay } }

  func setFate(_ fate: @escaping @Sendable (Int, [[String: any Sendable]]) -> Fate) {
    state.with { $0.fate = fate }
  }

  @Sendable func transport(_ body: [UInt8]) async throws -> Answer {
    let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
    let events = json["events"] as? [[String: any Sendable]] ?? []
    let seen = Seen(
      key: json["api_key"] as? String ?? "", sentAt: json["sent_at"] as? String ?? "",
      ids: events.map { $0["id"] as? String ?? "" },
      times: events.map { $0["timestamp"] as? String },
      bytes: body.count)
    let fate = state.with { state in
      state.requests.append(seen)
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
      return state.fate(state.requests.count, events)
    }
    await Task.yield()
    defer { state.with { $0.underWay -= 1 } }
    switch fate {
    case .answer(let answer): return answer
    case .drop: throw URLError(.cannotConnectToHost)
    case .lose:
      _ = store(seen)
      throw URLError(.networkConnectionLost)
    case .pass: return store(seen)
    }
  }

  private func store(_ seen: Seen) -> Answer {
    state.with { state in
      var accepted = 0
      for (id, time) in zip(seen.ids, seen.times) where state.stored[id] == nil {
        state.stored[id] = time ?? ""
        state.order.append(id)
        accepted += 1
      }
      let duplicates = seen.ids.count - accepted
      return Answer(
        status: 200,
        body: Data(
          #"{"status":"ok","accepted":\#(accepted),"duplicates":\#(duplicates),"rejected":[]}"#.utf8
        ))
    }
  }
}
