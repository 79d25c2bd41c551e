/// A file's content in the page cache and on the medium, and how the one becomes the other.
///
/// Pages of 4 KiB are written back when the kernel likes, in any order, and a power cut can stop
/// one between two sectors of 512 bytes; a sector is written whole or not at all. Sizes are
/// metadata and reach the journal in order.
struct SimulatedFile: Sendable {
  static let pageSize = 4096
  static let sectorSize = 512

  private enum Change {
    case write(at: Int, bytes: [UInt8])
    case resize(Int)
  }

  /// What reads see.
  private(set) var seen: [UInt8] = []
  /// What is there for certain after a power cut.
  private(set) var durable: [UInt8] = []
  /// What came since the last sync, in order.
  private var unsynced: [Change] = []
  /// Pages that a failed sync dropped: they look clean, and no later sync writes them unless they
  /// are written to again (PostgreSQL's "fsyncgate").
  private(set) var dropped: Set<Int> = []

  mutating func write(_ bytes: [UInt8], at offset: Int) {
    guard !bytes.isEmpty else { return }
    seen.overwrite(with: bytes[...], at: offset)
    unsynced.append(.write(at: offset, bytes: bytes))
    dropped.subtract(Self.pages(offset..<offset + bytes.count))
  }

  mutating func resize(to size: Int) {
    dropped = dropped.filter { ($0 + 1) * Self.pageSize <= size }
    seen.resize(to: size)
    unsynced.append(.resize(size))
  }

  mutating func sync() {
    let before = durable
    durable = seen
    for page in dropped {
      let range = page * Self.pageSize..<min((page + 1) * Self.pageSize, durable.count)
      var old = Array(
        before[min(range.lowerBound, before.count)..<min(range.upperBound, before.count)])
      old.resize(to: range.count)
      durable.replaceSubrange(range, with: old)
    }
    unsynced = []
  }

  /// A sync that reports an error: some pages are on the medium, at least one is not, and all of
  /// them are clean from now on.
  mutating func failSync(_ dice: inout Dice) {
    let dirty = dirtyPages.sorted()
    if !dirty.isEmpty { dropped.insert(dirty[dice.number(0..<dirty.count)]) }
    for page in dirty where dice.chance(50) { dropped.insert(page) }
    sync()
  }

  private var dirtyPages: Set<Int> {
    var pages: Set<Int> = []
    for case .write(let offset, let bytes) in unsynced {
      pages.formUnion(Self.pages(offset..<offset + bytes.count))
    }
    return pages
  }

  private static func pages(_ range: Range<Int>) -> ClosedRange<Int> {
    range.lowerBound / pageSize...(range.upperBound - 1) / pageSize
  }

  /// Flips a bit for good, on the medium as in the page cache.
  mutating func flipBit(_ bit: Int) {
    seen[bit / 8] ^= 1 << UInt8(bit % 8)
    durable = seen
    unsynced = []
    dropped = []
  }

  // MARK: - Power cut

  /// The file as one of the possible power cuts leaves it.
  func afterPowerCut(_ dice: inout Dice) -> SimulatedFile {
    // Sizes before this place in the order are in the journal.
    let journaled = dice.number(0...unsynced.count)
    // A cut that is not in the journal still has its old blocks: nothing after it reached them.
    let end =
      unsynced[journaled...].firstIndex { if case .resize = $0 { true } else { false } }
      ?? unsynced.count
    var writeback = Writeback(changes: end, dice: &dice)
    var bytes = durable
    var size = durable.count
    for (place, change) in unsynced[..<end].enumerated() {
      switch change {
      case .resize(let newSize):
        bytes.resize(to: newSize)
        size = newSize
      case .write(let offset, let written):
        if place < journaled { size = max(size, offset + written.count) }
        var position = offset
        while position < offset + written.count {
          let sector = position / Self.sectorSize
          let next = min((sector + 1) * Self.sectorSize, offset + written.count)
          if writeback.reached(sector, place, &dice) {
            bytes.overwrite(with: written[position - offset..<next - offset], at: position)
          }
          position = next
        }
      }
    }
    bytes.resize(to: size)
    var file = SimulatedFile()
    file.seen = bytes
    file.durable = bytes
    return file
  }

  /// How far each sector got: the number of changes that it has seen.
  private struct Writeback {
    private enum Page {
      case untouched
      case written(Int)
      case torn(Int)
    }

    private let changes: Int
    /// One for all pages: the kernel had time for everything, or for nothing.
    private let all: Page?
    private var pages: [Int: Page] = [:]
    private var sectors: [Int: Int] = [:]

    init(changes: Int, dice: inout Dice) {
      self.changes = changes
      switch dice.number(0..<4) {
      case 0: all = .untouched
      case 1: all = .written(changes)
      default: all = nil
      }
    }

    mutating func reached(_ sector: Int, _ place: Int, _ dice: inout Dice) -> Bool {
      if let seen = sectors[sector] { return place < seen }
      let number = sector * SimulatedFile.sectorSize / SimulatedFile.pageSize
      let page = all ?? pages[number] ?? draw(&dice)
      pages[number] = page
      let seen =
        switch page {
        case .untouched: 0
        case .written(let count): count
        case .torn(let count): dice.chance(50) ? count : 0
        }
      sectors[sector] = seen
      return place < seen
    }

    private func draw(_ dice: inout Dice) -> Page {
      let count = dice.chance(70) ? changes : dice.number(0...changes)
      switch dice.number(0..<3) {
      case 0: return .untouched
      case 1: return .written(count)
      default: return .torn(count)
      }
    }
  }
}

extension [UInt8] {
  /// Cuts, or fills with zeros.
  fileprivate mutating func resize(to size: Int) {
    if size < count {
      removeLast(count - size)
    } else {
      self += [UInt8](repeating: 0, count: size - count)
    }
  }

  fileprivate mutating func overwrite(with bytes: ArraySlice<UInt8>, at offset: Int) {
    if offset + bytes.count > count { resize(to: offset + bytes.count) }
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}
