import EventLog
import Events
import Foundation
import Testing

/// A directory that is gone after the test.
func withTemporaryDirectory<R>(_ body: (String) async throws -> R) async throws -> R {
  let url = FileManager.default.temporaryDirectory.appending(path: "iafa-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try await body(url.path)
}

func event(_ number: Int) -> Entry {
  .event(
    Event(
      project: ProjectID(bits: 1), id: EventID(bits: UInt128(number)), type: "e\(number)",
      userID: "u",
      sessionID: number % 2 == 0 ? nil : "s",
      properties: number % 3 == 0 ? nil : [Property("k", "\(number)")],
      url: number % 5 == 0 ? "http://x" : nil, ipHash: number % 7 == 0 ? "h" : nil,
      time: Instant(microseconds: Int64(number))))
}

@Suite struct LogTests {
  let store = UUIDValue(bits: 42)

  private struct Opened: ~Copyable {
    var writer: LogWriter<POSIXDisk>
    let entries: [Entry]
    var recovery: LogRecovery { writer.recovery }
  }

  private func open(
    _ directory: String, flushed: UInt64 = 0, segmentSize: Int = 1 << 16
  ) throws -> Opened {
    var entries: [Entry] = []
    let writer = try LogReader.open(
      directory, disk: POSIXDisk(), store: store, flushed: flushed,
      settings: LogSettings(segmentSize: segmentSize)
    ) { _, more in entries += more }
    return Opened(writer: writer, entries: entries)
  }

  private func append(_ numbers: Range<Int>, to writer: inout LogWriter<POSIXDisk>) throws {
    var bytes = ByteWriter()
    for number in numbers { EntryCodec.encode(event(number), into: &bytes) }
    _ = try writer.append(count: numbers.count, payload: bytes.bytes)
  }

  @Test func `CRC-32C gives the check value of its catalogue`() {
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
  }

  @Test func `What was appended is replayed, over segments and restarts`() async throws {
    try await withTemporaryDirectory { base in
      var expected: [Entry] = []
      for round in 0..<3 {
        var log = try open(base + "/log")
        #expect(log.entries == expected)
        #expect(log.recovery.replayedRecords == expected.count && log.recovery.tornBytes == 0)
        for batch in 0..<40 {
          let start = round * 4000 + batch * 100
          try append(start..<start + 100, to: &log.writer)
          expected += (start..<start + 100).map(event)
        }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: base + "/log").count > 5)
      let rest = try open(base + "/log", flushed: 11_950)
      #expect(rest.entries == Array(expected[11_950...]))
    }
  }

  @Test func `Segments go when all their records are flushed, and not before`() async throws {
    try await withTemporaryDirectory { base in
      var log = try open(base + "/log")
      for batch in 0..<100 { try append(batch * 100..<batch * 100 + 100, to: &log.writer) }
      try log.writer.removeSegments(through: 4_321)
      let kept = try open(base + "/log", flushed: 4_321)
      #expect(kept.entries == (4_321..<10_000).map(event))
      #expect(kept.recovery.missingRecords == 0)
      log.writer.rotate()
      try log.writer.removeSegments(through: 10_000)
      // The youngest stays, so that the log shows how far the manifest must go.
      #expect(try FileManager.default.contentsOfDirectory(atPath: base + "/log").count == 1)
    }
  }

  @Test func `A log cut at any byte loses only the group that was being written`() async throws {
    try await withTemporaryDirectory { base in
      var log = try open(base + "/log", segmentSize: 4096)
      for batch in 0..<4 { try append(batch * 5..<batch * 5 + 5, to: &log.writer) }
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: base + "/log").first)
      let bytes = try Data(contentsOf: URL(filePath: "\(base)/log/\(name)"))
      let written = bytes.lastIndex { $0 != 0 }! + 1
      var lengths: Set<Int> = []
      for cut in stride(from: 64, through: written, by: 1) {
        let copy = "\(base)/cut\(cut)"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        var torn = Data(bytes[..<cut])
        torn.append(Data(count: bytes.count - cut))
        try torn.write(to: URL(filePath: "\(copy)/\(name)"))
        var cutLog = try open(copy)
        let entries = cutLog.entries, recovery = cutLog.recovery
        #expect(entries == (0..<entries.count).map(event))
        #expect(recovery.damagedStretches == 0 && recovery.missingRecords == 0)
        lengths.insert(entries.count)
        // Goes on where it was cut, and a second recovery finds both.
        try append(entries.count..<entries.count + 2, to: &cutLog.writer)
        #expect(try open(copy).entries == (0..<entries.count + 2).map(event))
      }
      #expect(lengths == [0, 5, 10, 15, 20])
    }
  }

  @Test func `A flipped bit in the middle is damage: counted, and the rest stays readable`()
    async throws
  {
    try await withTemporaryDirectory { base in
      var log = try open(base + "/log", segmentSize: 4096)
      for batch in 0..<4 { try append(batch * 5..<batch * 5 + 5, to: &log.writer) }
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: base + "/log").first)
      let path = URL(filePath: "\(base)/log/\(name)")
      var bytes = try Data(contentsOf: path)
      bytes[64 + 40] ^= 1
      try bytes.write(to: path)
      let reopened = try open(base + "/log")
      #expect(reopened.entries == (5..<20).map(event))
      #expect(reopened.recovery.damagedStretches == 1)
      #expect(reopened.recovery.missingRecords == 5)
    }
  }

  @Test func `A segment of another data directory is not read`() async throws {
    try await withTemporaryDirectory { base in
      var log = try open(base + "/log")
      try append(0..<5, to: &log.writer)
      let other = try LogReader.open(
        base + "/log", disk: POSIXDisk(), store: UUIDValue(bits: 43), flushed: 0
      ) { _, _ in Issue.record("replayed") }
      #expect(other.recovery.replayedRecords == 0)
    }
  }

  @Test func `A frame of another file does not pass, even at the same place`() async throws {
    try await withTemporaryDirectory { base in
      var first = try open(base + "/a")
      try append(0..<5, to: &first.writer)
      var second = try open(base + "/b", flushed: 100)
      try append(0..<5, to: &second.writer)
      let source = try Data(contentsOf: URL(filePath: "\(base)/a/00000000000000000001.log"))
      let path = URL(filePath: "\(base)/b/00000000000000000101.log")
      var target = try Data(contentsOf: path)
      target.replaceSubrange(64..., with: source[64...])
      try target.write(to: path)
      #expect(try open(base + "/b", flushed: 0).entries.isEmpty)
    }
  }

  @Test func `A batch stays in one commit group, and groups gather what waits`() {
    var commits = GroupCommit()
    let small = [UInt8](repeating: 1, count: 100), large = [UInt8](repeating: 1, count: 8 << 20)
    #expect(commits.add([event(1)], encoded: small) == 1)
    #expect(commits.add([event(2)], encoded: small) == 1)
    #expect(commits.add([event(3)], encoded: large) == 2)
    #expect(commits.takeFirst()?.entries == [event(1), event(2)])
    #expect(commits.takeFirst()?.entries == [event(3)])
    #expect(commits.takeFirst() == nil)
    #expect(commits.add([event(4)], encoded: small) == 3)
  }
}
