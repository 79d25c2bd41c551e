import EventLog
import Events
import Simulation

/// What the log promised, and whether it kept it.
struct LogLedger {
  /// The bytes of every record whose client was told that it is there, record 1 first.
  private(set) var acknowledged: [[UInt8]] = []
  /// A group that was sent and not answered when the process ended: all of it or nothing.
  private(set) var doubtful: [[UInt8]] = []
  /// The last record that the log may forget.
  var flushed: UInt64 = 0

  var last: UInt64 { UInt64(acknowledged.count) }

  mutating func send(_ group: [[UInt8]]) { doubtful = group }

  /// The client is told that nothing was stored.
  mutating func withdraw() { doubtful = [] }

  /// The client is told that the group is durable.
  mutating func acknowledge() {
    acknowledged += doubtful
    doubtful = []
  }

  /// Compares what a start found with what was promised. What a start shows is promised from then
  /// on: a query counts it, and a client that sends it again is told that it is there.
  mutating func check(_ found: [Replayed], _ recovery: LogRecovery, next: UInt64) throws {
    let expected = acknowledged[Int(flushed)...]
    let records = found.flatMap(\.records)
    var first = flushed + 1
    for group in found {
      if group.first != first {
        throw Violation("records from \(group.first) were replayed where \(first) is due")
      }
      first += UInt64(group.records.count)
    }
    if records.count < expected.count {
      throw Violation("\(expected.count - records.count) acknowledged records are gone")
    }
    for (place, (found, sent)) in zip(records, expected).enumerated() where found != sent {
      throw Violation("record \(Int(flushed) + place + 1) is not what was sent")
    }
    let rest = Array(records[expected.count...])
    if !rest.isEmpty && rest != doubtful {
      throw Violation("\(rest.count) records that were not acknowledged are no whole group")
    }
    acknowledged += rest
    doubtful = []
    if next != last + 1 { throw Violation("record \(next) would follow record \(last)") }
    if recovery.replayedRecords != records.count || recovery.damagedStretches > 0
      || recovery.missingRecords > 0
    {
      throw Violation("nothing was damaged, and the log says \(recovery)")
    }
  }
}

extension LogLedger {
  /// After a bit rotted: what is still there is what was sent, and what is not is reported.
  func checkDamage(_ found: [Replayed], _ recovery: LogRecovery) throws {
    var next = 1
    for group in found {
      for (place, record) in group.records.enumerated() {
        let number = Int(group.first) + place
        if number < next { throw Violation("record \(number) was replayed after \(next - 1)") }
        if number > acknowledged.count || acknowledged[number - 1] != record {
          throw Violation("record \(number) is not what was sent")
        }
        next = number + 1
      }
    }
    let lost = acknowledged.count - found.reduce(0) { $0 + $1.records.count }
    if lost > 0
      && recovery.tornBytes + recovery.damagedStretches + recovery.missingRecords == 0
    {
      throw Violation("\(lost) records are gone and nothing says so")
    }
  }
}

/// Entries that a start handed out in one call.
struct Replayed {
  var first: UInt64
  var records: [[UInt8]]

  init(first: UInt64, entries: [Entry]) {
    self.first = first
    records = entries.map(\.logBytes)
  }
}

extension Entry {
  /// As the log keeps it: texts that look the same and have other bytes are not equal.
  var logBytes: [UInt8] {
    var writer = ByteWriter()
    EntryCodec.encode(self, into: &writer)
    return writer.bytes
  }
}

extension Dice {
  /// An entry as clients send them; some span pages, some end in zeros, and no two are the same.
  mutating func entry(_ number: Int) -> Entry {
    let text = ["x", "e\u{301}", "é", "\0", "𝕊", "IAFAFRM1"][self.number(0..<6)]
    let length =
      chance(80) ? self.number(0..<40) : chance(70) ? self.number(0..<700) : self.number(0..<5000)
    let long = String(repeating: text, count: length)
    if chance(15) {
      return .identification(
        Identification(
          project: ProjectID(bits: 1), anonymousID: chance(50) ? "a\(number)" : nil,
          userID: "u\(number)", traits: chance(50) ? [Property("company", long)] : [],
          received: Instant(microseconds: Int64(number))))
    }
    return .event(
      Event(
        project: ProjectID(bits: UInt128(self.number(1...3))), id: EventID(bits: UInt128(number)),
        type: "purchase", userID: chance(50) ? long : "u", sessionID: chance(50) ? "s" : nil,
        properties: chance(60) ? [Property("k", long)] : nil, ipHash: chance(30) ? text : nil,
        time: Instant(microseconds: Int64(number))))
  }
}
