internal import Foundation

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// An open file. Nothing here is safe from two threads at once; the queue's own thread has it.
final class OpenFile {
  let path: String
  private let descriptor: Int32

  init(_ path: String, creating isNew: Bool) throws(IAFAError) {
    let flags = O_RDWR | O_CLOEXEC | (isNew ? O_CREAT | O_EXCL : 0)
    descriptor = unsafe open(path, flags, 0o600)
    self.path = path
    guard descriptor >= 0 else { throw Files.failure("open", path) }
  }

  deinit { close(descriptor) }

  func size() throws(IAFAError) -> Int {
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0 else { throw Files.failure("stat", path) }
    return Int(information.st_size)
  }

  func read(at offset: Int, count: Int) throws(IAFAError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done,
          off_t(offset + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw Files.failure("read", path) }
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(IAFAError) {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done,
          off_t(offset + done))
      }
      if written < 0, errno == EINTR { continue }
      guard written >= 0 else { throw Files.failure("write", path) }
      done += written
    }
  }

  func truncate(to size: Int) throws(IAFAError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Files.failure("truncate", path) }
  }

  /// The file's bytes are on the disk when this returns. A failed one is never tried again: the
  /// kernel may have given up what was written, and a second one would succeed.
  func sync() throws(IAFAError) {
    #if canImport(Darwin)
      // fsync leaves them in the drive's cache; not every file system knows the other one.
      let isSynced = fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0
    #else
      let isSynced = fdatasync(descriptor) == 0
    #endif
    guard isSynced else { throw Files.failure("sync", path) }
  }
}

/// An exclusive lock, held as long as this is; the kernel frees it when the process ends, however.
final class FolderLock: Sendable {
  private let descriptor: Int32

  init(folder: String) throws(IAFAError) {
    let path = folder + "/lock"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Files.failure("open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw Files.failure("lock", path) }
      throw .folderInUse(path: folder, by: Self.holder(path))
    }
    let file = try OpenFile(path, creating: false)
    try file.truncate(to: 0)
    try file.write(Array("process \(getpid())".utf8), at: 0)
  }

  /// What the holder has written about itself.
  private static func holder(_ path: String) -> String {
    // A courtesy: the refusal stands without it.
    let bytes = (try? Files.whole(path)) ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    return text.isEmpty ? "another client" : text
  }

  deinit { close(descriptor) }
}

/// What is done with files by name.
enum Files {
  /// - Returns: the error that `errno` names; read before anything else can change it.
  static func failure(_ operation: String, _ path: String) -> IAFAError {
    .storage(operation: operation, path: path, code: errno)
  }

  /// With all folders above it that are missing; durable when this returns.
  static func makeFolder(_ path: String) throws(IAFAError) {
    if unsafe mkdir(path, 0o700) == 0 { return try syncFolder(parent(of: path)) }
    if errno == EEXIST { return }
    guard errno == ENOENT, parent(of: path) != path else { throw failure("make", path) }
    try makeFolder(parent(of: path))
    guard unsafe mkdir(path, 0o700) == 0 else { throw failure("make", path) }
    try syncFolder(parent(of: path))
  }

  private static func parent(of path: String) -> String {
    URL(filePath: path).deletingLastPathComponent().path
  }

  static func list(_ folder: String) throws(IAFAError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw .storage(operation: "list", path: folder, code: EIO)
    }
  }

  static func whole(_ path: String) throws(IAFAError) -> [UInt8] {
    let file = try OpenFile(path, creating: false)
    return try file.read(at: 0, count: try file.size())
  }

  static func remove(_ path: String) throws(IAFAError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
  }

  /// The names in a folder are on the disk when this returns.
  static func syncFolder(_ path: String) throws(IAFAError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", path) }
  }

  /// Whoever opens the path, at whatever moment, finds all of the old bytes or all of the new; when
  /// this returns, the new ones, after a power cut too.
  static func replace(_ path: String, with bytes: [UInt8]) throws(IAFAError) {
    let temporary = path + ".new"
    try remove(temporary)
    let file = try OpenFile(temporary, creating: true)
    try file.write(bytes, at: 0)
    try file.sync()
    guard unsafe rename(temporary, path) == 0 else { throw failure("rename", path) }
    try syncFolder(parent(of: path))
  }

  /// Microseconds since 1970.
  static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
