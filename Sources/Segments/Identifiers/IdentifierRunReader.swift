internal import Events

/// Reads a run's entries in order, with one buffer.
struct IdentifierRunReader: Sendable {
  /// Read at once: a merge alternates between files, and 64 KiB is enough for the kernel to read
  /// ahead in each.
  private static let pagesAtOnce = 16

  private let file: PagedFile
  private let projects: [IdentifierProject]
  private let trailer: IdentifierRunTrailer
  private var buffer: [UInt8] = []
  /// Where the next entry stands in the buffer, and its number in the run.
  private var offset = 0
  private var next = 0
  /// How many entries are left in the page, and in the project.
  private var leftInPage = 0
  private var leftInProject = 0
  private var place = -1
  private var previous: IdentifierEntry?
  private var nextPage: Int
  private var checksum: UInt32 = 0

  init(_ file: PagedFile, _ projects: [IdentifierProject], _ trailer: IdentifierRunTrailer) {
    self.file = file
    self.projects = projects
    self.trailer = trailer
    nextPage = trailer.entryPages.lowerBound
  }

  /// The next entry, or nil after the last one, when all of them are found to be those that were
  /// written.
  mutating func read() throws -> IdentifierEntry? {
    guard next < trailer.count else {
      guard checksum == trailer.entriesChecksum else { throw DamagedFile(path: file.path) }
      return nil
    }
    if leftInPage == 0 { try beginPage() }
    while leftInProject == 0 {
      place += 1
      leftInProject = projects[place].count
    }
    let entry = Self.entry(of: projects[place].project, buffer.span, at: offset)
    // A page of an earlier attempt of the same number passes its own checksum. It fails here or
    // before the checksum over all pages; who reads can rely on the order.
    if let previous, previous >= entry { throw DamagedFile(path: file.path) }
    previous = entry
    offset += IdentifierRunFormat.entries.recordSize
    next += 1
    leftInPage -= 1
    leftInProject -= 1
    return entry
  }

  private static func entry(
    of project: ProjectID, _ page: Span<UInt8>, at offset: Int
  ) -> IdentifierEntry {
    let day = Int32(bitPattern: page.uint32(at: offset + 16))
    return IdentifierEntry(
      project: project, id: EventID(bits: page.uint128(at: offset)),
      day: CalendarDay(daysSince1970: Int(day)))
  }

  private mutating func beginPage() throws {
    let size = PagedRecords.pageSize
    // To the beginning of the next page, which is the end of the buffer after its last one.
    offset = (offset + size - 1) / size * size
    if offset == buffer.count {
      let end = min(nextPage + Self.pagesAtOnce, trailer.entryPages.upperBound)
      buffer = try file.pages(nextPage..<end)
      nextPage = end
      offset = 0
    }
    checksum = PagedFile.chain(checksum, pageAt: offset, in: buffer)
    leftInPage = IdentifierRunFormat.entries.perPage
  }
}
