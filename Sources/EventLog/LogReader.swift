package import Events

/// What recovery found in the log.
package struct LogRecovery: Sendable, Equatable {
  package var replayedRecords = 0
  /// Bytes of writes that a crash cut off; nobody was told that they are there.
  package var tornBytes = 0
  /// Stretches of a segment that no longer read. Zero but for a broken disk.
  package var damagedStretches = 0
  /// Records whose numbers are missing, as damage loses them.
  package var missingRecords = 0
}

/// Opens the log after any end of the process: replays, cuts the torn tail, reports.
package enum LogReader {
  static func segmentName(first: UInt64) -> String {
    let digits = String(first)
    return String(repeating: "0", count: 20 - digits.count) + digits + ".log"
  }

  /// Replays the records after `flushed` in order and answers the writer that goes on.
  ///
  /// Idempotent: a crash in here changes nothing that a second run would not find again.
  ///
  /// - Parameters:
  ///   - flushed: the last record that is in parts; older ones are skipped.
  ///   - replay: gets each commit group's entries with the number of the first.
  package static func open<D: Disk>(
    _ directory: String, disk: D, store: UUIDValue, flushed: UInt64, segmentSize: Int = 32 << 20,
    replay: (_ first: UInt64, _ entries: [Entry]) throws(DiskError) -> Void
  ) throws(DiskError) -> LogWriter<D> {
    try disk.createDirectory(directory)
    var recovery = LogRecovery()
    var closed: [(first: UInt64, path: String)] = []
    var next = flushed + 1
    for name in try disk.list(directory) where name.hasSuffix(".log") {
      let path = directory + "/" + name
      guard let content = try FramedContent.read(path, disk: disk, store: store) else {
        // Made but not begun when the process ended: it never held a record.
        try disk.remove(path)
        continue
      }
      recovery.tornBytes += content.tornBytes
      recovery.damagedStretches += content.damagedStretches
      for frame in content.frames {
        let end = frame.first + UInt64(frame.count)
        guard end > next else { continue }
        guard let entries = EntryCodec.decode(frame.payload), entries.count == frame.count else {
          recovery.damagedStretches += 1
          continue
        }
        if frame.first > next { recovery.missingRecords += Int(frame.first - next) }
        let known = Int(max(next, frame.first) - frame.first)
        try replay(frame.first + UInt64(known), Array(entries[known...]))
        recovery.replayedRecords += frame.count - known
        next = end
      }
      if content.frames.isEmpty {
        // Its name is free for the segment that goes on. What was cut off is kept: a last write
        // that rotted looks the same as one that was torn.
        if content.tornBytes > 0 {
          try disk.rename(path, to: path + ".torn")
        } else {
          try disk.remove(path)
        }
      } else {
        closed.append((content.header.first, path))
      }
    }
    return LogWriter(
      disk: disk, directory: directory, store: store, segmentSize: segmentSize, next: next,
      closed: closed, recovery: recovery)
  }
}
