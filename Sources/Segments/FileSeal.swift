internal import Crypto
internal import EventLog
internal import Events

/// What a file must be, bit for bit: checked before DuckDB opens it, since DuckDB reads most
/// flipped bits as data.
package struct FileSeal: Sendable, Hashable {
  package var bytes: Int
  /// Hexadecimal.
  package var sha256: String

  /// Of a file that was named before there were seals (format 1).
  static let unknown = FileSeal(bytes: 0, sha256: "")

  package init(bytes: Int, sha256: String) {
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// Reads the file whole, a block at a time.
  static func of(_ path: String, _ disk: some Disk) throws(DiskError) -> FileSeal {
    let file = try disk.open(path)
    defer { disk.close(file) }
    return try of(file, disk)
  }

  static func of(_ file: DiskFile, _ disk: some Disk) throws(DiskError) -> FileSeal {
    var digest = SHA256()
    var position = 0
    while true {
      let block = try disk.read(file, at: position, count: blockSize)
      digest.update(data: block)
      position += block.count
      if block.count < blockSize { break }
    }
    var text = ""
    for byte in digest.finalize() {
      text += byte < 16 ? "0" : ""
      text += String(byte, radix: 16)
    }
    return FileSeal(bytes: position, sha256: text)
  }

  private static let blockSize = 1 << 20

  init?(_ json: JSON) {
    guard let bytes = json["bytes"]?.integer, let sha256 = json["sha256"]?.text else { return nil }
    self.init(bytes: bytes, sha256: sha256)
  }

  var json: [JSONMember] {
    [JSONMember("bytes", .number(bytes)), JSONMember("sha256", .string(sha256))]
  }
}
