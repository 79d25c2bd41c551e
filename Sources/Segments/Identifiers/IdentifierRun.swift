internal import EventLog
internal import Events

/// An immutable file of sorted ids, open.
///
/// In memory: the projects, the first id of each page of entries, and the filter where there is
/// room for it. A lookup that passes the filter reads one page; full ids are compared.
package struct IdentifierRun: Sendable {
  package let description: IdentifierRunDescription
  let file: PagedFile
  let trailer: IdentifierRunTrailer
  private let projects: [IdentifierProject]
  /// The first id of each page.
  private let fences: [UInt128]
  /// The filter's pages as they stand in the file, or nil: then a lookup reads the one it needs.
  private(set) var filterPages: [UInt8]?

  /// Opens a run that the manifest names. Its filter is left in the file.
  package init(
    opening description: IdentifierRunDescription, in storage: IdentifierStorage
  ) throws {
    let shared = try SharedFile(opening: storage.path(of: description), storage.disk)
    let damage = DamagedFile(path: shared.path)
    let size = try storage.disk.size(of: shared.file)
    guard size == description.bytes, size % PagedRecords.pageSize == 0,
      size > PagedRecords.pageSize
    else { throw damage }
    let header = try PagedFile.header(of: shared)
    let expected = IdentifierRunFormat.header(store: storage.store, number: description.number)
    let checksumOffset = PagedRecords.checksumOffset
    guard header[..<checksumOffset] == expected[..<checksumOffset] else { throw damage }
    file = PagedFile(shared: shared, seed: header.span.uint32(at: checksumOffset))

    let pageCount = size / PagedRecords.pageSize
    let last = try file.pages(pageCount - 1..<pageCount)
    guard last.span.uint32(at: checksumOffset) == description.checksum,
      let trailer = IdentifierRunTrailer(last, pageCount: pageCount),
      trailer.count == description.count
    else { throw damage }
    self.description = description
    self.trailer = trailer
    projects = try Self.projects(trailer, file)
    fences = try Self.fences(trailer, file)
  }

  /// The answer is exact.
  func contains(
    _ project: ProjectID, _ id: EventID, _ hash: IdentifierHash
  ) throws -> Bool {
    guard try filterMayContain(hash), let range = entries(of: project) else { return false }
    let layout = IdentifierRunFormat.entries
    // The last page of the project that begins at or before the id. What the project's first page
    // begins with may be another project's, so its fence is not asked.
    var page = range.lowerBound / layout.perPage
    var lastPage = (range.upperBound - 1) / layout.perPage
    while page < lastPage {
      let middle = (page + lastPage + 1) / 2
      if fences[middle] <= id.bits { page = middle } else { lastPage = middle - 1 }
    }
    let start = page * layout.perPage
    let entryPage = trailer.entryPages.lowerBound + page
    let bytes = try file.pages(entryPage..<entryPage + 1)
    return Self.contains(
      id, bytes.span, range.clamped(to: start..<start + layout.perPage), pageStart: start)
  }

  /// Binary search among the entries of a page that are the project's.
  private static func contains(
    _ id: EventID, _ page: Span<UInt8>, _ range: Range<Int>, pageStart: Int
  ) -> Bool {
    let size = IdentifierRunFormat.entries.recordSize
    var low = range.lowerBound - pageStart
    var high = range.upperBound - pageStart
    while low < high {
      let middle = (low + high) / 2
      let found = page.uint128(at: middle * size)
      if found == id.bits { return true }
      if found < id.bits { low = middle + 1 } else { high = middle }
    }
    return false
  }

  private func entries(of project: ProjectID) -> Range<Int>? {
    var low = 0
    var high = projects.count
    while low < high {
      let middle = (low + high) / 2
      if projects[middle].project < project { low = middle + 1 } else { high = middle }
    }
    guard low < projects.count else { return nil }
    let found = projects[low]
    guard found.project == project else { return nil }
    return found.first..<found.first + found.count
  }

  /// The ids in order.
  func reader() -> IdentifierRunReader {
    IdentifierRunReader(file, projects, trailer)
  }
}

// MARK: - The filter

extension IdentifierRun {
  /// What the filter takes in memory.
  var filterSize: Int { trailer.filterPages.count * PagedRecords.pageSize }

  package var hasFilterInMemory: Bool { filterPages != nil }

  mutating func loadFilter() throws {
    if filterPages == nil { filterPages = try file.pages(trailer.filterPages) }
  }

  mutating func dropFilter() { filterPages = nil }

  private func filterMayContain(_ hash: IdentifierHash) throws -> Bool {
    let offset = trailer.filter.offset(of: hash)
    if let filterPages {
      return IdentifierFilter.mayContain(hash, filterPages.span, blockAt: offset)
    }
    // A page of filter stands for 16 pages of entries, so it is far more likely to be cached.
    let page = trailer.filterPages.lowerBound + offset / PagedRecords.pageSize
    let bytes = try file.pages(page..<page + 1)
    return IdentifierFilter.mayContain(
      hash, bytes.span, blockAt: offset % PagedRecords.pageSize)
  }
}

// MARK: - Opening

extension IdentifierRun {
  private static func projects(
    _ trailer: IdentifierRunTrailer, _ file: PagedFile
  ) throws -> [IdentifierProject] {
    let layout = IdentifierRunFormat.projects
    let bytes = try file.pages(trailer.projectPages)
    let span = bytes.span
    var projects: [IdentifierProject] = []
    projects.reserveCapacity(trailer.projectCount)
    var next = 0
    for place in 0..<trailer.projectCount {
      let offset = layout.offset(of: place)
      guard let first = Int(exactly: span.uint64(at: offset + 16)), first == next,
        let count = Int(exactly: span.uint64(at: offset + 24)), count > 0,
        count <= trailer.count - first
      else { throw DamagedFile(path: file.path) }
      next = first + count
      projects.append(
        IdentifierProject(
          project: ProjectID(bits: span.uint128(at: offset)), first: first, count: count))
    }
    guard next == trailer.count else { throw DamagedFile(path: file.path) }
    return projects
  }

  private static func fences(
    _ trailer: IdentifierRunTrailer, _ file: PagedFile
  ) throws -> [UInt128] {
    let layout = IdentifierRunFormat.fences
    let bytes = try file.pages(trailer.fencePages)
    let span = bytes.span
    var fences: [UInt128] = []
    fences.reserveCapacity(trailer.entryPages.count)
    for place in 0..<trailer.entryPages.count {
      fences.append(span.uint128(at: layout.offset(of: place)))
    }
    return fences
  }
}
