internal import EventLog
internal import Events

/// The bytes of `ids/<n>.ids`, which docs/data-on-disk.md draws: header, entries, filter,
/// projects, fences and trailer, all in pages.
enum IdentifierRunFormat {
  static let entries = PagedRecords(recordSize: 20)
  static let filterBlocks = PagedRecords(recordSize: IdentifierFilter.blockSize)
  static let projects = PagedRecords(recordSize: 32)
  static let fences = PagedRecords(recordSize: 16)

  private static let magic: [UInt8] = Array("IAFAIDS1".utf8)
  private static let version: UInt32 = 1

  /// The first page, without its checksum.
  static func header(store: UUIDValue, number: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(magic)
    writer.append(version)
    writer.append(UInt32(0))
    writer.append(store.bits)
    writer.append(number)
    return page(writer.bytes)
  }

  static func page(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: PagedRecords.pageSize - content.count)
  }
}

/// Which entries are a project's: they stand together.
struct IdentifierProject: Sendable, Equatable {
  var project: ProjectID
  var first: Int
  var count: Int
}

/// The last page: how long the sections are, which is where they begin.
struct IdentifierRunTrailer: Sendable, Equatable {
  var count: Int
  var projectCount: Int
  /// CRC-32C over the checksums of the pages of entries, in order.
  var entriesChecksum: UInt32

  init(count: Int, projectCount: Int, entriesChecksum: UInt32) {
    self.count = count
    self.projectCount = projectCount
    self.entriesChecksum = entriesChecksum
  }

  /// Nil where the numbers don't make a file of `pageCount` pages.
  init?(_ page: [UInt8], pageCount: Int) {
    let span = page.span
    guard let count = Int(exactly: span.uint64(at: 0)), count > 0,
      let projects = Int(exactly: span.uint64(at: 8)), projects > 0,
      // Each entry takes more than a byte; so none of the sums below can overflow.
      count < pageCount * PagedRecords.pageSize, projects <= count
    else { return nil }
    self.init(
      count: count, projectCount: projects, entriesChecksum: span.uint32(at: 16))
    guard trailerPage == pageCount - 1 else { return nil }
  }

  /// The page, without its checksum.
  var page: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(count))
    bytes.append(littleEndian: UInt64(projectCount))
    bytes.append(littleEndian: entriesChecksum)
    return IdentifierRunFormat.page(bytes)
  }

  var filter: IdentifierFilter { IdentifierFilter(identifiers: count) }

  var entryPages: Range<Int> { 1..<1 + IdentifierRunFormat.entries.pageCount(count) }

  var filterPages: Range<Int> {
    pages(after: entryPages, IdentifierRunFormat.filterBlocks, filter.blockCount)
  }

  var projectPages: Range<Int> {
    pages(after: filterPages, IdentifierRunFormat.projects, projectCount)
  }

  var fencePages: Range<Int> {
    pages(after: projectPages, IdentifierRunFormat.fences, entryPages.count)
  }

  var trailerPage: Int { fencePages.upperBound }

  private func pages(
    after section: Range<Int>, _ layout: PagedRecords, _ records: Int
  ) -> Range<Int> {
    section.upperBound..<section.upperBound + layout.pageCount(records)
  }
}
