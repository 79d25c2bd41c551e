internal import EventLog
package import Events

/// Why a data directory can't be opened; each says what to do.
package enum DataDirectoryError: Error, Sendable, Equatable, CustomStringConvertible {
  case inUse(holder: String)
  case newerFormat(found: Int, supported: Int)
  case unreadable(String)
  /// The manifest has lost a change: the log no longer goes back to what it says is in files.
  case manifestBehindLog(flushed: UInt64, oldest: UInt64)

  package var description: String {
    switch self {
    case .inUse(let holder):
      "another process owns this data directory (\(holder)); stop it, or use its address"
    case .newerFormat(let found, let supported):
      "this data directory has format \(found), written by a newer iafa; "
        + "this one reads up to format \(supported): install the newer version"
    case .unreadable(let reason): "the data directory can't be opened: \(reason)"
    case .manifestBehindLog(let flushed, let oldest):
      "the manifest is damaged: it ends with record \(flushed), but the log begins with \(oldest); "
        + "nothing was changed, restore a backup"
    }
  }
}

/// An open data directory: locked for this process, of a format that it understands.
package struct DataDirectory: ~Copyable {
  package static let formatVersion = 2

  package let layout: DataLayout
  /// Made once for every data directory; framed files carry it.
  package let store: UUIDValue
  /// What was found; it is brought up to date once everything could be read.
  private let format: Int
  private let lock: DirectoryLock

  /// Opens or creates the directory. Nothing in it is touched before the lock is held.
  package init(_ root: String) throws(DataDirectoryError) {
    let layout = DataLayout(root: root)
    let lock = try Self.takeLock(layout)
    let found = try Self.prepare(layout)
    self.layout = layout
    self.lock = lock
    store = found.store
    format = found.format
  }

  /// Marks the directory as one of this program's format, which older programs refuse.
  func upgradeFormat() throws(DiskError) {
    if format < Self.formatVersion { try Self.writeFormat(layout, POSIXDisk(), store) }
  }

  private static func takeLock(_ layout: DataLayout) throws(DataDirectoryError) -> DirectoryLock {
    do throws(DiskError) {
      try POSIXDisk().createDirectory(layout.root)
    } catch {
      throw .unreadable(error.description)
    }
    switch DirectoryLock.take(layout.lock) {
    case .taken(let lock): return lock
    case .held(let holder): throw .inUse(holder: holder)
    case .failed(let error): throw .unreadable(error.description)
    }
  }

  private static func prepare(
    _ layout: DataLayout
  ) throws(DataDirectoryError) -> (store: UUIDValue, format: Int) {
    let disk = POSIXDisk()
    // First of all: a directory of a newer version is left as it is.
    let known = try readFormat(layout, disk)
    do throws(DiskError) {
      for directory in layout.directories { try disk.createDirectory(directory) }
      for name in try disk.list(layout.temporary) {
        try disk.remove(layout.temporary + "/" + name)
      }
      // Also what an earlier start made and did not live to make durable.
      for directory in [layout.root, layout.root + "/.."] { try disk.syncDirectory(directory) }
      if let known { return known }
      guard try disk.list(layout.manifest).isEmpty else {
        throw DiskError(operation: "find", path: layout.format, code: DiskError.inputOutput)
      }
      let store = UUIDValue.random()
      try writeFormat(layout, disk, store)
      return (store, formatVersion)
    } catch {
      throw .unreadable(error.description)
    }
  }

  /// `FORMAT` is one line of JSON: `{"format":2,"store":"…","checksum":1234}`.
  ///
  /// - Returns: nil for a directory that is new.
  private static func readFormat(
    _ layout: DataLayout, _ disk: POSIXDisk
  ) throws(DataDirectoryError) -> (store: UUIDValue, format: Int)? {
    let bytes: [UInt8]
    do throws(DiskError) {
      guard try disk.list(layout.root).contains("FORMAT") else {
        return nil
      }
      let file = try disk.open(layout.format)
      defer { disk.close(file) }
      bytes = try disk.read(file, at: 0, count: 4096)
    } catch {
      throw .unreadable(error.description)
    }
    let json = try? JSONParser.parse(bytes).value  // Not JSON: refused in words below.
    guard let json, let format = json["format"]?.integer else {
      throw .unreadable("the file FORMAT does not say which format it has")
    }
    guard format <= formatVersion else {
      throw .newerFormat(found: format, supported: formatVersion)
    }
    guard let store = json["store"]?.text.flatMap(UUIDValue.init) else {
      throw .unreadable("the file FORMAT has no store id")
    }
    let members = formatMembers(format, store)
    // Format 1 had no checksum.
    guard json["checksum"]?.integer == checksum(members) || format == 1 && json["checksum"] == nil
    else { throw .unreadable("the file FORMAT is damaged; bring it back from a backup") }
    return (store, format)
  }

  private static func formatMembers(_ format: Int, _ store: UUIDValue) -> [JSONMember] {
    [
      JSONMember("format", .number(format)), JSONMember("store", .string(store.description)),
    ]
  }

  /// CRC-32C of the compact text.
  private static func checksum(_ members: [JSONMember]) -> Int {
    Int(CRC32C.of(Array(JSON.object(members).jsonText.utf8)))
  }

  private static func writeFormat(
    _ layout: DataLayout, _ disk: POSIXDisk, _ store: UUIDValue
  ) throws(DiskError) {
    let members = formatMembers(formatVersion, store)
    let text = JSON.object(members + [JSONMember("checksum", .number(checksum(members)))])
    let temporary = layout.temporary + "/FORMAT"
    try disk.remove(temporary)
    let file = try disk.create(temporary)
    defer { disk.close(file) }
    try disk.write(Array((text.jsonText + "\n").utf8), to: file, at: 0)
    try disk.sync(file)
    try disk.rename(temporary, to: layout.format)
    try disk.syncDirectory(layout.root)
  }
}
