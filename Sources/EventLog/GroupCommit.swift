package import Events

/// Collects what waits for the disk into commit groups: one write and one sync for many requests.
///
/// Pure: it decides what to write next; the store writes. While one group is being synced, the
/// next one gathers, so that the disk's own time sets the size of the groups.
package struct GroupCommit: Sendable {
  package struct Group: Sendable {
    package var number: UInt64
    package var entries: [Entry] = []
    package var payload: ByteWriter = ByteWriter()
  }

  /// A group is closed at this size, so that a frame stays well below its limit.
  package static let maximumBytes = 8 << 20

  private var waiting: [Group] = []
  private var nextNumber: UInt64 = 1

  package init() {}

  /// Adds entries that must be committed together.
  ///
  /// - Returns: the number of the group that will hold them.
  package mutating func add(_ entries: [Entry], encoded: [UInt8]) -> UInt64 {
    if let last = waiting.last, last.payload.bytes.count + encoded.count <= Self.maximumBytes {
      waiting[waiting.count - 1].entries += entries
      waiting[waiting.count - 1].payload.append(encoded)
    } else {
      var group = Group(number: nextNumber, entries: entries)
      group.payload.append(encoded)
      waiting.append(group)
      nextNumber += 1
    }
    return lastNumber
  }

  /// The oldest group that waits; it is out of the queue from now on.
  package mutating func takeFirst() -> Group? {
    waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// The number of the youngest group there ever was.
  package var lastNumber: UInt64 { nextNumber - 1 }
}
