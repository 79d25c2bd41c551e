import Events
import Simulation

@testable import Segments

/// What the store's clients know: what they sent, and what they were told is there.
struct StoreLedger {
  private var sent: [EventID: [UInt8]] = [:]
  private(set) var acknowledged: Set<EventID> = []
  /// Users to whom an anonymous id was merged.
  private var sentMerges: Set<Int> = []
  private var acknowledgedMerges: Set<Int> = []
  private(set) var duplicates = 0

  mutating func send(_ entries: [Entry]) {
    for entry in entries {
      switch entry {
      case .event(let event): sent[event.id] = entry.logBytes
      case .identification(let identification):
        sentMerges.insert(Int(identification.userID.dropFirst()) ?? 0)
      }
    }
  }

  /// The client was told 200, and which of its events were there already.
  mutating func acknowledge(_ entries: [Entry], duplicates: [Bool]) throws {
    for (entry, isDuplicate) in zip(entries, duplicates) {
      switch entry {
      case .event(let event):
        let isKnown = !acknowledged.insert(event.id).inserted
        if isKnown && !isDuplicate { throw Violation("\(event.id) was taken twice") }
        self.duplicates += isDuplicate ? 1 : 0
      case .identification(let identification):
        acknowledgedMerges.insert(Int(identification.userID.dropFirst()) ?? 0)
      }
    }
  }

  /// Compares what a query sees with what was promised. What it sees is promised from then on.
  mutating func check(_ seen: [Event], _ identities: Identities) throws {
    var found: Set<EventID> = []
    for event in seen {
      if !found.insert(event.id).inserted { throw Violation("\(event.id) counts twice") }
      guard let bytes = sent[event.id] else { throw Violation("\(event.id) was never sent") }
      if Entry.event(event).logBytes != bytes { throw Violation("\(event.id) has changed") }
    }
    let lost = acknowledged.subtracting(found)
    if !lost.isEmpty { throw Violation("\(lost.count) acknowledged events are gone") }
    acknowledged = found
    let persons = identities.persons(of: StoreSimulation.project)
    for number in sentMerges {
      let isMerged = persons.canonical(Array("a\(number)".utf8)) == Array("u\(number)".utf8)
      if !isMerged && acknowledgedMerges.contains(number) {
        throw Violation("the merge of u\(number) is gone")
      }
      if isMerged { acknowledgedMerges.insert(number) }
    }
  }
}
