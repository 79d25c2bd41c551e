internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct FrameTests {
  private let record = Record(
    time: 1_790_000_000_000_001, id: UUID(), members: Array("\"a\":1".utf8))

  @Test func `What was written is read, with a time and without`() throws {
    for time in [nil, record.time, 0, -1] {
      var record = record
      record.time = time
      let bytes = Frame.encode(record, number: 7)
      #expect(bytes.count == Frame.size(members: record.members.count))
      let read = try #require(Frame.decode([1, 2] + bytes + [3], at: 2, number: 7))
      #expect(read.record == record)
      #expect(read.end == bytes.count + 2)
    }
  }

  @Test func `A frame of another place in the queue is none`() {
    let bytes = Frame.encode(record, number: 7)
    #expect(Frame.decode(bytes, at: 0, number: 8) == nil)
  }

  @Test func `No changed bit passes`() {
    let bytes = Frame.encode(record, number: 7)
    for place in bytes.indices {
      for bit in 0..<8 {
        var spoilt = bytes
        spoilt[place] ^= 1 << bit
        #expect(Frame.decode(spoilt, at: 0, number: 7) == nil, "byte \(place), bit \(bit)")
      }
    }
  }

  @Test func `Zeros and a beginning are no frame`() {
    let bytes = Frame.encode(record, number: 7)
    for count in bytes.indices {
      #expect(Frame.decode(Array(bytes[..<count]), at: 0, number: 7) == nil)
    }
    #expect(Frame.decode([UInt8](repeating: 0, count: 200), at: 0, number: 7) == nil)
  }

  @Test func `The checksum is the one of gzip`() {
    var crc = CRC32()
    crc.update("123456789".utf8)
    #expect(crc.value == 0xCBF4_3926)
  }

  @Test func `An event's JSON begins with its id and its time`() {
    let json = String(decoding: record.json(time: record.time), as: UTF8.self)
    let id = record.id.uuidString.lowercased()
    #expect(json == #"{"id":"\#(id)","timestamp":"2026-09-21T14:13:20.000001Z","a":1}"#)
  }
}
