internal import EventLog
internal import Events

/// How records of one size stand in pages of 4096 bytes: as many as fit, zeros, and the page's
/// checksum in the last four bytes. No record crosses a page.
struct PagedRecords: Sendable {
  /// What file systems and the page cache work in.
  static let pageSize = 4096
  /// Where a page's checksum stands.
  static let checksumOffset = pageSize - 4

  let recordSize: Int
  let perPage: Int

  init(recordSize: Int) {
    self.recordSize = recordSize
    perPage = Self.checksumOffset / recordSize
  }

  func pageCount(_ records: Int) -> Int { (records + perPage - 1) / perPage }

  /// Where a record begins, from the beginning of the section's first page.
  func offset(of record: Int) -> Int {
    record / perPage * Self.pageSize + record % perPage * recordSize
  }
}

/// A file that does not read as it was written. It says nothing any more; what it held is to be
/// made again from the events' files.
package struct DamagedFile: Error, Sendable, Equatable, CustomStringConvertible {
  package var path: String

  package var description: String { "\(path) is damaged" }
}

/// A descriptor that is closed when the last reader has gone: a run may be read by a merge while
/// the store lets go of it.
final class SharedFile: Sendable {
  let disk: any Disk
  let path: String
  let file: DiskFile

  init(opening path: String, _ disk: any Disk) throws(DiskError) {
    file = try disk.open(path)
    self.disk = disk
    self.path = path
  }

  init(creating path: String, _ disk: any Disk) throws(DiskError) {
    file = try disk.create(path)
    self.disk = disk
    self.path = path
  }

  deinit { disk.close(file) }
}

/// A file of pages, each checked whenever it is read.
///
/// A page's checksum is seeded with the header's, which no other file has, and with the page's
/// number: neither a page of another file nor one at another place can pass.
struct PagedFile: Sendable {
  let shared: SharedFile
  /// The header's checksum; page 0 is the header.
  let seed: UInt32

  var path: String { shared.path }

  /// Reads pages at once, and checks each.
  func pages(_ range: Range<Int>) throws -> [UInt8] {
    try Self.pages(range, of: shared, seed: seed)
  }

  /// Page 0 is checked without a seed.
  static func header(of shared: SharedFile) throws -> [UInt8] {
    try pages(0..<1, of: shared, seed: 0)
  }

  /// Closes pages with their checksums and writes them.
  ///
  /// - Returns: the checksum of the last one.
  @discardableResult
  static func write(
    _ pages: inout [UInt8], at first: Int, to shared: SharedFile, seed: UInt32
  ) throws(DiskError) -> UInt32 {
    var last: UInt32 = 0
    for start in stride(from: 0, to: pages.count, by: PagedRecords.pageSize) {
      let number = first + start / PagedRecords.pageSize
      last = checksum(ofPageAt: start, in: pages.span, number: number, seed: seed)
      for place in 0..<4 {
        pages[start + PagedRecords.checksumOffset + place] =
          UInt8(truncatingIfNeeded: last >> UInt32(8 * place))
      }
    }
    try shared.disk.write(pages, to: shared.file, at: first * PagedRecords.pageSize)
    return last
  }

  /// Goes on with a checksum over pages' checksums: it says which pages these are, all of them.
  static func chain(_ previous: UInt32, pageAt start: Int, in bytes: [UInt8]) -> UInt32 {
    var crc = CRC32C(seed: previous)
    crc.update(
      bytes.span.extracting(start + PagedRecords.checksumOffset..<start + PagedRecords.pageSize))
    return crc.value
  }

  private static func pages(
    _ range: Range<Int>, of shared: SharedFile, seed: UInt32
  ) throws -> [UInt8] {
    let size = PagedRecords.pageSize
    let bytes = try shared.disk.read(
      shared.file, at: range.lowerBound * size, count: range.count * size)
    guard bytes.count == range.count * size else { throw DamagedFile(path: shared.path) }
    let span = bytes.span
    for (place, number) in range.enumerated() {
      let checksum = checksum(ofPageAt: place * size, in: span, number: number, seed: seed)
      guard span.uint32(at: place * size + PagedRecords.checksumOffset) == checksum else {
        throw DamagedFile(path: shared.path)
      }
    }
    return bytes
  }

  private static func checksum(
    ofPageAt start: Int, in bytes: Span<UInt8>, number: Int, seed: UInt32
  ) -> UInt32 {
    var crc = CRC32C(seed: seed ^ UInt32(truncatingIfNeeded: number))
    crc.update(bytes.extracting(start..<start + PagedRecords.checksumOffset))
    return crc.value
  }
}

// Records are read and written by the ten million: these are called in loops where a generic
// reader over a copy of the bytes would be most of the time.
extension Span<UInt8> {
  func uint32(at offset: Int) -> UInt32 {
    let bytes = extracting(offset..<offset + 4)
    return UInt32(bytes[0]) | UInt32(bytes[1]) << 8 | UInt32(bytes[2]) << 16
      | UInt32(bytes[3]) << 24
  }

  func uint64(at offset: Int) -> UInt64 {
    UInt64(uint32(at: offset)) | UInt64(uint32(at: offset + 4)) << 32
  }

  func uint128(at offset: Int) -> UInt128 {
    UInt128(uint64(at: offset)) | UInt128(uint64(at: offset + 8)) << 64
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: UInt32) {
    for shift: UInt32 in [0, 8, 16, 24] { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func append(littleEndian value: UInt64) {
    append(littleEndian: UInt32(truncatingIfNeeded: value))
    append(littleEndian: UInt32(truncatingIfNeeded: value >> 32))
  }

  mutating func append(littleEndian value: UInt128) {
    append(littleEndian: UInt64(truncatingIfNeeded: value))
    append(littleEndian: UInt64(truncatingIfNeeded: value >> 64))
  }
}
