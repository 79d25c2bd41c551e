package import Events
internal import Foundation

/// The client side of `DATA_DIR/iafa.sock`: one line of JSON there, lines of JSON back.
///
///     → {"command":"compact"}
///     ← {"progress":0.5,"text":"…"}
///     ← {"result":{…}}    or    {"failure":"…"}
package struct CommandSocket: ~Copyable {
  private let handle: FileHandle

  /// A connection to the server that owns the directory; nil where none is running.
  package static func connect(dataDirectory: String) throws -> CommandSocket? {
    let path = dataDirectory + "/iafa.sock"
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < capacity else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let code = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard code == 0 else { return nil }
    return CommandSocket(handle: handle)
  }

  /// Sends a command and waits for its end.
  package consuming func perform(
    _ command: JSON, progress: (CommandProgress) -> Void
  ) throws -> JSON {
    try handle.write(contentsOf: Data((command.jsonText + "\n").utf8))
    var rest: [UInt8] = []
    while let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty {
      rest += piece
      while let end = rest.firstIndex(of: 0x0A) {
        let line = Array(rest[..<end])
        rest.removeSubrange(...end)
        let answer = try JSONParser.parse(line).value
        if let result = answer["result"] { return result }
        if let failure = answer["failure"]?.text { throw CommandFailure(failure) }
        progress(
          CommandProgress(
            fraction: answer["progress"]?.double ?? 0, text: answer["text"]?.text ?? ""))
      }
    }
    throw CommandFailure("the server went away before it was done; run the command again")
  }
}
