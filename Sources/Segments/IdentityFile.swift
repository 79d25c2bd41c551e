internal import EventLog
internal import Events

/// Identifications for good: `identities/identities.frames`, appended to at every flush before the
/// log may forget them. Applying one twice changes nothing, so a crash in between is harmless.
struct IdentityFile<D: Disk>: ~Copyable {
  private var file: FramedFile<D>
  private var next: UInt64

  private static var growth: Int { 16 << 10 }

  /// How many identifications the file holds.
  var count: UInt64 { next - 1 }

  /// - Parameter committed: how many the manifest says are there. Fewer is damage: a last write
  ///   that rotted looks like one that a crash cut off.
  init(
    disk: D, directory: String, store: UUIDValue, committed: UInt64,
    replay: (_ number: UInt64, Identification) -> Void
  ) throws(DiskError) {
    let path = directory + "/identities.frames"
    let header = Frame.Header(kind: .identities, store: store, first: 1)
    var content: FramedContent?
    if try disk.list(directory).contains("identities.frames") {
      let read = try FramedContent.read(path, disk: disk, expected: header)
      if read.isBlank { try disk.remove(path) } else { content = read }
    }
    var count: UInt64 = 0
    for frame in content?.frames ?? [] {
      let entries = EntryCodec.decode(frame.payload) ?? []
      for (place, entry) in entries.enumerated() {
        guard case .identification(let identification) = entry else { continue }
        replay(frame.first + UInt64(place), identification)
      }
      count = frame.first + UInt64(frame.count) - 1
    }
    guard content?.isDamaged != true, count >= committed else {
      throw DiskError(operation: "read", path: path, code: DiskError.inputOutput)
    }
    let file = try Self.file(path, content, header, directory, disk)
    self.file = file
    next = count + 1
  }

  private static func file(
    _ path: String, _ content: FramedContent?, _ header: Frame.Header, _ directory: String,
    _ disk: D
  ) throws(DiskError) -> FramedFile<D> {
    let file =
      if let content {
        try FramedFile(disk: disk, continuing: content, growth: growth)
      } else {
        try FramedFile(
          disk: disk, creating: path, header: header, capacity: growth, growth: growth)
      }
    // Also the name of a file that is continued: the process that made it may have ended before.
    try disk.syncDirectory(directory)
    return file
  }

  mutating func append(_ identifications: [Identification]) throws(AppendError) {
    guard !identifications.isEmpty else { return }
    var bytes = ByteWriter()
    for identification in identifications {
      EntryCodec.encode(.identification(identification), into: &bytes)
    }
    try file.append(first: next, count: identifications.count, payload: bytes.bytes)
    next += UInt64(identifications.count)
  }
}
