package import Events

/// What recovery found in the log.
package struct LogRecovery: Sendable, Equatable {
  package var replayedRecords = 0
  /// Bytes of writes that a crash cut off; nobody was told that they are there.
  package var tornBytes = 0
  /// Stretches of a segment that no longer read. Zero but for a broken disk.
  package var damagedStretches = 0
  /// The first record that the log's files go back to; nil where there is no file.
  package var oldest: UInt64?
  /// Records that were acknowledged and no longer read, where their numbers show it.
  package var missing: [MissingRecords] = []

  package var missingRecords: Int { missing.reduce(0) { $0 + $1.count } }
}

/// A gap in the numbers of the log's records.
package struct MissingRecords: Sendable, Equatable {
  package var first: UInt64
  package var count: Int

  package init(first: UInt64, count: Int) {
    self.first = first
    self.count = count
  }
}

/// Opens the log after any end of the process: replays, leaves the torn tail behind, reports.
package struct LogReader<D: Disk>: ~Copyable {
  private let disk: D
  private let store: UUIDValue
  private var recovery = LogRecovery()
  private var closed: [LogSegment] = []
  private var next: UInt64

  /// Replays the records after `flushed` in order and answers the writer that goes on.
  ///
  /// One segment is in memory at a time. Idempotent: a crash in here changes nothing that a second
  /// run would not find again.
  ///
  /// - Parameters:
  ///   - flushed: the last record that is in parts; older ones are skipped.
  ///   - replay: gets each commit group's entries with the number of the first.
  package static func open(
    _ directory: String, disk: D, store: UUIDValue, flushed: UInt64,
    settings: LogSettings = LogSettings(),
    replay: (_ first: UInt64, _ entries: [Entry]) throws -> Void
  ) throws -> LogWriter<D> {
    try disk.createDirectory(directory)
    var reader = LogReader(disk: disk, store: store, next: flushed + 1)
    for segment in try segments(directory, disk, store) {
      try reader.read(segment, replay: replay)
    }
    return LogWriter(
      disk: disk, directory: directory, store: store, settings: settings, next: reader.next,
      closed: reader.closed, recovery: reader.recovery)
  }

  private init(disk: D, store: UUIDValue, next: UInt64) {
    self.disk = disk
    self.store = store
    self.next = next
  }

  /// The segments in the order of their records: by their headers, and by their names where those
  /// do not read.
  private static func segments(
    _ directory: String, _ disk: D, _ store: UUIDValue
  ) throws(DiskError) -> [LogSegment] {
    var segments: [LogSegment] = []
    for name in try disk.list(directory) {
      guard let named = LogSegment.first(ofName: name) else { continue }
      let path = directory + "/" + name
      let file = try disk.open(path)
      defer { disk.close(file) }
      let header = Frame.Header(try disk.read(file, at: 0, count: Frame.headerSize))
      let isOurs = header?.store == store && header?.kind == .log
      segments.append(
        LogSegment(first: isOurs ? header?.first ?? named : named, path: path, size: 0))
    }
    return segments.sorted { ($0.first, $0.path) < ($1.first, $1.path) }
  }

  private mutating func read(
    _ segment: LogSegment, replay: (UInt64, [Entry]) throws -> Void
  ) throws {
    var segment = segment
    let content = try FramedContent.read(
      segment.path, disk: disk,
      expected: Frame.Header(kind: .log, store: store, first: segment.first))
    if content.isBlank {
      // The process ended before the first record.
      try disk.remove(segment.path)
      return
    }
    recovery.damagedStretches += content.damagedStretches + (content.isHeaderIntact ? 0 : 1)
    segment.isDamaged = content.isDamaged
    segment.size = content.end + content.tornBytes
    for frame in content.frames {
      if frame.count == 0 {
        segment.isEnded = true
        continue
      }
      let end = frame.first + UInt64(frame.count)
      guard end > next else { continue }
      guard let entries = EntryCodec.decode(frame.payload), entries.count == frame.count else {
        recovery.damagedStretches += 1
        segment.isDamaged = true
        continue
      }
      if frame.first > next {
        recovery.missing.append(
          MissingRecords(first: next, count: Int(frame.first - next)))
      }
      let known = Int(max(next, frame.first) - frame.first)
      try replay(frame.first + UInt64(known), Array(entries[known...]))
      recovery.replayedRecords += frame.count - known
      next = end
    }
    if content.tornBytes > 0 {
      recovery.tornBytes += content.tornBytes
      // A last write that rotted looks like one that was torn, so the bytes are kept. It is known
      // for damage where the writer had said that nothing more comes.
      if segment.isEnded { recovery.damagedStretches += 1 }
      segment.isDamaged = true
    }
    guard content.frames.isEmpty else {
      recovery.oldest = recovery.oldest ?? segment.first
      closed.append(segment)
      return
    }
    try segment.keepAside(disk)
  }
}

/// A closed segment.
struct LogSegment: Sendable {
  /// The number of its first record.
  var first: UInt64
  var path: String
  /// Bytes up to its end, without the space reserved after it.
  var size: Int
  /// It holds bytes that do not read: it is kept for a person to look at when its records are in
  /// parts.
  var isDamaged = false
  /// The process that wrote it stopped in good order.
  var isEnded = false

  static func name(first: UInt64) -> String {
    let digits = String(first)
    return String(repeating: "0", count: 20 - digits.count) + digits + ".log"
  }

  static func first(ofName name: String) -> UInt64? {
    guard name.hasSuffix(".log") else { return nil }
    return UInt64(name.dropLast(4))
  }

  /// Out of the way of the log, and not lost.
  func keepAside<D: Disk>(_ disk: D) throws(DiskError) {
    let file = try disk.open(path)
    defer { disk.close(file) }
    try disk.truncate(file, to: size)
    try disk.rename(path, to: path + ".kept")
  }
}
