import EventLog
import Simulation
import Testing

/// The simulated disk itself: what it may lose, it loses under some seed; what it must keep, it
/// keeps under every one.
@Suite struct SimulatedDiskTests {
  private let seeds: ClosedRange<UInt64> = 1...300

  private func disk() throws -> SimulatedDisk {
    let disk = SimulatedDisk(seed: 1)
    try disk.createDirectory("/d")
    try disk.syncDirectory("/")
    return disk
  }

  /// A file with its name on the medium, and no content.
  private func file(_ path: String, on disk: SimulatedDisk) throws -> DiskFile {
    let file = try disk.create(path)
    try disk.sync(file)
    try disk.syncDirectory("/d")
    return file
  }

  private func content(_ path: String, of disk: SimulatedDisk) throws -> [UInt8] {
    let file = try disk.open(path)
    defer { disk.close(file) }
    return try disk.read(file, at: 0, count: disk.size(of: file))
  }

  /// Everything that power cuts make of a disk.
  private func outcomes<Outcome: Hashable>(
    _ disk: SimulatedDisk, _ look: (SimulatedDisk) throws -> Outcome
  ) rethrows -> Set<Outcome> {
    var outcomes: Set<Outcome> = []
    for seed in seeds {
      var dice = Dice(seed: seed)
      outcomes.insert(try look(disk.afterPowerCut(&dice)))
    }
    return outcomes
  }

  @Test func `What was synced is there after every power cut`() throws {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    try disk.write(bytes, to: file, at: 0)
    try disk.sync(file)
    #expect(try outcomes(disk) { try content("/d/a", of: $0) } == [bytes])
  }

  @Test func `What was not synced may be there, in part, or not at all`() throws {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    try disk.allocate(file, size: 12_288)
    try disk.sync(file)
    try disk.write([UInt8](repeating: 1, count: 12_288), to: file, at: 0)
    let outcomes = try outcomes(disk) { disk in
      let content = try content("/d/a", of: disk)
      return stride(from: 0, to: 12_288, by: 512).map { content[$0] }
    }
    #expect(outcomes.contains(Array(repeating: 0, count: 24)))
    #expect(outcomes.contains(Array(repeating: 1, count: 24)))
    let pages = outcomes.map { sectors in (0..<3).map { Set(sectors[$0 * 8..<$0 * 8 + 8]) } }
    #expect(pages.contains([[0], [0], [1]]), "a later page before an earlier one")
    #expect(pages.contains { $0.contains([0, 1]) }, "a page torn between sectors")
  }

  @Test func `A sector is written whole or not, and never with bytes that nobody wrote`() throws {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    try disk.write([UInt8](repeating: 1, count: 4096), to: file, at: 0)
    try disk.sync(file)
    for value in 2...4 as ClosedRange<UInt8> {
      try disk.write([UInt8](repeating: value, count: 4096), to: file, at: 0)
    }
    let sectors = try outcomes(disk) { disk in
      let content = try content("/d/a", of: disk)
      return Set(stride(from: 0, to: 4096, by: 512).map { Set(content[$0..<$0 + 512]) })
    }.reduce(into: Set<Set<UInt8>>()) { $0.formUnion($1) }
    #expect(sectors == [[1], [2], [3], [4]])
  }

  @Test func `A file may keep its old length until it is synced, and never shows what was cut`()
    throws
  {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    try disk.write([UInt8](repeating: 1, count: 1000), to: file, at: 0)
    try disk.sync(file)
    try disk.truncate(file, to: 10)
    try disk.write([2], to: file, at: 999)
    let outcomes = try outcomes(disk) { try content("/d/a", of: $0) }
    let old = [UInt8](repeating: 1, count: 1000), cut = [UInt8](repeating: 1, count: 10)
    let zeros = [UInt8](repeating: 0, count: 989)
    #expect(outcomes == [old, cut, cut + zeros + [0], cut + zeros + [2]])
    try disk.sync(file)
    #expect(try self.outcomes(disk) { try content("/d/a", of: $0) } == [cut + zeros + [2]])
  }

  @Test func `A file may be gone until its directory was synced`() throws {
    let disk = try disk()
    try disk.sync(disk.create("/d/a"))
    #expect(try outcomes(disk) { try $0.list("/d") } == [[], ["a"]])
    try disk.syncDirectory("/d")
    #expect(try outcomes(disk) { try $0.list("/d") } == [["a"]])
    try disk.remove("/d/a")
    #expect(try outcomes(disk) { try $0.list("/d") } == [[], ["a"]])
  }

  @Test func `A directory may be gone, with all that is in it, until its own one was synced`()
    throws
  {
    let disk = try disk()
    try disk.createDirectory("/d/e")
    try disk.sync(disk.create("/d/e/a"))
    try disk.syncDirectory("/d/e")
    #expect(outcomes(disk) { (try? $0.list("/d/e")) ?? ["gone"] } == [["gone"], ["a"]])
    try disk.syncDirectory("/d")
    #expect(try outcomes(disk) { try $0.list("/d/e") } == [["a"]])
  }

  @Test func `Changes of a directory may survive without those before them`() throws {
    let disk = try disk()
    for name in ["a", "b"] { try disk.sync(disk.create("/d/" + name)) }
    #expect(try outcomes(disk) { try $0.list("/d") } == [[], ["a"], ["b"], ["a", "b"]])
  }

  @Test func `A rename happened or not, and the new name never stands for nothing`() throws {
    let disk = try disk()
    for (name, byte) in [("old", 1), ("new", 2)] as [(String, UInt8)] {
      let file = try file("/d/" + name, on: disk)
      try disk.write([byte], to: file, at: 0)
      try disk.sync(file)
    }
    try disk.rename("/d/new", to: "/d/old")
    let seen = try outcomes(disk) { disk in
      try disk.list("/d") + [try content("/d/old", of: disk).description]
    }
    #expect(seen == [["new", "old", "[1]"], ["old", "[2]"]])
    try disk.syncDirectory("/d")
    let durable = try outcomes(disk) { disk in
      try disk.list("/d") + [try content("/d/old", of: disk).description]
    }
    #expect(durable == [["old", "[2]"]])
  }

  @Test func `A second name is a name of its own`() throws {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    try disk.link("/d/a", as: "/d/b")
    try disk.write([7], to: file, at: 0)
    try disk.remove("/d/a")
    #expect(try content("/d/b", of: disk) == [7])
    let outcomes = try outcomes(disk) { try $0.list("/d") }
    #expect(outcomes == [["a"], ["b"], ["a", "b"], []])
  }

  @Test func `After a failed sync the next one succeeds without the pages that were dropped`()
    throws
  {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    try disk.allocate(file, size: 4096)
    try disk.sync(file)
    try disk.write([1], to: file, at: 0)
    disk.fail(call: 1, with: .error(SimulatedDisk.inputOutputError))
    #expect(throws: DiskError(operation: "sync", path: "#\(file.descriptor)", code: 5)) {
      try disk.sync(file)
    }
    #expect(disk.failedOperation == .sync)
    try disk.sync(file)
    #expect(try content("/d/a", of: disk)[0] == 1, "the page cache has it")
    #expect(try content("/d/a", of: disk.afterKill())[0] == 1, "and shows it to the next process")
    #expect(try outcomes(disk) { try content("/d/a", of: $0)[0] } == [0])
    try disk.write([2], to: file, at: 1)
    try disk.sync(file)
    #expect(try outcomes(disk) { try Array(content("/d/a", of: $0)[..<2]) } == [[1, 2]])
  }

  @Test func `A call that fails is the one that was asked for, and a write may be cut short`()
    throws
  {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    var lengths: Set<Int> = []
    for _ in 0..<50 {
      try disk.truncate(file, to: 0)
      disk.fail(call: 2, of: .write, with: .error(SimulatedDisk.noSpace))
      try disk.write([1], to: file, at: 0)
      #expect(disk.failedOperation == nil)
      #expect(throws: DiskError.self) { try disk.write([2, 2, 2], to: file, at: 1) }
      lengths.insert(try disk.size(of: file))
    }
    #expect(lengths == [1, 2, 3, 4])
  }

  @Test(arguments: [SimulatedDisk.Failure.crashBefore, .crashAfter])
  func `A process that is no more does nothing`(failure: SimulatedDisk.Failure) throws {
    let disk = try disk()
    let file = try disk.create("/d/a")
    disk.fail(call: 1, with: failure)
    #expect(throws: DiskError.self) { try disk.write([1], to: file, at: 0) }
    #expect(throws: DiskError.self) { try disk.remove("/d/a") }
    #expect(throws: DiskError.self) { try disk.list("/d") }
    let next = disk.afterKill()
    #expect(try next.list("/d") == ["a"])
    #expect(try content("/d/a", of: next) == (failure == .crashAfter ? [1] : []))
  }

  @Test func `A disk that ignores syncs loses what was synced`() throws {
    let disk = SimulatedDisk(seed: 1, ignoring: [.sync, .syncDirectory])
    try disk.sync(disk.create("/a"))
    try disk.syncDirectory("/")
    #expect(try outcomes(disk) { try $0.list("/") } == [[], ["a"]])
  }

  @Test func `A flipped bit is one bit, and stays`() throws {
    let disk = try disk()
    let file = try file("/d/a", on: disk)
    try disk.write([UInt8](repeating: 0, count: 64) + [1], to: file, at: 0)
    try disk.sync(file)
    var dice = Dice(seed: 1)
    let flipped = try #require(disk.flipBit(in: "/d", &dice))
    #expect(flipped.path == "/d/a")
    let after = try content("/d/a", of: disk.afterPowerCut(&dice))
    let before = [UInt8](repeating: 0, count: 64) + [1]
    #expect(zip(after, before).map { ($0 ^ $1).nonzeroBitCount }.reduce(0, +) == 1)
  }

  @Test func `A seed repeats a power cut`() throws {
    let disk = try disk()
    for name in 0..<5 { try disk.write([1], to: disk.create("/d/\(name)"), at: 5000) }
    func state(_ seed: UInt64) throws -> [String] {
      var dice = Dice(seed: seed)
      let after = disk.afterPowerCut(&dice)
      return try after.list("/d").map { try "\($0) \(content("/d/" + $0, of: after).count)" }
    }
    for seed in seeds { #expect(try state(seed) == state(seed)) }
  }
}
