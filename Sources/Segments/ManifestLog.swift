internal import EventLog
internal import Events

/// The manifest on disk: the single commit point of everything that is not in the log.
///
/// `manifest/<n>.manifest` is a framed file: first a frame with the whole manifest, then a frame a
/// change. Every start begins file n + 1 and removes the older ones once it is durable, so that a
/// crash at any point leaves one file that begins with a whole manifest.
struct ManifestLog<D: Disk>: ~Copyable {
  private(set) var manifest: Manifest
  /// Whether a write was cut off at the end of the last file: then a file that nothing names may
  /// be one that a lost change named.
  let isTorn: Bool
  private var file: FramedFile<D>
  private var frameCount: UInt64 = 1

  private static var growth: Int { 16 << 10 }

  /// - Parameters:
  ///   - isNew: nothing has ever been stored. Otherwise a manifest that does not read is damage.
  ///   - complete: adds what a manifest of an older format lacks, before it is written.
  init(
    disk: D, directory: String, store: UUIDValue, isNew: Bool = true,
    complete: (inout Manifest) throws(DiskError) -> Void = { _ in }
  ) throws(DiskError) {
    let header = Frame.Header(kind: .manifest, store: store, first: 1)
    var manifest = Manifest()
    var isTorn = false
    var number: UInt64 = 0
    var isRead = false
    var old: [String] = []
    for name in try disk.list(directory) where name.hasSuffix(".manifest") {
      guard let found = UInt64(name.dropLast(".manifest".count)) else { continue }
      let path = directory + "/" + name
      old.append(path)
      number = max(number, found)
      let content = try FramedContent.read(path, disk: disk, expected: header)
      // Names sort by number: a later file that holds a whole manifest replaces an earlier.
      if let read = try Self.replay(content) {
        manifest = read
        isRead = true
        isTorn = content.tornBytes > 0
      }
    }
    guard isRead || isNew else {
      throw DiskError(
        operation: "read", path: old.last ?? directory, code: DiskError.inputOutput)
    }
    try complete(&manifest)
    let digits = String(number + 1)
    let name = String(repeating: "0", count: 20 - digits.count) + digits + ".manifest"
    let payload = Array(manifest.asChange.json.jsonText.utf8)
    var file = try FramedFile(
      disk: disk, creating: directory + "/" + name, header: header,
      capacity: payload.count + Self.growth, growth: Self.growth)
    do throws(AppendError) {
      try file.append(first: 1, count: 1, payload: payload)
    } catch {
      throw error.diskError(directory + "/" + name)
    }
    try disk.syncDirectory(directory)
    for path in old { try disk.remove(path) }
    self.manifest = manifest
    self.isTorn = isTorn
    self.file = file
  }

  /// The manifest that a file describes; nil where not even its first frame is there.
  private static func replay(_ content: FramedContent) throws(DiskError) -> Manifest? {
    if content.isDamaged { throw damage(content) }
    guard !content.frames.isEmpty else { return nil }
    var manifest = Manifest()
    for frame in content.frames {
      // A frame that passed its checksum and is no change: damage, reported as such.
      guard let json = try? JSONParser.parse(frame.payload, maximumDepth: 16).value,
        let change = Manifest.Change(json)
      else { throw damage(content) }
      manifest.apply(change)
    }
    return manifest
  }

  private static func damage(_ content: FramedContent) -> DiskError {
    DiskError(operation: "read", path: content.path, code: DiskError.inputOutput)
  }

  /// Durable and in force when this returns.
  ///
  /// - Throws: ``AppendError/full``: nothing was begun, and the commit may be tried again.
  mutating func commit(_ change: Manifest.Change) throws(AppendError) {
    try file.append(
      first: frameCount + 1, count: 1, payload: Array(change.json.jsonText.utf8))
    frameCount += 1
    manifest.apply(change)
  }
}
