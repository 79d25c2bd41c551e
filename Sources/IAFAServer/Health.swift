internal import EventLog
internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Segments

/// `/health`, `/ready` and `/metrics`: what machines ask.
struct HealthRoutes: Sendable {
  let store: EventStore

  /// The process is up; nothing is asked of a disk.
  func health(_ call: Call) -> Response { Response(json: ["status": "ok"]) }

  /// Events are taken and queries answered.
  func ready(_ call: Call) async throws -> Response {
    if await store.problem != nil {
      throw Problem(
        .serviceUnavailable, "storage_failed", "The disk failed; the server takes no events.",
        retryAfterSeconds: 10)
    }
    let range = Instant(microseconds: 0)..<Instant(microseconds: 1)
    _ = try await store.snapshot(of: ProjectID(bits: 0), range)
    return Response(json: ["status": "ready"])
  }

  /// Prometheus text.
  func metrics(_ call: Call) async -> Response {
    let recovery = store.recovery
    let damaged = store.damagedFiles
    let values: [(name: String, kind: String, help: String, value: Int)] = [
      (
        "iafa_unflushed_events", "gauge", "Events in the log that are not yet in Parquet.",
        await store.unflushedRows
      ),
      (
        "iafa_stored_events", "gauge", "Events in Parquet files.", store.storedRows
      ),
      (
        "iafa_wal_torn_bytes", "gauge", "Bytes of cut-off writes found at the last start.",
        recovery.tornBytes
      ),
      (
        "iafa_wal_damaged_stretches", "gauge",
        "Damaged stretches of the log found at the last start.",
        recovery.damagedStretches
      ),
      (
        "iafa_lost_records", "gauge",
        "Acknowledged records of the log that no longer read, until the loss is accepted.",
        store.lostRecords
      ),
      (
        "iafa_damaged_files", "gauge", "Parquet files that are not what was written.",
        damaged.count
      ),
      (
        "iafa_damaged_events", "gauge", "Events in Parquet files that are not what was written.",
        damaged.reduce(0) { $0 + $1.rows }
      ),
    ]
    var text = ""
    for metric in values {
      text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind)\n"
      text += "\(metric.name) \(metric.value)\n"
    }
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
