internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct QueueFolderTests {
  private let folder = TemporaryFolder()

  private func records(_ range: Range<Int>, bytes: Int = 0) -> [Record] {
    range.map { number in
      let filling = String(repeating: "x", count: bytes)
      return Record(
        time: Int64(number), id: UUID(time: Int64(number), random: 0),
        members: Array("\"n\":\(number),\"x\":\"\(filling)\"".utf8))
    }
  }

  /// The times of all that waits; each batch is delivered.
  private func drain(_ queue: QueueFolder) throws -> [Int64?] {
    var times: [Int64?] = []
    while let waiting = try queue.oldest(most: 500, bytes: 480 << 10) {
      times += waiting.records.map(\.time)
      queue.advance(over: waiting, waiting.records.count)
    }
    return times
  }

  private func save(_ queue: QueueFolder) throws {
    try queue.save(order: Order(), clock: queue.position.clock, askedUntil: 0)
  }

  @Test func `What was appended is there in order after a restart`() throws {
    do {
      let queue = try QueueFolder(folder.path)
      for start in stride(from: 1, to: 101, by: 10) {
        try queue.append(records(start..<start + 10))
      }
    }
    let queue = try QueueFolder(folder.path)
    #expect(queue.waitingEvents == 100)
    #expect(try drain(queue) == (1...100).map { Int64($0) })
    #expect(queue.waitingEvents == 0)
    #expect(queue.waitingBytes == 0)
  }

  @Test func `A tail torn at any byte is cut, and what was whole before it stays`() throws {
    let whole = records(1..<4)
    do { try QueueFolder(folder.path).append(whole) }
    let name = try #require(try folder.names(ending: Segment.ending).first)
    let bytes = try folder.bytes(name)
    let ends = whole.reduce(into: [Frame.magic.count]) { ends, record in
      ends.append((ends.last ?? 0) + Frame.size(members: record.members.count))
    }
    #expect(ends.last == bytes.count)
    for length in bytes.indices {
      try folder.write(Array(bytes[..<length]), name)
      let queue = try QueueFolder(folder.path)
      let left = max(0, ends.count { $0 <= length } - 1)
      #expect(queue.waitingEvents == left, "cut at \(length)")
      try queue.append(records(9..<10))
      #expect(try drain(queue) == whole.prefix(left).map(\.time) + [9])
      for name in try folder.names() {
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
      }
    }
  }

  @Test func `A tail of rubbish is cut`() throws {
    do { try QueueFolder(folder.path).append(records(1..<4)) }
    let name = try #require(try folder.names(ending: Segment.ending).first)
    let bytes = try folder.bytes(name)
    for rubbish in [[UInt8](repeating: 0, count: 5000), [UInt8](repeating: 0xFF, count: 90), bytes]
    {
      try folder.write(bytes + rubbish, name)
      let queue = try QueueFolder(folder.path)
      #expect(queue.waitingEvents == 3)
      #expect(try folder.bytes(name) == bytes)
    }
  }

  @Test func `Delivery goes on after what was delivered, and delivered files are removed`() throws {
    do {
      let queue = try QueueFolder(folder.path)
      for start in stride(from: 1, to: 1201, by: 40) {
        try queue.append(records(start..<start + 40, bytes: 3000))
      }
      #expect(try folder.names(ending: Segment.ending).count == 4)
      let waiting = try #require(try queue.oldest(most: 100, bytes: 480 << 10))
      #expect(waiting.records.count == 100)
      queue.advance(over: waiting, 70)
      try save(queue)
    }
    let queue = try QueueFolder(folder.path)
    #expect(queue.waitingEvents == 1130)
    #expect(try drain(queue) == (71...1200).map { Int64($0) })
    try save(queue)
    #expect(try folder.names(ending: Segment.ending).count == 1)
    // The last file goes, too, as soon as there is another.
    try queue.append(records(1201..<1202))
    #expect(try folder.names(ending: Segment.ending) == ["00000000000000001201.events"])
  }

  @Test func `Without a position everything is sent again, and nothing is left out`() throws {
    do {
      let queue = try QueueFolder(folder.path)
      try queue.append(records(1..<21))
      let waiting = try #require(try queue.oldest(most: 10, bytes: 1 << 20))
      queue.advance(over: waiting, 10)
      try save(queue)
    }
    for spoilt in [Array("{".utf8), []] {
      try folder.write(spoilt, "position")
      #expect(try QueueFolder(folder.path).waitingEvents == 20)
    }
  }

  @Test func `Damage is told, with how many events it cost, and the rest is delivered`() throws {
    do {
      let queue = try QueueFolder(folder.path)
      for start in stride(from: 1, to: 1201, by: 40) {
        try queue.append(records(start..<start + 40, bytes: 3000))
      }
    }
    let names = try folder.names(ending: Segment.ending)
    var bytes = try folder.bytes(names[1])
    let frame = Frame.size(members: records(500..<501, bytes: 3000)[0].members.count)
    bytes[Frame.magic.count + 10 * frame + 50] ^= 1
    try folder.write(bytes, names[1])
    let firsts = names.compactMap(Segment.first(inName:)).map(Int.init)
    let queue = try QueueFolder(folder.path)
    var times: [Int64?] = []
    var notices: [IAFANotice] = []
    while let waiting = try queue.oldest(most: 500, bytes: 480 << 10) {
      times += waiting.records.map(\.time)
      notices += waiting.notices
      queue.advance(over: waiting, waiting.records.count)
    }
    let lost = firsts[1] + 10..<firsts[2]
    #expect(times == (1...1200).filter { !lost.contains($0) }.map { Int64($0) })
    #expect(
      notices == [.damaged(path: "\(folder.path)/\(names[1])", lostEvents: lost.count)])
    #expect(queue.waitingBytes == 0)
  }

  @Test func `A second owner is refused, and told by whom`() throws {
    let first = try QueueFolder(folder.path)
    #expect(
      throws: IAFAError.folderInUse(
        path: folder.path, by: "process \(ProcessInfo.processInfo.processIdentifier)")
    ) { try QueueFolder(folder.path) }
    #expect(first.waitingEvents == 0)
  }

  @Test func `The folder is free when its owner is gone`() throws {
    do { try QueueFolder(folder.path).append(records(1..<2)) }
    #expect(try QueueFolder(folder.path).waitingEvents == 1)
  }

  @Test func `What a newer version has written is left alone`() throws {
    let bytes = Array("IAFAQUE2 and more".utf8)
    try folder.write(bytes, "00000000000000000001.events")
    #expect(
      throws: IAFAError.newerFormat(path: folder.path + "/00000000000000000001.events")
    ) { try QueueFolder(folder.path) }
    #expect(try folder.bytes("00000000000000000001.events") == bytes)
  }

  @Test func `Numbers are never given twice, though the disk has lost what it synced`() throws {
    do {
      let queue = try QueueFolder(folder.path)
      try queue.append(records(1..<21))
      _ = try drain(queue)
      try save(queue)
    }
    try folder.write(Frame.magic, "00000000000000000001.events")
    let queue = try QueueFolder(folder.path)
    #expect(queue.last == 20)
    try queue.append(records(21..<22))
    #expect(try drain(queue) == [21])
  }

  @Test func `Folders above that are missing are made`() throws {
    let path = folder.path + "/a/b/c"
    do { try QueueFolder(path).append(records(1..<2)) }
    #expect(try QueueFolder(path).waitingEvents == 1)
  }

  @Test func `A folder that can't be made is told with the system's reason`() throws {
    try folder.write([], "file")
    let path = folder.path + "/file/queue"
    #expect(throws: IAFAError.storage(operation: "make", path: path, code: ENOTDIR)) {
      try QueueFolder(path)
    }
  }
}
