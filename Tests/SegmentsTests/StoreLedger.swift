import Events
import Simulation

@testable import Segments

/// What the store's clients know: what they sent, and what they were told is there.
struct StoreLedger {
  private var sent: [EventID: [UInt8]] = [:]
  private var users: [EventID: String] = [:]
  private(set) var acknowledged: Set<EventID> = []
  /// Users to whom an anonymous id was merged.
  private var sentMerges: Set<Int> = []
  private var acknowledgedMerges: Set<Int> = []
  private(set) var duplicates = 0
  /// Events that must never be seen again.
  private(set) var erased: Set<EventID> = []
  private var erasedMerges: Set<Int> = []
  /// Erased events whose ids are perhaps known no more, and which of them were sent again since.
  private var mayComeBack: Set<EventID> = []
  private var sentAgain: Set<EventID> = []
  /// An erasure of which nobody was told how it ended: all of it has happened, or nothing.
  private var uncertain: (events: Set<EventID>, merge: Int?)?

  mutating func send(_ entries: [Entry]) {
    for entry in entries {
      switch entry {
      case .event(let event):
        sent[event.id] = entry.logBytes
        users[event.id] = event.userID
        if mayComeBack.contains(event.id) { sentAgain.insert(event.id) }
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
        if erased.contains(event.id) {
          if !isDuplicate { throw Violation("\(event.id) was erased and taken again") }
          continue
        }
        if mayComeBack.contains(event.id) {
          if isDuplicate { continue }
          mayComeBack.remove(event.id)
        }
        let isKnown = !acknowledged.insert(event.id).inserted
        if isKnown && !isDuplicate { throw Violation("\(event.id) was taken twice") }
        self.duplicates += isDuplicate ? 1 : 0
      case .identification(let identification):
        acknowledgedMerges.insert(Int(identification.userID.dropFirst()) ?? 0)
      }
    }
  }

  /// The runs of ids were made anew of what the files have: of an erased event they have nothing
  /// once its file is written anew, and who sends it again then sends a new one.
  mutating func identifiersMadeAnew() {
    mayComeBack.formUnion(erased)
    erased = []
  }

  /// A person is about to be erased: the user of events, and the one to whom an id was merged.
  mutating func beginErasure(of user: String) {
    let events = acknowledged.filter { users[$0] == user }
    let number = Int(user.dropFirst()).flatMap { acknowledgedMerges.contains($0) ? $0 : nil }
    uncertain = (events, user.hasPrefix("u") ? number : nil)
  }

  /// Events are about to go because they are too old.
  mutating func beginExpiry(of events: Set<EventID>) {
    uncertain = (events.intersection(acknowledged), nil)
  }

  /// The client was told that the person is erased, or the expired days are gone.
  mutating func endErasure() {
    guard let uncertain else { return }
    self.uncertain = nil
    erased.formUnion(uncertain.events)
    sentAgain.subtract(uncertain.events)
    acknowledged.subtract(uncertain.events)
    if let merge = uncertain.merge {
      erasedMerges.insert(merge)
      sentMerges.remove(merge)
      acknowledgedMerges.remove(merge)
    }
  }

  /// What the unfinished erasure has come to, from what is seen now.
  private mutating func settleErasure(_ found: Set<EventID>, _ persons: Persons) throws {
    guard let uncertain else { return }
    let left = uncertain.events.intersection(found)
    var isWhole: [Bool] = []
    if !uncertain.events.isEmpty {
      if !left.isEmpty && left != uncertain.events {
        throw Violation("half of what was to go is gone")
      }
      isWhole.append(left.isEmpty)
    }
    if let merge = uncertain.merge { isWhole.append(!Self.isMerged(merge, persons)) }
    if Set(isWhole).count > 1 { throw Violation("a person is erased, and their merge is not") }
    if isWhole.first == true { endErasure() } else { self.uncertain = nil }
  }

  private static func isMerged(_ number: Int, _ persons: Persons) -> Bool {
    persons.canonical(Array("a\(number)".utf8)) == Array("u\(number)".utf8)
  }

  /// Compares what a query sees with what was promised. What it sees is promised from then on.
  mutating func check(_ seen: [Event], _ identities: Identities) throws {
    var found: Set<EventID> = []
    for event in seen {
      if !found.insert(event.id).inserted { throw Violation("\(event.id) counts twice") }
      guard let bytes = sent[event.id] else { throw Violation("\(event.id) was never sent") }
      if Entry.event(event).logBytes != bytes { throw Violation("\(event.id) has changed") }
    }
    let persons = identities.persons(of: StoreSimulation.project)
    try settleErasure(found, persons)
    let back = mayComeBack.intersection(found)
    mayComeBack.subtract(back.intersection(sentAgain))
    if let event = erased.union(mayComeBack).intersection(found).first {
      throw Violation("\(event) came back")
    }
    let lost = acknowledged.subtracting(found)
    if !lost.isEmpty { throw Violation("\(lost.count) acknowledged events are gone") }
    acknowledged = found
    for number in erasedMerges where Self.isMerged(number, persons) {
      throw Violation("the merge of u\(number) came back")
    }
    for number in sentMerges {
      let isMerged = Self.isMerged(number, persons)
      if !isMerged && acknowledgedMerges.contains(number) {
        throw Violation("the merge of u\(number) is gone")
      }
      if isMerged { acknowledgedMerges.insert(number) }
    }
  }
}
