internal import Events

/// The log: segments `log/<first>.log`, each a framed file, one frame a commit group.
///
/// Records are numbered from 1 without gaps (log sequence numbers). Not thread-safe: the store's
/// thread owns it. After an error it must not be used again: a failed sync is never retried, the
/// process ends and recovery decides what is there.
package struct LogWriter<D: Disk>: ~Copyable {
  private let disk: D
  private let directory: String
  private let store: UUIDValue
  private let segmentSize: Int
  /// The open segment; nil until the first append after a start or a rotation.
  private var segment: FramedFile<D>?
  /// Closed segments by the number of their first record.
  private var closed: [(first: UInt64, path: String)]
  /// What was found when the log was opened.
  package let recovery: LogRecovery
  /// The number that the next record gets.
  package private(set) var next: UInt64

  init(
    disk: D, directory: String, store: UUIDValue, segmentSize: Int, next: UInt64,
    closed: [(first: UInt64, path: String)], recovery: LogRecovery
  ) {
    self.disk = disk
    self.directory = directory
    self.store = store
    self.segmentSize = segmentSize
    self.next = next
    self.closed = closed
    self.recovery = recovery
  }

  /// Appends one commit group; durable when this returns.
  ///
  /// - Returns: the number of the group's first record.
  package mutating func append(count: Int, payload: [UInt8]) throws(DiskError) -> UInt64 {
    let size = Frame.paddedSize(Frame.prefixSize + payload.count)
    if let end = segment?.end, end + size > segmentSize { rotate() }
    if segment == nil { try startSegment(atLeast: Frame.headerSize + size) }
    let first = next
    try segment?.append(first: first, count: count, payload: payload)
    next += UInt64(count)
    return first
  }

  /// Ends the open segment, so that it can be removed once its records are in parts.
  package mutating func rotate() {
    guard let segment = segment.take() else { return }
    closed.append((segment.header.first, segment.path))
  }

  /// Removes the segments of which every record is at most `flushed`.
  package mutating func removeSegments(through flushed: UInt64) throws(DiskError) {
    while let oldest = closed.first {
      let end = closed.count > 1 ? closed[1].first : segment?.header.first ?? next
      guard end <= flushed + 1 else { return }
      try disk.remove(oldest.path)
      closed.removeFirst()
    }
  }

  private mutating func startSegment(atLeast size: Int) throws(DiskError) {
    let path = directory + "/" + LogReader.segmentName(first: next)
    segment = try FramedFile(
      disk: disk, creating: path,
      header: Frame.Header(kind: .log, store: store, first: next),
      capacity: max(segmentSize, size))
    try disk.syncDirectory(directory)
  }
}
