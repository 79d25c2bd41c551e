internal import Foundation
internal import Threads

/// Reads a file of lines in pieces that end at line ends, unpacked where it is gzip; on a thread of
/// its own, since a disk may be slow.
actor LineReader {
  private let thread = DedicatedThread(name: "line-reader")
  private let handle: FileHandle
  private var gzip: GzipStream?
  private var bytesRead = 0
  /// The begin of a line whose end has not come yet.
  private var rest: [UInt8] = []
  private var isAtEnd = false

  private static let pieceSize = 1 << 20
  /// A line that long is no event.
  private static let maximumLine = 16 << 20

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  init(_ path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw CommandFailure("\(path) can't be read; is the name right?")
    }
    self.handle = handle
  }

  /// Whole lines, and how many bytes of the file have been read; nil at the end.
  func next() throws -> (lines: [UInt8], bytesRead: Int)? {
    while !isAtEnd {
      let piece = Array(try handle.read(upToCount: Self.pieceSize) ?? Data())
      if bytesRead == 0, Gzip.isGzip(piece) { gzip = GzipStream() }
      bytesRead += piece.count
      if piece.isEmpty {
        isAtEnd = true
        if gzip?.isComplete == false { throw CommandFailure("the file ends in the middle of gzip") }
        break
      }
      try append(piece)
      if let end = rest.lastIndex(of: 0x0A) {
        let lines = Array(rest[...end])
        rest.removeSubrange(...end)
        return (lines, bytesRead)
      }
      if rest.count > Self.maximumLine { throw CommandFailure("a line is longer than 16 MiB") }
    }
    guard !rest.isEmpty else { return nil }
    defer { rest = [] }
    return (rest, bytesRead)
  }

  private func append(_ piece: [UInt8]) throws {
    guard gzip != nil else {
      rest += piece
      return
    }
    var unpacked: [UInt8] = []
    do throws(Gzip.Failure) {
      try gzip?.feed(piece) { unpacked += $0 }
    } catch {
      throw CommandFailure("the file is damaged gzip")
    }
    rest += unpacked
  }
}
