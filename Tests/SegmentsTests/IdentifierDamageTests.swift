import EventLog
import Events
import Foundation
import Testing

@testable import Segments

@Suite struct IdentifierDamageTests {
  private struct Outcome {
    /// Whether something was said to be damaged.
    var isNoticed = false
    /// Ids for which the answer was not the truth.
    var wrongAnswers = 0
  }

  /// Uses a run in every way there is.
  private func use(
    _ description: IdentifierRunDescription, _ entries: [IdentifierEntry],
    _ storage: IdentifierStorage
  ) throws -> Outcome {
    var outcome = Outcome()
    func notice(_ body: () throws -> Void) throws {
      do { try body() } catch is DamagedFile { outcome.isNoticed = true }
    }
    try notice {
      var run = try IdentifierRun(opening: description, in: storage)
      for isFilterInMemory in [false, true] {
        try notice { if isFilterInMemory { try run.loadFilter() } }
        for entry in entries.enumerated().filter({ $0.offset % 9 == 0 }).map(\.element) {
          try notice { if try !run.contains(entry) { outcome.wrongAnswers += 1 } }
          var absent = entry
          absent.id = EventID(bits: entry.id.bits ^ 1)
          try notice { if try run.contains(absent) { outcome.wrongAnswers += 1 } }
        }
      }
      try notice { if try allEntries(run) != entries { outcome.wrongAnswers += 1 } }
    }
    return outcome
  }

  @Test func `A flipped bit is noticed wherever it is, and never makes an answer wrong`()
    async throws
  {
    try await withIdentifierStorage { storage in
      let entries = someEntries(450, projects: 3, seed: 1)
      let description = try written(entries, in: storage).description
      let url = URL(filePath: storage.path(of: description))
      let good = try Data(contentsOf: url)
      let whole = try use(description, entries, storage)
      #expect(!whole.isNoticed && whole.wrongAnswers == 0)
      var dice = IdentifierDice(seed: 2)
      let size = PagedRecords.pageSize
      for page in 0..<good.count / size {
        // The first and the last byte, the checksum, and some others, padding among them.
        var places = [0, size - 4, size - 1]
        for _ in 0..<17 { places.append(Int(dice.next() % UInt64(size))) }
        for place in places {
          var bad = good
          bad[page * size + place] ^= 1 << UInt8(dice.next() % 8)
          try bad.write(to: url)
          let outcome = try use(description, entries, storage)
          #expect(outcome.isNoticed, "page \(page), byte \(place)")
          #expect(outcome.wrongAnswers == 0, "page \(page), byte \(place)")
        }
      }
    }
  }

  @Test func `A page at another place or of another run does not pass`() async throws {
    try await withIdentifierStorage { storage in
      let entries = someEntries(450, projects: 1, seed: 1)
      let description = try written(entries, in: storage).description
      let other = try written(entries, number: 2, in: storage).description
      let url = URL(filePath: storage.path(of: description))
      let good = try Data(contentsOf: url)
      let foreign = try Data(contentsOf: URL(filePath: storage.path(of: other)))
      let size = PagedRecords.pageSize
      func page(_ number: Int) -> Range<Int> { number * size..<number * size + size }
      for number in 0..<good.count / size {
        for source in [good[page((number + 1) % (good.count / size))], foreign[page(number)]] {
          var bad = good
          bad[page(number)] = source
          try bad.write(to: url)
          let outcome = try use(description, entries, storage)
          #expect(outcome.isNoticed && outcome.wrongAnswers == 0, "page \(number)")
        }
      }
    }
  }

  /// A drive that lost a write leaves what stood there: of the same number, where an attempt before
  /// failed. Such a page's own checksum holds.
  @Test(arguments: [true, false])
  func `A reading of all entries notices a page of an earlier attempt`(
    _ isInOrder: Bool
  ) async throws {
    try await withIdentifierStorage { storage in
      let size = PagedRecords.pageSize
      let entries = someEntries(450, projects: 1, seed: 1)
      // In order: a single id is another one.
      var earlier = isInOrder ? entries : someEntries(450, projects: 1, seed: 2)
      if isInOrder { earlier[300].id = EventID(bits: entries[300].id.bits + 1) }
      let url = URL(filePath: storage.path(of: try written(earlier, in: storage).description))
      let old = try Data(contentsOf: url)
      let run = try written(entries, in: storage)
      var bytes = try Data(contentsOf: url)
      bytes[2 * size..<3 * size] = old[2 * size..<3 * size]
      try bytes.write(to: url)
      let spliced = try IdentifierRun(opening: run.description, in: storage)
      #expect(throws: DamagedFile(path: url.path)) { try allEntries(spliced) }
      #expect(throws: DamagedFile(path: url.path)) {
        try IdentifierMerge.merge([spliced], number: 2, in: storage)
      }
    }
  }

  @Test func `A run that is not the one that the manifest names is not opened`() async throws {
    try await withIdentifierStorage { storage in
      let entries = someEntries(450, projects: 1, seed: 1)
      let description = try written(entries, in: storage).description
      let url = URL(filePath: storage.path(of: description))
      let damage = DamagedFile(path: storage.path(of: description))
      func expectRefusal(
        _ change: (inout IdentifierRunDescription, inout IdentifierStorage) -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
      ) {
        var (description, storage) = (description, storage)
        change(&description, &storage)
        #expect(throws: damage, sourceLocation: sourceLocation) {
          try IdentifierRun(opening: description, in: storage)
        }
      }
      expectRefusal { description, _ in description.count += 1 }
      expectRefusal { description, _ in description.bytes += PagedRecords.pageSize }
      expectRefusal { description, _ in description.checksum ^= 1 }
      expectRefusal { _, storage in storage.store = UUIDValue(bits: 1) }
      // Renamed: the file says itself which number it has.
      let renamed = storage.directory + "/8.ids"
      try FileManager.default.copyItem(atPath: url.path, toPath: renamed)
      #expect(throws: DamagedFile(path: renamed)) {
        var description = description
        description.number = 8
        _ = try IdentifierRun(opening: description, in: storage)
      }
      let good = try Data(contentsOf: url)
      for size in [0, 1, 4096, 8192, good.count - 4096, good.count - 1] {
        try good[..<size].write(to: url)
        expectRefusal { _, _ in }
        expectRefusal { description, _ in description.bytes = size }
      }
      try FileManager.default.removeItem(at: url)
      #expect(throws: DiskError.self) { try IdentifierRun(opening: description, in: storage) }
    }
  }

  /// Each operation of a flush's run fails once: the error comes out, nothing is forgotten, and
  /// the next attempt succeeds.
  @Test func `A disk that fails leaves the ids known and the next attempt succeeds`()
    async throws
  {
    let disk = FailingDisk()
    try await withIdentifierStorage(disk: disk) { storage in
      let entries = someEntries(300, projects: 2, seed: 7)
      var known = KnownIdentifiers(try IdentifierRuns(opening: [], in: storage))
      for entry in entries { #expect(try known.insert(entry.project, entry.id, entry.day)) }
      let generation = known.seal()
      var failures = 0
      while true {
        disk.failAfter(failures)
        do {
          let run = try IdentifierMerge.write(
            generation.sortedEntries, number: 3, in: storage)
          disk.failAfter(nil)
          try known.adopt(run, sealed: generation)
          break
        } catch let error as DiskError {
          #expect(error.operation == "planted")
          failures += 1
        }
        disk.failAfter(nil)
        let entry = entries[failures % entries.count]
        #expect(try !known.insert(entry.project, entry.id, entry.day))
      }
      // Removal, creation, header, three sections, filter's reading and writing, trailer, sync,
      // renaming, and the reading of what was written.
      #expect(failures > 12)
      #expect(try POSIXDisk().list(storage.directory) == ["3.ids"])
      #expect(known.runs.runs.map(\.description.count) == [300])
      for entry in entries { #expect(try !known.insert(entry.project, entry.id, entry.day)) }
    }
  }
}
