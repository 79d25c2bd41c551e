import CZlib

/// Bytes as one gzip member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  unsafe stream.initialize(to: z_stream())
  defer { unsafe stream.deallocate() }
  // 15 bits of window, and 16 more to say that it is gzip.
  let code = unsafe deflateInit2_(
    stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  precondition(code == Z_OK, "zlib refuses to start")
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 100)
  let unused = unsafe input.withUnsafeMutableBufferPointer { input in
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe stream.pointee.next_in = input.baseAddress
      unsafe stream.pointee.avail_in = UInt32(input.count)
      unsafe stream.pointee.next_out = output.baseAddress
      unsafe stream.pointee.avail_out = UInt32(output.count)
      let code = unsafe deflate(stream, Z_FINISH)
      precondition(code == Z_STREAM_END, "the output is too small")
      return Int(unsafe stream.pointee.avail_out)
    }
  }
  unsafe deflateEnd(stream)
  output.removeLast(unused)
  return output
}
