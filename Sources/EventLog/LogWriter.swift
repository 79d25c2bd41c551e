internal import Events

package struct LogSettings: Sendable {
  /// Bytes reserved for a segment; less where the disk is nearly full.
  package var segmentSize: Int

  package init(segmentSize: Int = 32 << 20) { self.segmentSize = segmentSize }
}

/// The log: segments `log/<first>.log`, each a framed file, one frame a commit group.
///
/// Records are numbered from 1 without gaps (log sequence numbers). Not thread-safe: the store's
/// thread owns it. After a failure it must not be used again: a failed sync is never retried, the
/// process ends and recovery decides what is there. A full disk is no failure: space is reserved
/// before it is written.
package struct LogWriter<D: Disk>: ~Copyable {
  private let disk: D
  private let directory: String
  private let store: UUIDValue
  private let settings: LogSettings
  /// The open segment; nil until the first append after a start or a rotation.
  private var segment: FramedFile<D>?
  private var closed: [LogSegment]
  /// What was found when the log was opened.
  package let recovery: LogRecovery
  /// The number that the next record gets.
  package private(set) var next: UInt64

  init(
    disk: D, directory: String, store: UUIDValue, settings: LogSettings, next: UInt64,
    closed: [LogSegment], recovery: LogRecovery
  ) {
    self.disk = disk
    self.directory = directory
    self.store = store
    self.settings = settings
    self.next = next
    self.closed = closed
    self.recovery = recovery
  }

  /// Appends one commit group; durable when this returns.
  ///
  /// - Returns: the number of the group's first record.
  package mutating func append(count: Int, payload: [UInt8]) throws(AppendError) -> UInt64 {
    let size = Frame.paddedSize(Frame.prefixSize + payload.count)
    if let room = segment?.room, size > room { rotate() }
    if segment == nil { try startSegment(atLeast: Frame.headerSize + size) }
    let first = next
    try segment?.append(first: first, count: count, payload: payload)
    next += UInt64(count)
    return first
  }

  /// Ends the open segment, so that it can be removed once its records are in parts.
  package mutating func rotate() {
    guard let segment = segment.take() else { return }
    // Space that stays reserved does no harm.
    try? segment.trim()
    closed.append(
      LogSegment(first: segment.header.first, path: segment.path, size: segment.end))
  }

  /// Says that nothing more comes: what does not read after this is damage, not a torn write.
  package mutating func end() throws(AppendError) {
    try segment?.append(first: next, count: 0, payload: [0])
    rotate()
  }

  /// Removes the segments of which every record is at most `flushed`; those with bytes that do not
  /// read are put aside.
  ///
  /// The youngest stays in any case: the log then always reaches back to what the manifest says is
  /// in parts, and a manifest that lost a change is found out.
  package mutating func removeSegments(through flushed: UInt64) throws(DiskError) {
    while let oldest = closed.first {
      guard let end = closed.count > 1 ? closed[1].first : segment?.header.first,
        end <= flushed + 1
      else { return }
      if oldest.isDamaged {
        try oldest.keepAside(disk)
      } else {
        try disk.remove(oldest.path)
      }
      closed.removeFirst()
    }
  }

  /// - Throws: ``AppendError/full`` also where what is in the log would no longer find room in
  ///   parts: the space that a flush needs is not given away.
  private mutating func startSegment(atLeast size: Int) throws(AppendError) {
    let path = directory + "/" + LogSegment.name(first: next)
    do throws(DiskError) {
      let free = try disk.freeBytes(directory)
      let capacity = max(size, min(settings.segmentSize, free / 8))
      let neededByFlush = closed.reduce(0) { $0 + $1.size }
      guard free >= capacity + neededByFlush else { throw Self.noSpace(path) }
      segment = try FramedFile(
        disk: disk, creating: path,
        header: Frame.Header(kind: .log, store: store, first: next), capacity: capacity)
    } catch {
      throw error.code == DiskError.noSpace ? .full : .failed(error)
    }
    do throws(DiskError) { try disk.syncDirectory(directory) } catch { throw .failed(error) }
  }

  private static func noSpace(_ path: String) -> DiskError {
    DiskError(operation: "allocate", path: path, code: DiskError.noSpace)
  }
}
