internal import EventLog
internal import Events

/// Identifications for good: `identities/identities.frames`, appended to at every flush before the
/// log may forget them. Applying one twice changes nothing, so a crash in between is harmless.
struct IdentityFile<D: Disk>: ~Copyable {
  private var file: FramedFile<D>
  private var next: UInt64

  init(
    disk: D, directory: String, store: UUIDValue, replay: (Identification) -> Void
  ) throws(DiskError) {
    let path = directory + "/identities.frames"
    var content: FramedContent?
    if try disk.list(directory).contains("identities.frames") {
      content = try FramedContent.read(path, disk: disk, store: store)
      if content == nil { try disk.remove(path) }
    }
    var count: UInt64 = 0
    for frame in content?.frames ?? [] {
      for case .identification(let identification) in EntryCodec.decode(frame.payload) ?? [] {
        replay(identification)
      }
      count = frame.first + UInt64(frame.count) - 1
    }
    let file = try Self.file(path, content, directory, disk, store)
    self.file = file
    next = count + 1
  }

  private static func file(
    _ path: String, _ content: FramedContent?, _ directory: String, _ disk: D, _ store: UUIDValue
  ) throws(DiskError) -> FramedFile<D> {
    if let content { return try FramedFile(disk: disk, continuing: content) }
    let file = try FramedFile(
      disk: disk, creating: path, header: Frame.Header(kind: .identities, store: store, first: 1))
    try disk.syncDirectory(directory)
    return file
  }

  mutating func append(_ identifications: [Identification]) throws(DiskError) {
    guard !identifications.isEmpty else { return }
    var bytes = ByteWriter()
    for identification in identifications {
      EntryCodec.encode(.identification(identification), into: &bytes)
    }
    try file.append(first: next, count: identifications.count, payload: bytes.bytes)
    next += UInt64(identifications.count)
  }
}
