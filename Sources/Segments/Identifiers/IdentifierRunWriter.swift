internal import EventLog
internal import Events

/// Writes a run from sorted entries, with as much memory as the fences take and a few buffers.
///
/// The file has a temporary name until ``finish()``; the caller syncs the directory.
struct IdentifierRunWriter: ~Copyable {
  /// Written at once.
  private static let bufferSize = 64 * PagedRecords.pageSize
  /// Pages of filter that are filled at once, 16 MiB: a longer filter is made piece by piece, each
  /// from another reading of the entries.
  private static let filterPagesAtOnce = 4096

  private let storage: IdentifierStorage
  private let number: UInt64
  private let file: PagedFile
  private let filterPagesAtOnce: Int
  private var projects: [IdentifierProject] = []
  private var fences: [UInt128] = []
  private var last: IdentifierEntry?
  private var count = 0
  private var entriesChecksum: UInt32 = 0
  /// Whole pages that wait to be written, and the one that is being filled.
  private var buffer: [UInt8] = []
  private var recordsInPage = 0
  private var nextPage = 1

  init(
    number: UInt64, in storage: IdentifierStorage,
    filterPagesAtOnce: Int = Self.filterPagesAtOnce
  ) throws(DiskError) {
    self.storage = storage
    self.number = number
    self.filterPagesAtOnce = filterPagesAtOnce
    let temporary = Self.temporaryPath(number, storage)
    // An attempt that failed may have left one.
    try storage.disk.remove(temporary)
    let shared = try SharedFile(creating: temporary, storage.disk)
    var header = IdentifierRunFormat.header(store: storage.store, number: number)
    let seed = try PagedFile.write(&header, at: 0, to: shared, seed: 0)
    file = PagedFile(shared: shared, seed: seed)
    buffer.reserveCapacity(Self.bufferSize)
  }

  private static func temporaryPath(_ number: UInt64, _ storage: IdentifierStorage) -> String {
    "\(storage.temporary)/\(number).ids"
  }

  mutating func append(_ entry: IdentifierEntry) throws(DiskError) {
    if let last { precondition(last < entry, "entries of a run come in order, each once") }
    if recordsInPage == 0 { fences.append(entry.id.bits) }
    if last?.project == entry.project {
      projects[projects.count - 1].count += 1
    } else {
      projects.append(IdentifierProject(project: entry.project, first: count, count: 1))
    }
    buffer.append(littleEndian: entry.id.bits)
    buffer.append(
      littleEndian: UInt32(bitPattern: Int32(clamping: entry.day.daysSince1970)))
    count += 1
    last = entry
    try endRecord(IdentifierRunFormat.entries, isEntry: true)
  }

  /// Writes what is left, makes the file durable and gives it its name.
  consuming func finish() throws -> IdentifierRunDescription {
    precondition(count > 0, "a run without entries is no file")
    try endSection(isEntry: true)
    let trailer = IdentifierRunTrailer(
      count: count, projectCount: projects.count, entriesChecksum: entriesChecksum)
    try writeFilter(trailer)
    nextPage = trailer.projectPages.lowerBound
    for project in projects {
      buffer.append(littleEndian: project.project.bits)
      buffer.append(littleEndian: UInt64(project.first))
      buffer.append(littleEndian: UInt64(project.count))
      try endRecord(IdentifierRunFormat.projects)
    }
    try endSection()
    for fence in fences {
      buffer.append(littleEndian: fence)
      try endRecord(IdentifierRunFormat.fences)
    }
    try endSection()
    precondition(nextPage == trailer.trailerPage)
    var page = trailer.page
    let checksum = try PagedFile.write(&page, at: nextPage, to: file.shared, seed: file.seed)

    let description = IdentifierRunDescription(
      number: number, count: count, bytes: (nextPage + 1) * PagedRecords.pageSize,
      checksum: checksum)
    try storage.disk.sync(file.shared.file)
    try storage.disk.rename(file.path, to: storage.path(of: description))
    return description
  }

  // MARK: - Pages

  /// After each record: a full page is padded, and enough of them are written.
  private mutating func endRecord(
    _ layout: PagedRecords, isEntry: Bool = false
  ) throws(DiskError) {
    recordsInPage += 1
    guard recordsInPage == layout.perPage else { return }
    endPage()
    if buffer.count == Self.bufferSize { try writeBuffer(isEntry: isEntry) }
  }

  private mutating func endSection(isEntry: Bool = false) throws(DiskError) {
    if recordsInPage > 0 { endPage() }
    try writeBuffer(isEntry: isEntry)
  }

  private mutating func endPage() {
    let size = PagedRecords.pageSize
    let end = (buffer.count + size - 1) / size * size
    buffer.append(contentsOf: repeatElement(0, count: end - buffer.count))
    recordsInPage = 0
  }

  private mutating func writeBuffer(isEntry: Bool) throws(DiskError) {
    guard !buffer.isEmpty else { return }
    try PagedFile.write(&buffer, at: nextPage, to: file.shared, seed: file.seed)
    let size = PagedRecords.pageSize
    if isEntry {
      for start in stride(from: 0, to: buffer.count, by: size) {
        entriesChecksum = PagedFile.chain(entriesChecksum, pageAt: start, in: buffer)
      }
    }
    nextPage += buffer.count / size
    buffer.removeAll(keepingCapacity: true)
  }

  /// The entries are read again, now that their number says how long the filter is; what was
  /// written is thereby checked once.
  private func writeFilter(_ trailer: IdentifierRunTrailer) throws {
    let filter = trailer.filter
    let section = trailer.filterPages
    for first in stride(from: section.lowerBound, to: section.upperBound, by: filterPagesAtOnce) {
      let pages = first..<min(first + filterPagesAtOnce, section.upperBound)
      let start = (first - section.lowerBound) * PagedRecords.pageSize
      var bytes = [UInt8](repeating: 0, count: pages.count * PagedRecords.pageSize)
      var reader = IdentifierRunReader(file, projects, trailer)
      while let entry = try reader.read() {
        let hash = IdentifierHash(entry.project, entry.id)
        let offset = filter.offset(of: hash) - start
        guard offset >= 0, offset < bytes.count else { continue }
        IdentifierFilter.insert(hash, &bytes, blockAt: offset)
      }
      try PagedFile.write(&bytes, at: first, to: file.shared, seed: file.seed)
    }
  }
}
