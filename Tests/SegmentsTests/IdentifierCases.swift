import EventLog
import Events

@testable import Segments

/// SplitMix64 (Steele, Lea, Flood 2014): a seed names a whole run.
struct IdentifierDice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func id() -> EventID { EventID(bits: UInt128(next()) << 64 | UInt128(next())) }
}

/// A folder for runs, on the real file system unless told otherwise.
func withIdentifierStorage<R>(
  filterMemory: Int = 64 << 20, disk: any Disk = POSIXDisk(),
  _ body: (IdentifierStorage) async throws -> R
) async throws -> R {
  try await withTemporaryDirectory { path in
    for name in ["", "/ids", "/tmp"] { try POSIXDisk().createDirectory(path + name) }
    return try await body(
      IdentifierStorage(
        disk: disk, directory: path + "/ids", temporary: path + "/tmp",
        store: UUIDValue(bits: 0x5707E), filterMemory: filterMemory))
  }
}

let someDay = CalendarDay(daysSince1970: 20_000)

func entry(_ project: UInt128, _ id: UInt128, _ day: Int = 20_000) -> IdentifierEntry {
  IdentifierEntry(
    project: ProjectID(bits: project), id: EventID(bits: id),
    day: CalendarDay(daysSince1970: day))
}

/// Entries of a few projects, sorted, each once.
func someEntries(_ count: Int, projects: Int, seed: UInt64) -> [IdentifierEntry] {
  var dice = IdentifierDice(seed: seed)
  let names = (0..<projects).map { _ in ProjectID(bits: dice.id().bits) }
  return (0..<count).map { number in
    IdentifierEntry(
      project: names[Int(dice.next() % UInt64(projects))], id: dice.id(),
      day: CalendarDay(daysSince1970: number % 500 - 200))
  }.sorted()
}

struct IdentifierKey: Hashable {
  var project: ProjectID
  var id: EventID
}

extension IdentifierEntry {
  var key: IdentifierKey { IdentifierKey(project: project, id: id) }
}

/// Everything that a reader finds.
func allEntries(_ run: IdentifierRun) throws -> [IdentifierEntry] {
  var entries: [IdentifierEntry] = []
  var reader = run.reader()
  while let entry = try reader.read() { entries.append(entry) }
  return entries
}

extension IdentifierRun {
  func contains(_ entry: IdentifierEntry) throws -> Bool {
    try contains(entry.project, entry.id, IdentifierHash(entry.project, entry.id))
  }
}

/// Writes entries and answers the run that the test can't do without.
func written(
  _ entries: [IdentifierEntry], number: UInt64 = 1, in storage: IdentifierStorage
) throws -> IdentifierRun {
  guard let run = try IdentifierMerge.write(entries, number: number, in: storage) else {
    throw NothingWritten()
  }
  return run
}

struct NothingWritten: Error {}
