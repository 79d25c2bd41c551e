internal import DuckDB
internal import Events
internal import Funnels
internal import Segments

/// Reads the events of a funnel, unit by unit: DuckDB streams the rows, each becomes an
/// ``Occurrence`` of its unit, and units are handed to the counter one at a time.
struct FunnelScan {
  private let query: FunnelQuery
  private let columns: ScanColumns
  private let persons: Persons
  private let stages: [CompiledStage]
  private let exclusions: [CompiledStage]
  /// What `where` demands of every event.
  private let admitted: CompiledFilter

  private var units = ByteInterner()
  /// Unit of a person's id, by the number under which the id was interned.
  private var unitOfPerson: [Int32] = []
  private var personIDs = ByteInterner()
  private var heldValues = ByteInterner()
  private var unitOfRow: [Int32] = []
  private var rows: [Occurrence] = []
  private(set) var eventsScanned = 0

  /// What an event must be to fill a stage or to strike.
  private struct CompiledStage {
    /// By place in the columns' list of types.
    var types: [Bool]
    var takesAnyType: Bool
    var filter: CompiledFilter

    func accepts(type: Int64) -> Bool {
      takesAnyType || (type >= 0 && types[Int(type)])
    }
  }

  init(_ query: FunnelQuery, persons: Persons) {
    self.query = query
    self.persons = persons
    let columns = ScanColumns(query)
    self.columns = columns
    func compile(_ names: [String], _ filters: [Filter]) -> CompiledStage {
      let types = columns.types.map { type in
        names.contains { $0.utf8.elementsEqual(type.utf8) }
      }
      return CompiledStage(
        types: types, takesAnyType: names.contains(Funnel.Stage.anyEvent),
        filter: CompiledFilter(filters, column: columns.place))
    }
    stages = query.funnel.stages.map { compile($0.eventNames, $0.filters) }
    exclusions = query.funnel.exclusions.map { compile([$0.event], $0.filters) }
    admitted = CompiledFilter(query.filters, column: columns.place)
  }

  /// Reads all rows of the snapshot that can matter.
  mutating func read(_ snapshot: Snapshot, _ session: Session) throws {
    let scan = SegmentScan(
      project: query.project, range: query.scannedRange, eventTypes: query.eventTypes)
    try session.forEachChunk(snapshot.rows(scan, columns: columns.query)) { chunk in
      try self.read(chunk)
    }
  }

  private mutating func read(_ chunk: borrowing Chunk) throws {
    eventsScanned += chunk.count
    let texts = PropertyTexts(chunk, columns)
    chunk.withTexts(ScanColumns.person) { ids in
      chunk.withInt64s(ScanColumns.type) { types, _ in
        chunk.withInt64s(ScanColumns.time) { times, _ in
          for row in 0..<chunk.count {
            let person = ids.withBytes(row) { personIDs.intern($0).number }
            add(type: types[row], time: times[row], person: person, row: row, texts)
          }
        }
      }
    }
  }

  private mutating func add(
    type: Int64, time: Int64, person: Int, row: Int, _ texts: PropertyTexts
  ) {
    let properties = EventProperties(
      texts: texts, row: row, traits: columns.traits, firstTrait: columns.properties.count,
      traitTexts: columns.traits.isEmpty ? [:] : traits(ofPerson: person))
    guard admitted.isEmpty || admitted.matches(properties) else { return }
    var occurrence = Occurrence(time: time, stages: 0)
    for (place, stage) in stages.enumerated() where stage.accepts(type: type) {
      if stage.filter.isEmpty || stage.filter.matches(properties) {
        occurrence.stages |= 1 << UInt32(place)
      }
    }
    for (place, exclusion) in exclusions.enumerated() where exclusion.accepts(type: type) {
      if exclusion.filter.isEmpty || exclusion.filter.matches(properties) {
        occurrence.exclusions |= 1 << UInt16(place)
      }
    }
    // In strict order an event that matches nothing still interrupts.
    guard occurrence.stages != 0 || occurrence.exclusions != 0 || query.funnel.order == .strict
    else { return }
    guard let unit = unit(person: person, row: row, texts, properties) else { return }
    if !query.funnel.holdConstant.isEmpty { occurrence.hold = held(properties) }
    unitOfRow.append(unit)
    rows.append(occurrence)
  }

  // MARK: - Units

  private mutating func unit(
    person: Int, row: Int, _ texts: PropertyTexts, _ properties: EventProperties
  ) -> Int32? {
    switch query.funnel.unit {
    case .users:
      while unitOfPerson.count <= person {
        let id = personIDs[unitOfPerson.count]
        let canonical = persons.canonical(id) ?? id
        unitOfPerson.append(Int32(units.intern(canonical.span).number))
      }
      return unitOfPerson[person]
    case .sessions:
      return texts.session(row).map { Int32(units.intern($0.span).number) }
    case .property(let name):
      let column = columns.place(PropertyKey(name: name, scope: .event))
      return texts.text(column, row).map { Int32(units.intern($0.span).number) }
    case .userProperty(let name):
      let value = traits(ofPerson: person)[name].map { Array($0.utf8) }
      return value.map { Int32(units.intern($0.span).number) }
    }
  }

  private func traits(ofPerson person: Int) -> [String: String] {
    persons.traits(of: personIDs[person])
  }

  /// A number for the values that must stay the same; absent and empty are told apart.
  private mutating func held(_ properties: EventProperties) -> UInt32 {
    var tuple: [UInt8] = []
    for name in query.funnel.holdConstant {
      let column = columns.place(PropertyKey(name: name, scope: .event))
      let text = properties.texts.text(column, properties.row)
      tuple.append(text == nil ? 0 : 1)
      // The length goes in front, so that no two tuples read alike.
      for shift in [0, 8, 16, 24] {
        tuple.append(UInt8(truncatingIfNeeded: (text?.count ?? 0) >> shift))
      }
      tuple += text ?? []
    }
    return UInt32(heldValues.intern(tuple.span).number)
  }

  // MARK: - Counting

  /// Hands each unit's events, in order of time, to `body`.
  consuming func forEachUnit(
    _ body: (Int, Span<Occurrence>) throws -> Void
  ) throws {
    var starts = [Int](repeating: 0, count: units.count + 1)
    for unit in unitOfRow { starts[Int(unit) + 1] += 1 }
    for unit in 0..<units.count { starts[unit + 1] += starts[unit] }
    var next = starts
    var sorted = rows
    for (row, unit) in unitOfRow.enumerated() {
      sorted[next[Int(unit)]] = rows[row]
      next[Int(unit)] += 1
    }
    for unit in 0..<units.count {
      let range = starts[unit]..<starts[unit + 1]
      if unit & 0xFFF == 0 { try Task.checkCancellation() }
      if !Self.isSorted(sorted, range) { sorted[range].sort { $0.time < $1.time } }
      try body(unit, sorted.span.extracting(range))
    }
  }

  private static func isSorted(_ rows: [Occurrence], _ range: Range<Int>) -> Bool {
    for index in range.dropFirst() where rows[index].time < rows[index - 1].time { return false }
    return true
  }
}

extension ScanColumns {
  /// The number under which a filter knows a property: its text column, or a trait behind them.
  func place(_ key: PropertyKey) -> Int {
    if let place = properties.firstIndex(of: key) { return place }
    guard let place = traits.firstIndex(of: key) else {
      preconditionFailure("a property that the definition does not name")
    }
    return properties.count + place
  }
}
