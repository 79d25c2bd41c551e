#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A small file that is replaced as a whole: after a crash it holds the old bytes or the new.
///
/// Mode 600 whatever the umask. The revision before stays beside it as `NAME.previous`.
struct DurableFile: Sendable {
  let path: String

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  var previousPath: String { path + ".previous" }
  /// What an interrupted replacement leaves behind; never read.
  var unfinishedPath: String { path + ".tmp" }

  private var directory: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }

  /// The bytes; nil where there is no such file.
  func load() throws(TenantError) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw failure("read", errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("read", errno)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Durable when it returns; where it throws before the rename, nothing has changed.
  func replace(with bytes: [UInt8], keepingPrevious: Bool = true) throws(TenantError) {
    try writeUnfinished(bytes)
    if keepingPrevious {
      // A second name for the old bytes: the file itself is never missing, not for a moment.
      unsafe unlink(previousPath)
      if unsafe link(path, previousPath) != 0, errno != ENOENT {
        throw failure("keep the revision before of", errno)
      }
    }
    guard unsafe rename(unfinishedPath, path) == 0 else { throw failure("replace", errno) }
    try Self.synchronizeDirectory(directory)
  }

  /// Gone for good when it returns.
  func remove() throws(TenantError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("remove", errno) }
    try Self.synchronizeDirectory(directory)
  }

  private func writeUnfinished(_ bytes: [UInt8]) throws(TenantError) {
    unsafe unlink(unfinishedPath)
    let descriptor = unsafe open(
      unfinishedPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write", errno) }
    defer { close(descriptor) }
    do throws(TenantError) {
      try append(bytes, to: descriptor)
      // Never tried again on failure: the kernel may have dropped the pages it could not write.
      guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
        throw failure("write", errno)
      }
    } catch {
      unsafe unlink(unfinishedPath)
      throw error
    }
  }

  private func append(_ bytes: [UInt8], to descriptor: Int32) throws(TenantError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(
          descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("write", errno)
      }
      written += count
    }
  }

  /// Makes a directory of mode 700 where there is none.
  static func makeDirectory(_ path: String) throws(TenantError) {
    guard unsafe mkdir(path, 0o700) != 0 else { return }
    guard errno == EEXIST else {
      throw .storage("cannot make the directory \(path): \(reason(errno))")
    }
  }

  /// Makes the directory of a file, and the one above it.
  static func makeDirectories(above path: String) throws(TenantError) {
    let directory = DurableFile(path: path).directory
    try makeDirectory(DurableFile(path: directory).directory)
    try makeDirectory(directory)
  }

  /// A name in a directory is durable only once the directory is.
  static func synchronizeDirectory(_ path: String) throws(TenantError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .storage("cannot open the directory \(path): \(reason(errno))")
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .storage("cannot make the names in \(path) durable: \(reason(errno))")
    }
  }

  private func failure(_ verb: String, _ code: Int32) -> TenantError {
    .storage("cannot \(verb) \(path): \(Self.reason(code))")
  }

  private static func reason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
