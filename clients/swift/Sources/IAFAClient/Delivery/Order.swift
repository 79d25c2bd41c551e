/// Keeps the order of events that travel in different requests.
///
/// The server moves each request's times by received − sent_at: the clock's error, which is always
/// the same, plus the way, which is not. An event made 1 ms after another but in a request that was
/// 100 ms faster would land before it. So an event that was never sent is moved to after the last
/// one sent plus the longest that one can have travelled. Once sent, a time is final: whichever
/// attempt arrives first is the one that counts. (The browser's tracker does the same.)
struct Order: Codable, Sendable, Equatable {
  /// What a request may take to arrive, as long as nothing else is known of it: one second.
  static let unknown: Int64 = 1_000_000

  /// The number of the last event that was ever put into a request.
  private(set) var mark: UInt64 = 0
  /// What events up to the mark had to be after when they were first sent.
  private var markFloor: Int64 = 0
  /// What later events have to be after.
  private var floor: Int64 = 0
  /// The last time of a request whose outcome is not known: the process may have ended before it.
  private var underWay: Int64?
  /// The time of the last event that was delivered.
  private var deliveredTime: Int64 = 0

  /// Those that were in a request go together again, so that their times come out the same.
  func most(after delivered: UInt64) -> Int {
    mark > delivered ? Int(clamping: mark - delivered) : Int.max
  }

  /// The times with which a batch travels; nil stays nil.
  mutating func settle(first: UInt64, times: [Int64?]) -> [Int64?] {
    if let underWay { floor = max(floor, underWay + Self.unknown) }
    if first > mark {
      markFloor = floor
      mark = first + UInt64(times.count) - 1
    }
    var last = max(deliveredTime, markFloor)
    let settled = times.map { made in
      made.map {
        last = max($0, last + 1)
        return last
      }
    }
    underWay = settled.last { $0 != nil } ?? nil
    return settled
  }

  /// - Parameters:
  ///   - times: as they were settled.
  ///   - travelled: how long the request took, in microseconds; that it failed does not mean that
  ///     it has not arrived.
  ///   - count: how many of the batch are delivered.
  mutating func conclude(times: [Int64?], travelled: Int64, delivered count: Int) {
    underWay = nil
    if let last = times.last(where: { $0 != nil }) ?? nil { floor = max(floor, last + travelled) }
    if let last = times.prefix(count).last(where: { $0 != nil }) ?? nil { deliveredTime = last }
  }
}
