#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import Events

/// An exclusive lock on a directory, held until the process ends or this value goes.
package struct DirectoryLock: ~Copyable {
  package enum Outcome: ~Copyable {
    case taken(DirectoryLock)
    /// Who holds it, in words.
    case held(String)
    case failed(DiskError)
  }

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Takes the lock without waiting. The kernel frees it when the process ends, however it ends.
  package static func take(_ path: String) -> Outcome {
    let descriptor = unsafe path.withCString {
      unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    }
    guard descriptor >= 0 else {
      return .failed(DiskError(operation: "open", path: path, code: errno))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      defer { Glibc.close(descriptor) }
      if code != EWOULDBLOCK {
        return .failed(DiskError(operation: "flock", path: path, code: code))
      }
      return .held(holder(descriptor) ?? "one that has just started")
    }
    let lock = DirectoryLock(descriptor: descriptor)
    do throws(DiskError) {
      let file = DiskFile(descriptor: descriptor)
      try POSIXDisk().truncate(file, to: 0)
      try POSIXDisk().write(Array("process \(getpid())\n".utf8), to: file, at: 0)
    } catch {
      return .failed(error)
    }
    return .taken(lock)
  }

  /// What the holder has written about itself, which it does right after it took the lock.
  private static func holder(_ descriptor: Int32) -> String? {
    for _ in 0..<20 {
      // Who holds it is a courtesy: without it the refusal stands all the same.
      let bytes = try? POSIXDisk().read(DiskFile(descriptor: descriptor), at: 0, count: 256)
      let text = String(decoding: (bytes ?? []).prefix { $0 != 0x0A }, as: UTF8.self)
      // What a process that is no more has left there names nobody.
      if let number = text.split(separator: " ").last.flatMap({ pid_t($0) }), kill(number, 0) == 0 {
        return text
      }
      usleep(5000)
    }
    return nil
  }

  deinit { Glibc.close(descriptor) }
}
