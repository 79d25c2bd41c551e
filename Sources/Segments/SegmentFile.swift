internal import EventLog
internal import NIOConcurrencyHelpers
internal import Synchronization

/// A Parquet file that the manifest names or named; it is unlinked when the manifest has dropped
/// it and no snapshot reads it any more.
///
/// Nothing reads it before ``isWhole()`` has said that it is what was written.
package final class SegmentFile: Sendable {
  package let path: String
  package let rows: Int
  private let seal: FileSeal
  private let disk: any Disk
  private let isDropped = Atomic(false)
  private let check = NIOLockedValueBox<Check?>(nil)

  private struct Check: Sendable {
    /// Of the file when it was compared; nil where there was none.
    var identity: FileIdentity?
    var isWhole: Bool
    var at: ContinuousClock.Instant
  }

  init(_ path: String, _ seal: FileSeal, _ rows: Int, _ disk: any Disk) {
    self.path = path
    self.seal = seal
    self.rows = rows
    self.disk = disk
  }

  /// A file that this process has just written and read back.
  convenience init(written path: String, _ seal: FileSeal, _ rows: Int, _ disk: any Disk) {
    self.init(path, seal, rows, disk)
    // Where this fails the file is compared at its first use.
    if let identity = try? disk.identity(of: path) {
      check.withLockedValue { $0 = Check(identity: identity, isWhole: true, at: .now) }
    }
  }

  /// What is known without reading the file; nil where it was never compared, or has changed since.
  var knownWhole: Bool? {
    guard let check = check.withLockedValue({ $0 }) else { return nil }
    // A file that can't be asked for is one that can't be read.
    let identity = try? disk.identity(of: path)
    return identity == check.identity ? check.isWhole : nil
  }

  /// Compares the file with its seal, unless that has been done and it has not changed since.
  /// Blocks.
  func isWhole() -> Bool { knownWhole ?? compare() }

  /// Reads the file whole and compares it with its seal. Blocks.
  @discardableResult
  func compare() -> Bool {
    var identity: FileIdentity?
    var isWhole = false
    do throws(DiskError) {
      identity = try disk.identity(of: path)
      if identity?.size == seal.bytes { isWhole = try FileSeal.of(path, disk) == seal }
    } catch {
      // A medium that does not give the bytes back is damage like bytes that are wrong.
    }
    let found = Check(identity: identity, isWhole: isWhole, at: .now)
    check.withLockedValue { $0 = found }
    return isWhole
  }

  /// When it was last read whole by this process.
  var lastCompared: ContinuousClock.Instant? { check.withLockedValue { $0?.at } }

  var size: Int { seal.bytes }

  func isSealed(by other: FileSeal) -> Bool { seal == other }

  func drop() { isDropped.store(true, ordering: .releasing) }

  deinit {
    guard isDropped.load(ordering: .acquiring) else { return }
    // A file that stays is found and removed at the next start.
    try? disk.remove(path)
  }
}
