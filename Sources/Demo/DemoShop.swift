package import Events

/// An invented outdoor shop: 90 days of what its visitors did, made anew from a seed.
///
/// Every visit is walked through step by step (`Visit`), by people (`Person`) who come back, sign
/// in, change devices and change their minds. A day is made whole before it is handed out, and
/// only those who will come again are remembered, so that memory follows the length of a day.
package struct DemoShop: Sendable {
  let seed: UInt64
  let eventCount: Int
  package let end: Instant
  let project: ProjectID

  package init(seed: UInt64, eventCount: Int, end: Instant, project: ProjectID) {
    self.seed = seed
    self.eventCount = eventCount
    self.end = end
    self.project = project
  }

  package static let projectName = "Fernweh Outdoor (demo)"
  package static let domain = "shop.fernweh.example"
  /// The shop's rhythm follows this zone's clocks.
  package static let timezone = ShopClock.timezone

  package static let dayCount = 90
  /// What Safari's payments fail with from `problemStart` on.
  package static let plantedError = "3ds_frame_blocked"

  package var begin: Instant { end.advanced(bySeconds: Double(-Self.dayCount) * 86_400) }
  package var problemStart: Instant { end.advanced(bySeconds: -20 * 86_400) }

  /// Hands out events and identifications in the order of time, at most 5,000 at once.
  package func forEachBatch(_ body: ([Entry]) async throws -> Void) async throws {
    var calendar = ShopCalendar(self)
    while let entries = calendar.nextDay() {
      for start in stride(from: 0, to: entries.count, by: Self.batchSize) {
        try await body(Array(entries[start..<min(start + Self.batchSize, entries.count)]))
      }
    }
  }

  private static let batchSize = 5_000
}
