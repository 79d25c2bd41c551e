import EventLog
import Events
import Testing

@testable import Segments

@Suite struct IdentifierMergeTests {
  /// Runs with ids in common, and what they hold together.
  private func overlapping(
    _ count: Int, seed: UInt64, in storage: IdentifierStorage
  ) throws -> (runs: [IdentifierRun], union: [IdentifierEntry]) {
    var dice = IdentifierDice(seed: seed)
    let pool = someEntries(1200, projects: 3, seed: seed)
    var days: [IdentifierKey: CalendarDay] = [:]
    var runs: [IdentifierRun] = []
    for number in 1...count {
      var part: [IdentifierEntry] = []
      for entry in pool where dice.next() % 3 == 0 {
        // Another day than the other runs have for it.
        let day = entry.day.advanced(by: Int(dice.next() % 5))
        part.append(IdentifierEntry(project: entry.project, id: entry.id, day: day))
        days[entry.key] = max(days[entry.key] ?? day, day)
      }
      runs.append(try written(part, number: UInt64(number), in: storage))
    }
    let union = days.map { IdentifierEntry(project: $0.project, id: $0.id, day: $1) }.sorted()
    return (runs, union)
  }

  @Test(arguments: [1, 2, 5, 9])
  func `A merge holds exactly the union, an id twice with its later day`(
    _ count: Int
  ) async throws {
    try await withIdentifierStorage { storage in
      let (runs, union) = try overlapping(count, seed: UInt64(count), in: storage)
      let merged = try #require(try IdentifierMerge.merge(runs, number: 50, in: storage))
      #expect(try allEntries(merged) == union)
      #expect(merged.description.count == union.count && merged.description.number == 50)
      #expect(merged.hasFilterInMemory)
      for entry in union.enumerated().filter({ $0.offset % 11 == 0 }).map(\.element) {
        #expect(try merged.contains(entry))
      }
      // The merged files stay for whoever reads them.
      #expect(try POSIXDisk().list(storage.directory).count == count + 1)
    }
  }

  @Test func `A merge leaves out what is no longer kept, by project and day`() async throws {
    try await withIdentifierStorage { storage in
      let (runs, union) = try overlapping(4, seed: 20, in: storage)
      let purged = union[0].project
      let cutOff = CalendarDay(daysSince1970: 40)
      func keeps(_ project: ProjectID, _ day: CalendarDay) -> Bool {
        project != purged && day >= cutOff
      }
      let kept = union.filter { keeps($0.project, $0.day) }
      #expect(kept.count > 100 && kept.count < union.count - 400)
      let merged = try #require(
        try IdentifierMerge.merge(runs, number: 50, in: storage, keeps: keeps))
      #expect(try allEntries(merged) == kept)
      // One run is rewritten by itself; where nothing is left there is no file.
      let last = union[union.count - 1].project
      let rewritten = try #require(
        try IdentifierMerge.merge([merged], number: 51, in: storage) { project, _ in
          project == last
        })
      #expect(try allEntries(rewritten) == kept.filter { $0.project == last })
      let none = try IdentifierMerge.merge(runs, number: 52, in: storage) { _, _ in false }
      #expect(none == nil)
      #expect(try !POSIXDisk().list(storage.directory).contains("52.ids"))
      #expect(try POSIXDisk().list(storage.temporary).isEmpty)
    }
  }

  @Test func `Runs of like size are merged, the smallest first`() {
    func merged(_ counts: [Int]) -> [Int] {
      SizeTiers.places(toMerge: counts).map { counts[$0] }.sorted()
    }
    #expect(merged([]).isEmpty)
    #expect(merged([5, 5, 5]).isEmpty)
    #expect(merged([5, 5, 5, 5]) == [5, 5, 5, 5])
    // What is small is alike, and a run of four times the smallest tier with it.
    #expect(merged([10_000, 1, 40_000, 9000]) == [1, 9000, 10_000, 40_000])
    #expect(merged([10_000, 1, 40_001, 9000]).isEmpty)
    let million = 1_000_000
    #expect(merged([million, 7, 2 * million, 9, 4 * million, million]).count == 4)
    #expect(merged([million, 2 * million, 4_000_001, million]).isEmpty)
    // Two tiers are full: the smaller one goes first.
    #expect(merged([9 * million, 9 * million, 9 * million, 9 * million, 8, 8, 8, 8]).max() == 8)
  }

  /// What the tiers promise, over a long life with flushes full, small and mixed.
  @Test(arguments: [(100_000, 100_000), (2000, 2000), (1, 100_000)])
  func `The number of runs stays small and an id is rewritten few times`(
    _ flush: (smallest: Int, largest: Int)
  ) {
    var dice = IdentifierDice(seed: 11)
    var counts: [Int] = []
    var sum = 0
    var rewritten = 0
    var most = 0
    for _ in 0..<4000 {
      let size = Int.random(in: flush.smallest...flush.largest, using: &dice)
      counts.append(size)
      sum += size
      while true {
        let places = SizeTiers.places(toMerge: counts)
        if places.isEmpty { break }
        let merged = places.reduce(0) { $0 + counts[$1] }
        rewritten += merged
        for place in places.sorted().reversed() { counts.remove(at: place) }
        counts.append(merged)
      }
      most = max(most, counts.count)
    }
    #expect(counts.reduce(0, +) == sum)
    #expect(most <= 18, "\(most) runs")
    #expect(rewritten <= 8 * sum, "\(rewritten / sum) times")
  }

  @Test func `The same id in two projects is two ids`() async throws {
    try await withIdentifierStorage { storage in
      // Next to each other in the order.
      let entries = [entry(1, 5), entry(2, 5)]
      let runs = [
        try written([entries[0]], number: 1, in: storage),
        try written([entries[1]], number: 2, in: storage),
      ]
      let merged = try #require(try IdentifierMerge.merge(runs, number: 3, in: storage))
      #expect(try allEntries(merged) == entries)
      var rebuild = IdentifierRebuild(firstNumber: 4, in: storage)
      for entry in entries { try rebuild.add(entry) }
      let rebuilt = try rebuild.finish().run
      #expect(try rebuilt.map(allEntries) == entries)
    }
  }

  @Test(arguments: [0, 1, 99, 100, 2750])
  func `Runs are made anew from events in any order, with duplicates`(
    _ count: Int
  ) async throws {
    try await withIdentifierStorage { storage in
      var dice = IdentifierDice(seed: 9)
      let entries = someEntries(count, projects: 3, seed: 9)
      var rebuild = IdentifierRebuild(
        firstNumber: 7, in: storage, batchSize: 100, mergedAtOnce: 5)
      let twice = entries.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)
      for entry in (entries + twice).shuffled(using: &dice) { try rebuild.add(entry) }
      let (run, next) = try rebuild.finish()
      #expect(try run.map(allEntries) ?? [] == entries)
      #expect(try POSIXDisk().list(storage.directory) == (run.map { [$0.description.name] } ?? []))
      #expect(next == (run?.description.number ?? 6) + 1)
    }
  }
}
