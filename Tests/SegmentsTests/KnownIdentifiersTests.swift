import EventLog
import Events
import Testing

@testable import Segments

@Suite struct KnownIdentifiersTests {
  /// The store's life beside an oracle: inserts, flushes that end in another order of steps,
  /// merges, retention, damage to nothing, and restarts that lose what was not committed.
  private struct Life {
    var dice: IdentifierDice
    let storage: IdentifierStorage
    var known: KnownIdentifiers
    /// What must be known, with its day.
    var oracle: [IdentifierKey: CalendarDay] = [:]
    /// What the log above the last committed flush would bring back.
    var log: [IdentifierEntry] = []
    var cuts: [(generation: IdentifierGeneration, entries: [IdentifierEntry])] = []
    var number: UInt64 = 1
    var merges = 0
    var restarts = 0
    let projects = (1...3).map { ProjectID(bits: $0 << 100) }

    init(seed: UInt64, storage: IdentifierStorage) throws {
      dice = IdentifierDice(seed: seed)
      self.storage = storage
      known = KnownIdentifiers(try IdentifierRuns(opening: [], in: storage))
    }

    mutating func roll(_ sides: Int) -> Int { Int(dice.next() % UInt64(sides)) }

    /// Of few enough ids that duplicates are common, and many of them neighbours.
    mutating func insert() throws {
      let project = projects[roll(3)]
      let id = EventID(bits: UInt128(roll(4)) << 120 | UInt128(roll(400)))
      let day = CalendarDay(daysSince1970: 20_000 + Int(number) + roll(4))
      let key = IdentifierKey(project: project, id: id)
      let isNew = try known.insert(project, id, day)
      #expect(isNew == (oracle[key] == nil))
      if isNew {
        if roll(10) == 0 {
          // Not stored after all: it must be new the next time.
          known.remove(project, id)
        } else {
          oracle[key] = day
          log.append(IdentifierEntry(project: project, id: id, day: day))
        }
      }
    }

    mutating func cut() {
      cuts.append((known.seal(), log))
      log = []
    }

    mutating func flush() throws {
      guard !cuts.isEmpty else { return }
      let cut = cuts[0]
      let entries = cut.generation.sortedEntries
      #expect(entries == cut.entries.sorted())
      let run = try IdentifierMerge.write(entries, number: number, in: storage)
      number += 1
      // A crash before the commit: the file is there and nobody names it.
      if roll(8) == 0 { return try restart() }
      try known.adopt(run, sealed: cut.generation)
      cuts.removeFirst()
    }

    mutating func merge() throws {
      let runs = known.runs.nextMerge
      guard !runs.isEmpty else { return }
      merges += 1
      let cutOff = CalendarDay(daysSince1970: 20_000 + Int(number) - 12)
      let merged = try IdentifierMerge.merge(runs, number: number, in: storage) { project, day in
        project != projects[0] || day >= cutOff
      }
      number += 1
      let gone = try runs.flatMap { try allEntries($0) }
        .filter { $0.project == projects[0] && $0.day < cutOff }
      for entry in gone { oracle[entry.key] = nil }
      try known.replace(runs.map(\.description), with: merged)
      for run in runs { try storage.disk.remove(storage.path(of: run.description)) }
    }

    /// The manifest's runs, then the log.
    mutating func restart() throws {
      restarts += 1
      let descriptions = known.runs.runs.map(\.description).shuffled(using: &dice)
      known = KnownIdentifiers(try IdentifierRuns(opening: descriptions, in: storage))
      log = cuts.flatMap(\.entries) + log
      cuts = []
      for entry in log { #expect(try known.insert(entry.project, entry.id, entry.day)) }
    }

    func expectOracle() throws {
      #expect(known.count == oracle.count)
      var probe = known
      for project in projects {
        for high in 0..<4 {
          for low in stride(from: 0, to: 400, by: 7) {
            let id = EventID(bits: UInt128(high) << 120 | UInt128(low))
            let isKnown = oracle[IdentifierKey(project: project, id: id)] != nil
            #expect(try probe.insert(project, id, someDay) == !isKnown)
          }
        }
      }
    }
  }

  @Test(arguments: 1...6, [64 << 20, PagedRecords.pageSize, 0])
  func `I6: over flushes, merges, retention and restarts an id is new once`(
    _ seed: Int, filterMemory: Int
  ) async throws {
    try await withIdentifierStorage(filterMemory: filterMemory) { storage in
      var life = try Life(seed: UInt64(seed), storage: storage)
      for _ in 0..<1500 {
        switch life.roll(100) {
        case 0..<3: life.cut()
        case 3..<7: try life.flush()
        case 7..<9: try life.merge()
        case 9: if life.roll(4) == 0 { try life.restart() }
        default: try life.insert()
        }
      }
      try life.expectOracle()
      #expect(life.merges > 0 && life.restarts > 0 && life.oracle.count > 200)
    }
  }

  @Test func `A damaged run makes lookups fail, and takes no new id`() async throws {
    try await withIdentifierStorage(filterMemory: 0) { storage in
      let entries = someEntries(300, projects: 1, seed: 1)
      let run = try written(entries, in: storage)
      var runs = try IdentifierRuns(opening: [], in: storage)
      try runs.replace([], with: run)
      var known = KnownIdentifiers(runs)
      let path = storage.path(of: run.description)
      let disk = POSIXDisk()
      let file = try disk.open(path)
      defer { disk.close(file) }
      // In the filter's page, which is needed for every id.
      let place = run.trailer.filterPages.lowerBound * PagedRecords.pageSize + 10
      try disk.write([0xFF], to: file, at: place)
      let fresh = entry(entries[0].project.bits, 5)
      for id in [entries[0].id, fresh.id] {
        #expect(throws: DamagedFile(path: path)) {
          try known.insert(fresh.project, id, someDay)
        }
      }
      #expect(known.count == 300)
    }
  }
}
