internal import Foundation

/// An event or an identification as it waits on disk.
struct Record: Sendable, Equatable {
  /// When it was made, in microseconds since 1970; nil where the queue has no say in its time: it
  /// is an identification, or the caller gave one, which stands in `members`.
  var time: Int64?
  /// Made when it was tracked, so that it is the same at every attempt and the server can tell.
  var id: UUID
  /// The rest of the JSON object, without its braces.
  var members: [UInt8]

  /// The JSON that goes to the server.
  func json(time: Int64?) -> [UInt8] {
    var json = Array("{\"id\":\"\(id.uuidString.lowercased())\",".utf8)
    if let time { json += "\"timestamp\":\"\(InstantText.of(time))\",".utf8 }
    json += members
    json.append(UInt8(ascii: "}"))
    return json
  }
}

/// How records stand in a file, one after the other. Integers are little-endian:
///
///     length u32 | crc u32 | time i64 | id[16] | members
///
/// The length is that of what follows the checksum. The checksum covers it, and before it the
/// record's number in the queue, so that a block of another place can't pass for one of this.
enum Frame {
  /// The beginning of every file; the last byte is the format's version.
  static let magic = Array("IAFAQUE1".utf8)
  static let prefixSize = 8
  static let fixedSize = 24
  /// Above any event that the server takes; a larger length is damage, and is never allocated.
  static let maximumMembers = 64 << 10
  private static let noTime = Int64.min

  static func size(members count: Int) -> Int { prefixSize + fixedSize + count }

  static func encode(_ record: Record, number: UInt64) -> [UInt8] {
    precondition(record.members.count <= maximumMembers, "checked when the event was made")
    let body = bytes(of: record.time ?? noTime) + record.id.bytes + record.members
    return bytes(of: UInt32(body.count)) + bytes(of: checksum(body, number)) + body
  }

  /// The record at a place; nil where what stands there is none.
  static func decode(
    _ file: [UInt8], at offset: Int, number: UInt64
  ) -> (record: Record, end: Int)? {
    let start = offset + prefixSize
    guard start <= file.count else { return nil }
    let length = Int(integer(file[offset..<offset + 4]))
    guard length >= fixedSize, length <= fixedSize + maximumMembers, start + length <= file.count
    else { return nil }
    let body = file[start..<start + length]
    guard UInt32(integer(file[offset + 4..<start])) == checksum(body, number) else { return nil }
    let time = Int64(bitPattern: integer(body.prefix(8)))
    let record = Record(
      time: time == noTime ? nil : time, id: UUID(bytes: Array(body.dropFirst(8).prefix(16))),
      members: Array(body.dropFirst(fixedSize)))
    return (record, start + length)
  }

  private static func checksum(_ body: some Sequence<UInt8>, _ number: UInt64) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes(of: number))
    crc.update(body)
    return crc.value
  }

  private static func bytes<Integer: FixedWidthInteger>(of integer: Integer) -> [UInt8] {
    (0..<Integer.bitWidth / 8).map { UInt8(truncatingIfNeeded: integer >> Integer(8 * $0)) }
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
