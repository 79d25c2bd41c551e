internal import Foundation

/// Events on disk, in the order in which they were tracked, numbered from 1: the last segment
/// grows, the first are removed when the server has answered for all that is in them.
///
/// Not safe from two threads at once: ``EventQueue`` gives it one.
final class QueueFolder {
  /// Small enough that what was delivered soon leaves the disk, large enough for few files.
  static let segmentBytes = 1 << 20
  /// Events that were delivered should not stay long; so small a file may.
  static let restBytes = 64 << 10

  let folder: String
  private let lock: FolderLock
  private var segments: [Segment] = []
  /// The number of the last record that is on disk.
  private(set) var last: UInt64
  private(set) var position: Position
  /// Where the next record to deliver stands, in the first segment.
  private var offset = Frame.magic.count
  /// Found at the opening; nobody could be told yet.
  private(set) var notices: [IAFANotice] = []

  /// Takes the folder, cuts what a crash left half written, and finds where delivery stopped.
  init(_ path: String) throws(IAFAError) {
    try Files.makeFolder(path)
    folder = path
    lock = try FolderLock(folder: path)
    position = Position.read(from: path)
    last = position.delivered
    try openSegments()
    try findPosition()
  }

  var waitingEvents: Int { Int(clamping: last - position.delivered) }

  /// Of the frames that were not delivered.
  var waitingBytes: Int {
    segments.reduce(0) { $0 + $1.end } - segments.dropFirst().count * Frame.magic.count
      - (segments.isEmpty ? 0 : offset)
  }

  private func openSegments() throws(IAFAError) {
    let firsts = try Files.list(folder).compactMap(Segment.first(inName:))
    for (place, first) in firsts.enumerated() {
      let (segment, isReadable) = try Segment.open(in: folder, first: first)
      let isLast = place == firsts.count - 1
      if isLast, !isReadable {
        // A crash came before its first event was on disk, or it is spoilt; unreadable either way.
        if segment.end > Frame.magic.count {
          notices.append(.damaged(path: segment.path, lostEvents: 1))
        }
        try Files.remove(segment.path)
      } else {
        segments.append(segment)
      }
    }
    guard let youngest = segments.last else { return }
    let found = try youngest.cutTornTail()
    position.clock.last = max(position.clock.last, found.lastTime)
    last = youngest.first + found.count - 1
    guard last < position.delivered else { return }
    // Only a disk that lost what it had synced: what was delivered keeps its numbers.
    last = position.delivered
    try startSegment()
  }

  private func findPosition() throws(IAFAError) {
    if let oldest = segments.first {
      position.delivered = max(position.delivered, oldest.first - 1)
    }
    try removeDelivered()
    guard let oldest = segments.first, oldest.first <= position.delivered else { return }
    let passed = try oldest.read(
      at: Frame.magic.count, number: oldest.first, most: Int.max, bytes: Int.max,
      through: position.delivered)
    // Where fewer are whole, the reader comes upon the damage and says so.
    offset = passed.last?.end ?? Frame.magic.count
  }

  /// Appends records in one write and one sync; durable when this returns.
  func append(_ records: [Record]) throws(Segment.Failure) {
    do throws(IAFAError) { try rotateIfNeeded() } catch { throw .init(error, isFinal: false) }
    guard let segment = segments.last else { preconditionFailure("a segment was just made") }
    var frames: [UInt8] = []
    for (place, record) in records.enumerated() {
      frames += Frame.encode(record, number: last + UInt64(place) + 1)
    }
    let isNew = segment.end == Frame.magic.count
    try segment.append(frames)
    if isNew {
      do throws(IAFAError) { try Files.syncFolder(folder) } catch {
        throw .init(error, isFinal: true)
      }
    }
    last += UInt64(records.count)
  }

  private func rotateIfNeeded() throws(IAFAError) {
    if let youngest = segments.last {
      let isDone = position.delivered == last
      guard youngest.end >= (isDone ? Self.restBytes : Self.segmentBytes) else { return }
    }
    try startSegment()
    try removeDelivered()
  }

  private func startSegment() throws(IAFAError) {
    segments.append(try Segment.create(in: folder, first: last + 1))
  }

  /// The number of the last record of a segment.
  private func end(of place: Int) -> UInt64 {
    place + 1 < segments.count ? segments[place + 1].first - 1 : last
  }

  /// What waits longest, as much as one request may hold.
  ///
  /// Where the files are not what was written, the records that can't be read are passed over, and
  /// ``IAFANotice/damaged(path:lostEvents:)`` says how many they are.
  func oldest(most: Int, bytes: Int) throws(IAFAError) -> Waiting? {
    var notices = takeNotices()
    try removeDelivered()
    while position.delivered < last, let segment = segments.first {
      let found = try segment.read(
        at: offset, number: position.delivered + 1, most: most, bytes: bytes, through: end(of: 0))
      if !found.isEmpty {
        return Waiting(first: position.delivered + 1, found: found, notices: notices)
      }
      let lost = end(of: 0) - position.delivered
      notices.append(.damaged(path: segment.path, lostEvents: Int(clamping: lost)))
      position.delivered = end(of: 0)
      if segments.count == 1 { try startSegment() }
      try removeDelivered()
    }
    return notices.isEmpty ? nil : Waiting(first: last + 1, found: [], notices: notices)
  }

  private func takeNotices() -> [IAFANotice] {
    defer { notices = [] }
    return notices
  }

  /// Moves on to after the first `count` records of what ``oldest(most:bytes:)`` gave.
  func advance(over waiting: Waiting, _ count: Int) {
    guard count > 0 else { return }
    position.delivered = waiting.first + UInt64(count) - 1
    offset = waiting.ends[count - 1]
  }

  /// Writes down how far delivery has come and removes the files that it is through with; these
  /// first, since a full disk may need their room, and no position before the first file is
  /// believed.
  func save(order: Order, clock: EventClock, askedUntil: Int64) throws(IAFAError) {
    position.order = order
    position.clock = clock
    position.askedUntil = askedUntil
    try removeDelivered()
    try position.write(to: folder)
  }

  private func removeDelivered() throws(IAFAError) {
    while segments.count > 1, segments[1].first <= position.delivered + 1 {
      try Files.remove(segments[0].path)
      segments.removeFirst()
      offset = Frame.magic.count
    }
  }
}

/// Records that wait longest, and where the queue found them.
struct Waiting: Sendable {
  /// The number of the first.
  var first: UInt64
  var records: [Record]
  fileprivate var ends: [Int]
  var notices: [IAFANotice]

  fileprivate init(first: UInt64, found: [(record: Record, end: Int)], notices: [IAFANotice]) {
    self.first = first
    records = found.map(\.record)
    ends = found.map(\.end)
    self.notices = notices
  }

  mutating func keepFirst(_ count: Int) {
    records = Array(records.prefix(count))
    ends = Array(ends.prefix(count))
  }
}
