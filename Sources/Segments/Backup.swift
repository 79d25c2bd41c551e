internal import EventLog
package import Events
internal import Foundation

/// What a backup directory holds: every file with its seal. `backup.json` is written last, so that
/// a backup without it is one that was cut off.
struct BackupList: Sendable {
  var taken: Instant
  var format: Int
  var files: [(path: String, seal: FileSeal)]

  static let name = "backup.json"

  var json: JSON {
    [
      "taken": .string(taken.description), "format": .number(format),
      "files": .array(
        files.map { .object([JSONMember("path", .string($0.path))] + $0.seal.json) }),
    ]
  }

  init(taken: Instant, format: Int, files: [(path: String, seal: FileSeal)]) {
    self.taken = taken
    self.format = format
    self.files = files
  }

  init?(_ json: JSON) {
    guard let taken = json["taken"]?.text.flatMap({ Instant($0) }),
      let format = json["format"]?.integer, let elements = json["files"]?.elements
    else { return nil }
    var files: [(path: String, seal: FileSeal)] = []
    for element in elements {
      guard let path = element["path"]?.text, let seal = FileSeal(element) else { return nil }
      // Only ever below the directory, whoever wrote the list.
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { return nil }
      files.append((path, seal))
    }
    self.init(taken: taken, format: format, files: files)
  }
}

/// Why a backup was not taken or not restored; each says what to do.
package struct BackupError: Error, Sendable, CustomStringConvertible {
  package var description: String
}

extension EventStore {
  /// Copies everything that was acknowledged before the call into a new directory, while events
  /// come in and queries run.
  ///
  /// - Parameters:
  ///   - target: an absolute path; nothing may be there yet, or an empty directory.
  ///   - others: copies what the store does not own, the metadata, and answers its paths relative
  ///     to the data directory.
  ///   - progress: is told the part that is done, 0 to 1.
  /// - Returns: how many events the backup holds.
  package func backup(
    to target: String, now: Instant, others: @Sendable (_ target: String) async throws -> [String],
    progress: @Sendable (Double) -> Void
  ) async throws -> Int {
    try Self.prepare(target, outside: URL(filePath: layout.root).path)
    let copy = BackupCopy(source: layout, target: DataLayout(root: target))
    let (manifest, pinned) = try await flushed(now: now) { try copy.identities() }
    try copy.manifest(manifest, store: store)
    var files: [(path: String, seal: FileSeal)] = []
    let total = manifest.rowCount
    var done = 0
    // `pinned` keeps the files from being removed while they are copied.
    for file in pinned {
      files.append(try await self.files.copy(file, copy))
      done += file.rows
      progress(Double(done) / Double(max(1, total)))
    }
    let rest = ["FORMAT", "identities/identities.frames", copy.manifestPath]
    for path in try await rest + others(target) {
      files.append((path, try FileSeal.of(target + "/" + path, POSIXDisk())))
    }
    try copy.finish(BackupList(taken: now, format: DataDirectory.formatVersion, files: files))
    return total
  }

  /// The manifest after everything is in files, with those files held.
  private func flushed(
    now: Instant, _ body: @Sendable () throws -> Void
  ) async throws -> (Manifest, [SegmentFile]) {
    try await maintenance.run {
      try await self.flushAlone(now: now)
      try body()
      return (self.catalog.manifest, self.catalog.files)
    }
  }

  private static func prepare(_ target: String, outside root: String) throws {
    let disk = POSIXDisk()
    guard target.hasPrefix("/"), !(target + "/").hasPrefix(root + "/") else {
      throw BackupError(description: "\(target) is inside the data directory; name another place")
    }
    try disk.createDirectory(target)
    guard try disk.list(target).isEmpty else {
      throw BackupError(
        description: "\(target) is not empty; name a directory that does not exist yet")
    }
  }
}

/// Copies parts of a data directory into a backup.
struct BackupCopy: Sendable {
  let source: DataLayout
  let target: DataLayout

  private var disk: POSIXDisk { POSIXDisk() }
  let manifestPath = "manifest/00000000000000000001.manifest"

  /// The identities and what says which format this is; nothing may change them meanwhile.
  func identities() throws {
    for directory in target.directories { try disk.createDirectory(directory) }
    try disk.copy(source.format, to: target.format)
    let name = "/identities.frames"
    try disk.copy(source.identities + name, to: target.identities + name)
  }

  func manifest(_ manifest: Manifest, store: UUIDValue) throws {
    _ = try ManifestLog(disk: disk, directory: target.manifest, store: store) {
      $0 = manifest
      // Made again from the files at the first start.
      $0.runs = []
    }
  }

  func segment(_ file: SegmentFile) throws -> (path: String, seal: FileSeal) {
    let path = String(file.path.dropFirst(source.root.count + 1))
    if path.hasPrefix("days/"), let slash = path.lastIndex(of: "/") {
      try disk.createDirectory(target.root + "/" + path[..<slash])
    }
    try disk.copy(file.path, to: target.root + "/" + path)
    let seal = try FileSeal.of(target.root + "/" + path, disk)
    guard file.isSealed(by: seal) else {
      throw BackupError(
        description: "\(path) is damaged; see `iafa verify`, then take the backup again")
    }
    return (path, seal)
  }

  func finish(_ list: BackupList) throws {
    for directory in target.directories { try disk.syncDirectory(directory) }
    for project in try disk.list(target.days) {
      try disk.syncDirectory(target.days + "/" + project)
    }
    let file = try disk.create(target.root + "/" + BackupList.name)
    defer { disk.close(file) }
    try disk.write(Array((list.json.jsonText + "\n").utf8), to: file, at: 0)
    try disk.sync(file)
    try disk.syncDirectory(target.root)
  }
}

extension FileChecker {
  func copy(_ file: SegmentFile, _ copy: BackupCopy) throws -> (path: String, seal: FileSeal) {
    try copy.segment(file)
  }
}

extension DataDirectory {
  /// Makes a data directory out of a backup. Nothing may be there yet, or an empty directory.
  ///
  /// - Returns: when the backup was taken.
  package static func restore(from backup: String, to root: String) throws -> Instant {
    let disk = POSIXDisk()
    let list = try readList(backup, disk)
    let target = DataLayout(root: root)
    try disk.createDirectory(root)
    guard try disk.list(root).isEmpty else {
      throw BackupError(
        description: "\(root) is not empty; a backup is restored into a new data directory")
    }
    for (path, seal) in list.files {
      let found = try disk.identity(of: backup + "/" + path).map { _ in
        try FileSeal.of(backup + "/" + path, disk)
      }
      guard found == seal else {
        throw BackupError(
          description: "\(path) in the backup is \(found == nil ? "missing" : "damaged"); "
            + "nothing was restored")
      }
    }
    for directory in target.directories { try disk.createDirectory(directory) }
    // What says that this is a data directory comes last: one that was cut off is refused.
    let files =
      list.files.filter { $0.path != "FORMAT" } + list.files.filter { $0.path == "FORMAT" }
    for (path, _) in files {
      let parts = path.split(separator: "/")
      for depth in 1..<max(1, parts.count) {
        try disk.createDirectory(root + "/" + parts[..<depth].joined(separator: "/"))
      }
      try disk.copy(backup + "/" + path, to: root + "/" + path)
    }
    for directory in target.directories { try disk.syncDirectory(directory) }
    for project in try disk.list(target.days) {
      try disk.syncDirectory(target.days + "/" + project)
    }
    return list.taken
  }

  private static func readList(_ backup: String, _ disk: POSIXDisk) throws -> BackupList {
    let path = backup + "/" + BackupList.name
    guard try disk.identity(of: path) != nil else {
      throw BackupError(
        description: "\(backup) holds no whole backup: there is no \(BackupList.name) in it")
    }
    let file = try disk.open(path)
    defer { disk.close(file) }
    let bytes = try disk.read(file, at: 0, count: try disk.size(of: file))
    // Whatever is wrong with it is said in words below.
    let json = try? JSONParser.parse(bytes, maximumDepth: 8).value
    guard let list = json.flatMap(BackupList.init) else {
      throw BackupError(description: "\(path) does not read as the list of a backup")
    }
    guard list.format <= formatVersion else {
      throw DataDirectoryError.newerFormat(found: list.format, supported: formatVersion)
    }
    return list
  }
}

extension Disk {
  /// Copies a file; durable when it returns, once the directory is synced.
  func copy(_ path: String, to newPath: String) throws(DiskError) {
    let source = try open(path)
    defer { close(source) }
    let target = try create(newPath)
    defer { close(target) }
    var position = 0
    while true {
      let block = try read(source, at: position, count: 1 << 20)
      if block.isEmpty { break }
      try write(block, to: target, at: position)
      position += block.count
    }
    try sync(target)
  }
}
