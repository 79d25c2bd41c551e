internal import CZlib

/// Reads gzip (RFC 1952), in one piece or as a stream; zlib does the work.
package enum Gzip {
  package enum Failure: Error, Sendable {
    case tooLarge
    case damaged
  }

  package static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// - Parameter limit: bytes after unpacking; a bomb is stopped there.
  package static func decompress(_ bytes: [UInt8], limit: Int) -> Result<[UInt8], Failure> {
    var stream = GzipStream()
    var output: [UInt8] = []
    do throws(Failure) {
      try stream.feed(bytes) { (piece) throws(Failure) in
        if output.count + piece.count > limit { throw Failure.tooLarge }
        output.append(contentsOf: piece)
      }
      guard stream.isComplete else { return .failure(.damaged) }
      return .success(output)
    } catch {
      return .failure(error)
    }
  }
}

/// A gzip stream that is fed in pieces; members that follow each other are one stream.
@safe package struct GzipStream: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  /// True between members: where a stream may end.
  package private(set) var isComplete = false

  package init() {
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, and 16 more to say that it is gzip.
    let code = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib refuses to start")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  package mutating func feed(
    _ bytes: [UInt8], _ body: ([UInt8]) throws(Gzip.Failure) -> Void
  ) throws(Gzip.Failure) {
    var bytes = bytes
    var offset = 0
    while offset < bytes.count {
      if isComplete {
        unsafe inflateReset(stream)
        isComplete = false
      }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      var consumed = 0
      var produced = 0
      let count = bytes.count
      let code = unsafe bytes.withUnsafeMutableBufferPointer { input in
        unsafe piece.withUnsafeMutableBufferPointer { output in
          unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + offset }
          unsafe stream.pointee.avail_in = UInt32(count - offset)
          unsafe stream.pointee.next_out = output.baseAddress
          unsafe stream.pointee.avail_out = UInt32(output.count)
          let code = unsafe inflate(stream, Z_NO_FLUSH)
          consumed = count - offset - Int(unsafe stream.pointee.avail_in)
          produced = output.count - Int(unsafe stream.pointee.avail_out)
          return code
        }
      }
      offset += consumed
      piece.removeLast(piece.count - produced)
      if !piece.isEmpty { try body(piece) }
      if code == Z_STREAM_END {
        isComplete = true
      } else if code != Z_OK && !(code == Z_BUF_ERROR && offset == bytes.count) {
        throw .damaged
      }
    }
  }
}
