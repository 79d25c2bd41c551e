internal import EventLog
internal import Events

/// The manifest on disk: the single commit point of everything that is not in the log.
///
/// `manifest/<n>.manifest` is a framed file: first a frame with the whole manifest, then a frame a
/// change. Every start begins file n + 1 and removes the older ones once it is durable, so that a
/// crash at any point leaves one file that begins with a whole manifest.
struct ManifestLog<D: Disk>: ~Copyable {
  private(set) var manifest: Manifest
  private var file: FramedFile<D>
  private var frameCount: UInt64 = 1

  init(disk: D, directory: String, store: UUIDValue) throws(DiskError) {
    var manifest = Manifest()
    var number: UInt64 = 0
    var old: [String] = []
    for name in try disk.list(directory) {
      guard let found = UInt64(name.prefix { $0 != "." }) else { continue }
      let path = directory + "/" + name
      old.append(path)
      number = max(number, found)
      if let content = try FramedContent.read(path, disk: disk, store: store),
        let read = try Self.replay(content)
      {
        // Names sort by number: a later file that holds a whole manifest replaces an earlier.
        manifest = read
      }
    }
    let digits = String(number + 1)
    let name = String(repeating: "0", count: 20 - digits.count) + digits + ".manifest"
    var file = try FramedFile(
      disk: disk, creating: directory + "/" + name,
      header: Frame.Header(kind: .manifest, store: store, first: 1))
    try file.append(first: 1, count: 1, payload: Array(manifest.asChange.json.jsonText.utf8))
    try disk.syncDirectory(directory)
    for path in old { try disk.remove(path) }
    self.manifest = manifest
    self.file = file
  }

  /// The manifest that a file describes; nil where not even its first frame is there.
  private static func replay(_ content: FramedContent) throws(DiskError) -> Manifest? {
    guard !content.frames.isEmpty else { return nil }
    var manifest = Manifest()
    for frame in content.frames {
      // A frame that passed its checksum and is no change: damage, reported as such.
      guard let json = try? JSONParser.parse(frame.payload, maximumDepth: 16).value,
        let change = Manifest.Change(json), content.damagedStretches == 0
      else { throw DiskError(operation: "read", path: content.path, code: 5 /* EIO */) }
      manifest.apply(change)
    }
    return manifest
  }

  /// Durable and in force when this returns.
  mutating func commit(_ change: Manifest.Change) throws(DiskError) {
    frameCount += 1
    try file.append(
      first: frameCount, count: 1, payload: Array(change.json.jsonText.utf8))
    manifest.apply(change)
  }
}
