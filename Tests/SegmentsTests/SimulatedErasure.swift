import EventLog
import Events
import Simulation

@testable import Segments

/// Steps of the simulation that take events away, as the actor does them.
extension StoreSimulation {
  mutating func erase(_ journal: inout Journal<SimulatedDisk>, _ user: String) throws {
    try flush(&journal)
    // What could not be flushed is not erased either: the request has failed.
    guard journal.cuts.isEmpty else { return }
    let layout = Self.layout
    do {
      let ids = journal.identities.persons(of: Self.project).ids(of: user)
      let users = ErasedUsers(project: Self.project, users: ids)
      let manifest = journal.manifest
      let found = try SimulatedRows(disk: disk).rows(
        of: users, in: manifest.sources(of: Self.project, layout))
      let change = manifest.erasing(found, of: Self.project, layout)
      ledger.beginErasure(of: user)
      for key in change.removedDays { try layout.withdraw(manifest.days[key]!, disk) }
      if mistake == .eventsErasedAndTheirMergeNot {
        try journal.commit(change)
      } else {
        guard try journal.erase(users, change) else { throw Violation("nobody was identified") }
      }
      ledger.endErasure()
      count("erasures")
    } catch {
      if error is Violation || journal.failure != nil || !disk.isAlive { throw error }
    }
  }

  mutating func rewriteErased(_ journal: inout Journal<SimulatedDisk>) throws {
    let manifest = journal.manifest
    let writer = SegmentWriter(
      layout: Self.layout, disk: disk, engine: SimulatedRows(disk: disk))
    do {
      let days = manifest.days.values.filter { !$0.erased.isEmpty }
      if let day = days.min(by: { $0.key < $1.key }) {
        let new = try writer.day(rewriting: day, manifest)
        try journal.commit(Manifest.Change(nextFile: manifest.nextFile + 1, setDays: [new]))
        try Self.layout.publish(new, disk)
        count("days written anew")
      } else if let part = manifest.parts.first(where: { !$0.erased.isEmpty }) {
        let new = try writer.part(merging: [part], manifest)
        try journal.commit(
          Manifest.Change(
            nextFile: manifest.nextFile + 1, addedParts: [new], removedParts: [part.name]))
        count("parts written anew")
      }
    } catch {
      if journal.failure != nil || !disk.isAlive { throw error }
    }
  }

  /// The oldest day that is in a file has become too old.
  mutating func expire(_ journal: inout Journal<SimulatedDisk>) throws {
    let layout = Self.layout
    let manifest = journal.manifest
    guard let oldest = manifest.days.keys.map(\.day).min() else { return }
    let change = manifest.expiring(before: [Self.project: oldest.advanced(by: 1)])
    let files = change.removedDays.compactMap { manifest.days[$0].map(layout.path(of:)) }
    do {
      var events: Set<EventID> = []
      try SimulatedRows(disk: disk).forEachIdentifier(files) { _, id, _ in events.insert(id) }
      ledger.beginExpiry(of: events)
      for key in change.removedDays { try layout.withdraw(manifest.days[key]!, disk) }
      try journal.commit(change)
      ledger.endErasure()
      count("expiries")
    } catch {
      if error is Violation || journal.failure != nil || !disk.isAlive { throw error }
    }
  }
}
