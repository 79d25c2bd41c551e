internal import DuckDB
internal import Events
internal import Funnels
internal import Segments

/// Reads the events of a funnel: DuckDB streams the rows, and of each only what the funnel asks for
/// is kept, as a few numbers, until they are handed on unit by unit.
///
/// Where more rows come than memory allows, only a share of the units is kept, and the events are
/// read again for each other share: slower, exact, and bounded.
struct FunnelScan {
  private let query: FunnelQuery
  private let columns: ScanColumns
  private let definition: CompiledDefinition
  /// Rows that are kept at once.
  private var rowLimit: Int
  /// The one unit that is wanted, whose events are kept with their ids and names.
  private let traced: [UInt8]?

  /// Where the values stand that are held constant, broken down by and counted.
  private let heldColumns: [Int]
  private let breakdownColumns: [Int]
  private let unitColumn: Int

  private var people: PersonNumbers
  /// What is counted where that is not persons.
  private var otherUnits = ByteInterner()
  private var heldValues = ValueTuples()
  private(set) var breakdownValues: BreakdownValues
  private var firstTimes: FirstTimeStages
  private var knowsFirstTimes = false
  private var events: UnitEvents
  private(set) var trace: [TracedEvent] = []

  /// Of the units those are kept whose number leaves `share` when divided by `shareCount`.
  private var share = 0
  private var shareCount = 1
  private(set) var eventsScanned = 0

  /// - Parameters:
  ///   - memoryLimit: bytes that the events may take.
  ///   - unit: the one whose events are kept with their ids and names, where no other is wanted.
  init(_ query: FunnelQuery, persons: Persons, memoryLimit: Int, tracing unit: [UInt8]? = nil) {
    self.query = query
    traced = unit
    columns = ScanColumns(query, hasIdentity: unit != nil)
    definition = CompiledDefinition(query, columns)
    people = PersonNumbers(persons, traits: columns.traits)
    firstTimes = FirstTimeStages(query.funnel)
    breakdownValues = BreakdownValues(propertyCount: query.breakdown?.properties.count ?? 0)
    let funnel = query.funnel
    heldColumns = funnel.holdConstant.map { [columns] in columns.place(PropertyKey(name: $0)) }
    breakdownColumns = query.breakdown?.properties.map(columns.place) ?? []
    unitColumn =
      switch funnel.unit {
      case .users, .sessions: -1
      case .property(let name): columns.place(PropertyKey(name: name))
      case .userProperty(let name): columns.place(PropertyKey(name: name, scope: .user))
      }
    events = UnitEvents(
      hasDetails: unit != nil || query.breakdown != nil || !funnel.holdConstant.isEmpty
        || !funnel.exclusions.isEmpty)
    rowLimit = max(1, memoryLimit / events.bytesPerRow)
  }

  private var unitCount: Int { query.funnel.unit == .users ? people.count : otherUnits.count }

  /// The bytes of a unit's name: a person's id, a session's, or a value.
  func name(ofUnit unit: Int) -> [UInt8] {
    query.funnel.unit == .users ? people.name(ofPerson: unit) : otherUnits[unit]
  }

  /// Reads the next share of the units' events; the first time that is all, if memory allows.
  ///
  /// - Parameter userIDs: only events of these, where nobody else's are wanted.
  mutating func read(
    _ snapshot: Snapshot, _ session: Session, userIDs: [String]? = nil
  ) throws {
    if firstTimes.isNeeded, !knowsFirstTimes {
      try read(snapshot, session, query.history, query.firstTimeTypes, userIDs, isHistory: true)
      knowsFirstTimes = true
    }
    try read(
      snapshot, session, traced == nil ? query.scannedRange : query.history, query.eventTypes,
      userIDs, isHistory: false)
  }

  /// Hands on what was read, unit by unit; nothing is left here.
  mutating func takeUnits() -> GroupedEvents {
    let taken = events
    events = UnitEvents(hasDetails: taken.hasDetails)
    share += 1
    return taken.grouped(unitCount: unitCount)
  }

  /// Whether there are units that have not been read.
  var hasMore: Bool { share < shareCount }

  /// Whether all units could not be read at once.
  var isShared: Bool { shareCount > 1 }

  /// Begins with the first share again; units and values keep their numbers.
  mutating func rewind() { share = 0 }

  /// For each breakdown value its place among all; none without a breakdown.
  var breakdownRanks: [Int32] { query.breakdown == nil ? [] : breakdownValues.ranks }

  // MARK: - Rows

  private mutating func read(
    _ snapshot: Snapshot, _ session: Session, _ range: Range<Instant>, _ types: [String]?,
    _ userIDs: [String]?, isHistory: Bool
  ) throws {
    let scan = SegmentScan(
      project: query.project, range: range, eventTypes: types, userIDs: userIDs)
    try session.forEachChunk(snapshot.rows(scan, columns: columns.query)) { chunk in
      eventsScanned += chunk.count
      let ids = numbers(ofIDsIn: chunk)
      let properties = EventProperties(
        texts: PropertyTexts(chunk, columns), eventColumns: columns.properties.count,
        traits: people.traits)
      try chunk.withInt64s(ScanColumns.type) { types, _ in
        try chunk.withInt64s(ScanColumns.time) { times, _ in
          var properties = properties
          for row in 0..<chunk.count {
            properties.row = row
            properties.id = ids[row]
            if isHistory {
              note(type: types[row], time: times[row], properties)
            } else {
              try take(type: types[row], time: times[row], properties)
            }
          }
        }
      }
    }
  }

  private mutating func numbers(ofIDsIn chunk: borrowing Chunk) -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(chunk.count)
    chunk.withTexts(ScanColumns.person) { ids in
      var last = -1
      for row in 0..<chunk.count {
        last = ids.withBytes(row) { people.number(ofID: $0, near: last) }
        numbers.append(last)
      }
    }
    return numbers
  }

  private mutating func note(type: Int64, time: Int64, _ properties: EventProperties) {
    firstTimes.note(
      person: people.person(ofID: properties.id), time: time, named: definition.named(type),
      matching: definition.stages(type, properties))
  }

  private mutating func take(
    type: Int64, time: Int64, _ properties: EventProperties
  ) throws(ReportError) {
    let isAdmitted = definition.isAdmitted(properties)
    guard isAdmitted || traced != nil else { return }
    var stages = definition.stages(type, properties)
    if firstTimes.isNeeded {
      stages = firstTimes.allowed(
        person: people.person(ofID: properties.id), time: time, matching: stages)
    }
    var detail = UnitEvents.Detail()
    detail.exclusions = definition.exclusions(type, properties)
    // In strict order an event that matches nothing still interrupts.
    let matters = stages != 0 || detail.exclusions != 0 || query.funnel.order == .strict
    guard matters || traced != nil, let unit = unit(properties) else { return }
    if shareCount > 1, unit % shareCount != share { return }
    if !heldColumns.isEmpty {
      detail.hold = heldValues.number(heldColumns.count) { place, target in
        properties.append(heldColumns[place], to: &target)
      }
    }
    if !breakdownColumns.isEmpty {
      detail.group = try breakdownValues.number(breakdownColumns, properties)
    }
    if let traced {
      guard name(ofUnit: unit) == traced else { return }
      detail.ordinal = Int32(trace.count)
      trace.append(
        TracedEvent(
          type: type, time: time, stages: stages, isAdmitted: isAdmitted, hold: detail.hold,
          exclusions: detail.exclusions, definition, properties))
      guard isAdmitted, matters else { return }
    }
    events.append(UnitEvents.Row(time: time, unit: Int32(unit), stages: stages), detail)
    if events.count > rowLimit, share == 0 { keepFewerUnits() }
  }

  /// Half of the units wait for another reading.
  private mutating func keepFewerUnits() {
    shareCount *= 2
    let shareCount = Int32(shareCount)
    events = events.filtered { $0 % shareCount == 0 }
    // One unit with most of the events can't be divided: it needs what it needs.
    if events.count > rowLimit / 2 { rowLimit = 2 * events.count }
  }

  private mutating func unit(_ properties: EventProperties) -> Int? {
    switch query.funnel.unit {
    case .users: return people.person(ofID: properties.id)
    case .sessions:
      return properties.texts.sessions.withText(properties.row) { otherUnits.intern($0).number }
    case .property, .userProperty:
      return properties.lend(unitColumn) { otherUnits.intern($0).number }
    }
  }
}

/// An event of the one unit that is asked about, with what became of it at each gate.
struct TracedEvent {
  let id: String
  let name: String
  let time: Int64
  /// The stages that take its name.
  let named: UInt32
  /// The stages whose filters it passes.
  let matching: UInt32
  /// The stages that it may fill: no later time than the first, where that is demanded.
  let stages: UInt32
  let isAdmitted: Bool
  let hold: UInt32
  let exclusions: UInt16

  init(
    type: Int64, time: Int64, stages: UInt32, isAdmitted: Bool, hold: UInt32, exclusions: UInt16,
    _ definition: CompiledDefinition, _ properties: EventProperties
  ) {
    id = String(decoding: properties.texts.eventIDs.text(properties.row) ?? [], as: UTF8.self)
    name = String(decoding: properties.texts.eventNames.text(properties.row) ?? [], as: UTF8.self)
    self.time = time
    named = definition.named(type)
    matching = definition.stages(type, properties)
    self.stages = stages
    self.isAdmitted = isAdmitted
    self.hold = hold
    self.exclusions = exclusions
  }
}
