internal import Foundation

/// How far delivery has come, and what has to be remembered of times: the file `position`.
///
/// It may be lost or old at any time: events are then sent again, and the server, which has their
/// ids, counts them once.
struct Position: Codable, Sendable, Equatable {
  /// The number of the last event that the server has answered for.
  var delivered: UInt64 = 0
  var order = Order()
  var clock = EventClock(last: 0, shift: 0)
  /// Until when the server has asked to be left alone, in microseconds since 1970.
  var askedUntil: Int64 = 0

  private static let name = "/position"

  static func read(from folder: String) -> Position {
    // Not there at the first start.
    guard let bytes = try? Files.whole(folder + name) else { return Position() }
    // Spoilt is like lost.
    return (try? JSONDecoder().decode(Position.self, from: Data(bytes))) ?? Position()
  }

  func write(to folder: String) throws(IAFAError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Whole numbers only: there is nothing that JSON can't say.
    guard let data = try? encoder.encode(self) else { return }
    try Files.replace(folder + Self.name, with: Array(data))
  }
}
