#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The real file system.
package struct POSIXDisk: Disk {
  package init() {}

  package func createDirectory(_ path: String) throws(DiskError) {
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir", path) }
  }

  package func list(_ directory: String) throws(DiskError) -> [String] {
    guard let stream = unsafe opendir(directory) else { throw failure("opendir", directory) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func create(_ path: String) throws(DiskError) -> DiskFile {
    try open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC)
  }

  package func open(_ path: String) throws(DiskError) -> DiskFile {
    try open(path, O_RDWR | O_CLOEXEC)
  }

  private func open(_ path: String, _ flags: Int32) throws(DiskError) -> DiskFile {
    let descriptor = retried { Self.openFile(path, flags) }
    guard descriptor >= 0 else { throw failure("open", path) }
    return DiskFile(descriptor: descriptor)
  }

  private static func openFile(_ path: String, _ flags: Int32) -> Int32 {
    unsafe path.withCString { unsafe Glibc.open($0, flags, 0o600) }
  }

  package func size(of file: DiskFile) throws(DiskError) -> Int {
    var information = stat()
    guard unsafe fstat(file.descriptor, &information) == 0 else { throw failure("fstat", file) }
    return Int(information.st_size)
  }

  package func allocate(_ file: DiskFile, size: Int) throws(DiskError) {
    // posix_fallocate answers the error number instead of setting errno.
    let code = posix_fallocate(file.descriptor, 0, off_t(size))
    guard code == 0 else {
      throw DiskError(operation: "fallocate", path: "#\(file.descriptor)", code: code)
    }
  }

  package func write(_ bytes: [UInt8], to file: DiskFile, at offset: Int) throws(DiskError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          file.descriptor, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written,
          off_t(offset + written))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("write", file)
      }
      written += count
    }
  }

  package func read(_ file: DiskFile, at offset: Int, count: Int) throws(DiskError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          file.descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done,
          off_t(offset + done))
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw failure("read", file)
      }
      if got == 0 { break }
      done += got
    }
    bytes.removeLast(count - done)
    return bytes
  }

  package func sync(_ file: DiskFile) throws(DiskError) {
    #if canImport(Glibc)
      guard fdatasync(file.descriptor) == 0 else { throw failure("fdatasync", file) }
    #else
      guard fcntl(file.descriptor, F_FULLFSYNC) == 0 else { throw failure("fsync", file) }
    #endif
  }

  package func truncate(_ file: DiskFile, to size: Int) throws(DiskError) {
    guard ftruncate(file.descriptor, off_t(size)) == 0 else { throw failure("ftruncate", file) }
  }

  package func close(_ file: DiskFile) { Glibc.close(file.descriptor) }

  package func rename(_ path: String, to newPath: String) throws(DiskError) {
    guard unsafe Glibc.rename(path, newPath) == 0 else { throw failure("rename", path) }
  }

  package func remove(_ path: String) throws(DiskError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("unlink", path) }
  }

  package func syncDirectory(_ path: String) throws(DiskError) {
    let directory = try open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(directory) }
    guard fsync(directory.descriptor) == 0 else { throw failure("fsync", path) }
  }

  package func link(_ path: String, as newPath: String) throws(DiskError) {
    guard unsafe Glibc.link(path, newPath) == 0 else { throw failure("link", path) }
  }

  package func identity(of path: String) throws(DiskError) -> FileIdentity? {
    var information = stat()
    guard unsafe stat(path, &information) == 0 else {
      if errno == ENOENT { return nil }
      throw failure("stat", path)
    }
    let modified = information.st_mtim
    return FileIdentity(
      device: UInt64(information.st_dev), number: UInt64(information.st_ino),
      size: Int(information.st_size),
      modified: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec))
  }

  package func freeBytes(_ directory: String) throws(DiskError) -> Int {
    var information = statvfs()
    guard unsafe statvfs(directory, &information) == 0 else {
      throw failure("statvfs", directory)
    }
    return Int(information.f_bavail) * Int(information.f_frsize)
  }

  private func retried(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private func failure(_ operation: String, _ path: String) -> DiskError {
    DiskError(operation: operation, path: path, code: errno)
  }

  private func failure(_ operation: String, _ file: DiskFile) -> DiskError {
    failure(operation, "#\(file.descriptor)")
  }
}

extension DiskError {
  package var description: String {
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return "\(operation) \(path): \(reason)"
  }
}
