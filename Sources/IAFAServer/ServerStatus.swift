internal import Events
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Segments

/// What the page warns of: whether events are taken, what is damaged, how full the disk is.
struct StatusRoutes: Sendable {
  let store: EventStore
  let environment: ServerConfiguration.Environment

  func status(_ call: Call) async throws -> Response {
    let problem = await problem()
    let damaged = store.damagedFiles
    let space = try FileManager.default.attributesOfFileSystem(forPath: store.layout.root)
    return Response(json: [
      "version": .string(IAFA.version),
      "environment": .string(environment.rawValue),
      "taking_events": .bool(problem == nil),
      "problem": .optional(problem),
      "damaged_files": .number(damaged.count),
      "damaged_events": .number(damaged.reduce(0) { $0 + $1.rows }),
      "lost_records": .number(store.lostRecords),
      "disk": [
        "free_bytes": .number(space[.systemFreeSize] as? Int ?? 0),
        "total_bytes": .number(space[.systemSize] as? Int ?? 0),
      ],
      "unflushed_events": .number(await store.unflushedRows),
      "stored_events": .number(store.storedRows),
    ])
  }

  /// The code of the error that an event sent now would be refused with.
  private func problem() async -> String? {
    if await store.problem != nil { return "storage_failed" }
    return await store.lacksSpace ? "disk_full" : nil
  }
}
