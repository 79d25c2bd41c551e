import EventLog
import Events
import Foundation
import Testing

@testable import Segments

@Suite struct IdentifierRunTests {
  /// Around the ends of pages, with projects that begin within a page, fill pages and are alone.
  @Test(
    arguments: [(1, 1), (203, 1), (204, 1), (205, 2), (409, 1), (1500, 3), (900, 300)],
    [64 << 20, 0])
  func `A run holds what was written and nothing beside it`(
    _ size: (count: Int, projects: Int), filterMemory: Int
  ) async throws {
    try await withIdentifierStorage(filterMemory: filterMemory) { storage in
      let entries = someEntries(size.count, projects: size.projects, seed: UInt64(size.count))
      let held = Set(entries.map(\.key))
      let run = try written(entries, in: storage)
      #expect(run.hasFilterInMemory == (filterMemory > 0))
      #expect(try allEntries(run) == entries)
      var dice = IdentifierDice(seed: 5)
      for entry in entries.shuffled(using: &dice).prefix(300) {
        #expect(try run.contains(entry))
        var other = entry
        for bits in [entry.id.bits &+ 1, entry.id.bits &- 1, dice.id().bits, 0, .max] {
          other.id = EventID(bits: bits)
          #expect(try run.contains(other) == held.contains(other.key))
        }
        other = entry
        other.project = entries[Int(dice.next() % UInt64(entries.count))].project
        #expect(try run.contains(other) == held.contains(other.key))
        other.project = ProjectID(bits: dice.id().bits)
        #expect(try !run.contains(other))
      }
    }
  }

  /// The neighbours of every id, without the filter to hide a wrong search.
  @Test func `A lookup that passes the filter compares full ids`() async throws {
    try await withIdentifierStorage { storage in
      let entries = (0..<3).flatMap { project in
        (0..<300).map { entry(UInt128(project), UInt128($0 * 2 + 1) << 64) }
      }
      let run = try written(entries, in: storage)
      for project in 0..<3 {
        for number in 0...600 {
          let present = entry(UInt128(project), UInt128(number) << 64)
          let passed = IdentifierHash(entries[0].project, entries[0].id)
          #expect(try run.contains(present.project, present.id, passed) == (number % 2 == 1))
        }
      }
    }
  }

  @Test func `A run is found again by its description, with the same bytes`() async throws {
    try await withIdentifierStorage { storage in
      let entries = someEntries(700, projects: 4, seed: 1)
      let run = try written(entries, in: storage)
      let description = run.description
      #expect(description.count == 700 && description.name == "1.ids")
      let path = storage.path(of: description)
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(bytes.count == description.bytes)
      #expect(try allEntries(IdentifierRun(opening: description, in: storage)) == entries)
      #expect(try POSIXDisk().list(storage.temporary).isEmpty)
      // Again, after an attempt that failed half way.
      try Data("half".utf8).write(to: URL(filePath: storage.temporary + "/1.ids"))
      #expect(try written(entries, in: storage).description == description)
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
  }

  @Test func `A filter made piece by piece is the one made at once`() async throws {
    try await withIdentifierStorage { storage in
      // Three pages of filter.
      let entries = someEntries(9000, projects: 2, seed: 2)
      let run = try written(entries, in: storage)
      #expect(run.trailer.filterPages.count == 3)
      let path = storage.path(of: run.description)
      let atOnce = try Data(contentsOf: URL(filePath: path))
      var writer = try IdentifierRunWriter(number: 1, in: storage, filterPagesAtOnce: 1)
      for entry in entries { try writer.append(entry) }
      #expect(try writer.finish() == run.description)
      #expect(try Data(contentsOf: URL(filePath: path)) == atOnce)
    }
  }

  enum Ids: CaseIterable {
    case random, timeOrdered, sameHighBits

    func make(_ number: Int, _ dice: inout IdentifierDice) -> EventID {
      switch self {
      case .random: dice.id()
      // UUIDv7 (RFC 9562): 48 bits of milliseconds, then random ones.
      case .timeOrdered:
        EventID(bits: UInt128(1_700_000_000_000 + number / 50) << 80 | dice.id().bits >> 48)
      case .sameHighBits: EventID(bits: 0xABCD << 112 | UInt128(number))
      }
    }
  }

  @Test(arguments: Ids.allCases)
  func `A filter lets about one absent id of a hundred pass`(_ ids: Ids) {
    let count = 20_000
    var dice = IdentifierDice(seed: 3)
    let project = ProjectID(bits: dice.id().bits)
    let filter = IdentifierFilter(identifiers: count)
    let pages = IdentifierRunFormat.filterBlocks.pageCount(filter.blockCount)
    var bytes = [UInt8](repeating: 0, count: pages * PagedRecords.pageSize)
    for number in 0..<count {
      let hash = IdentifierHash(project, ids.make(number, &dice))
      IdentifierFilter.insert(hash, &bytes, blockAt: filter.offset(of: hash))
    }
    // Ten bits an id.
    #expect(filter.blockCount == 391)
    var passed = 0
    for number in count..<2 * count {
      let hash = IdentifierHash(project, ids.make(number, &dice))
      if IdentifierFilter.mayContain(hash, bytes.span, blockAt: filter.offset(of: hash)) {
        passed += 1
      }
    }
    #expect((20...600).contains(passed), "\(Double(passed) / 200) %")
  }

  @Test func `The newest runs have their filters in memory, within the budget`() async throws {
    // One page of filter for each run, two of which fit.
    try await withIdentifierStorage(filterMemory: 2 * PagedRecords.pageSize) { storage in
      var runs = try IdentifierRuns(opening: [], in: storage)
      let entries = someEntries(40, projects: 2, seed: 4)
      for number in 0..<4 {
        let some = Array(entries[number * 10..<number * 10 + 10])
        try runs.replace([], with: written(some, number: UInt64(number + 1), in: storage))
      }
      #expect(runs.runs.map(\.description.number) == [4, 3, 2, 1])
      #expect(runs.runs.map(\.hasFilterInMemory) == [true, true, false, false])
      // What a run leaves goes to the next.
      let newest = runs.runs[0].description
      try runs.replace([newest], with: nil)
      #expect(runs.runs.map(\.hasFilterInMemory) == [true, true, false])
      let again = try IdentifierRuns(opening: runs.runs.map(\.description).reversed(), in: storage)
      #expect(again.runs.map(\.hasFilterInMemory) == [true, true, false])
      for entry in entries[..<30] { #expect(try again.contains(entry.project, entry.id)) }
      for entry in entries[30...] { #expect(try !again.contains(entry.project, entry.id)) }
    }
  }
}
