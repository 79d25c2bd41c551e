internal import Funnels

/// Which stages an event may fill and which exclusions it is, by its name and properties.
struct CompiledDefinition: Sendable {
  private struct Part: Sendable {
    var filter: CompiledFilter
    var bit: UInt32
  }

  /// What is settled by a name alone, and what its filters have yet to say.
  private struct OfType: Sendable {
    var named: UInt32 = 0
    var settled: UInt32 = 0
    var open: [Part] = []
    var exclusions: UInt32 = 0
    var openExclusions: [Part] = []
  }

  /// By place in the columns' list of types; the last is for all other names.
  private var types: [OfType]
  /// What `where` demands of every event.
  private let admitted: CompiledFilter

  init(_ query: FunnelQuery, _ columns: ScanColumns) {
    types = Array(repeating: OfType(), count: columns.types.count + 1)
    admitted = CompiledFilter(query.filters, column: columns.place)
    for (place, stage) in query.funnel.stages.enumerated() {
      let part = Part(
        filter: CompiledFilter(stage.filters, column: columns.place), bit: 1 << UInt32(place))
      for type in Self.places(of: stage.eventNames, columns) {
        types[type].named |= part.bit
        if part.filter.isEmpty {
          types[type].settled |= part.bit
        } else {
          types[type].open += [part]
        }
      }
    }
    for (place, exclusion) in query.funnel.exclusions.enumerated() {
      let part = Part(
        filter: CompiledFilter(exclusion.filters, column: columns.place), bit: 1 << UInt32(place))
      for type in Self.places(of: [exclusion.event], columns) {
        if part.filter.isEmpty {
          types[type].exclusions |= part.bit
        } else {
          types[type].openExclusions += [part]
        }
      }
    }
  }

  private static func places(of names: [String], _ columns: ScanColumns) -> [Int] {
    if names.contains(Funnel.Stage.anyEvent) { return Array(0...columns.types.count) }
    return columns.types.indices.filter { place in
      names.contains { $0.utf8.elementsEqual(columns.types[place].utf8) }
    }
  }

  private func index(_ type: Int64) -> Int { type < 0 ? types.count - 1 : Int(type) }

  func isAdmitted(_ properties: EventProperties) -> Bool {
    admitted.isEmpty || admitted.matches(properties)
  }

  /// The stages that take the name of an event, whatever their filters say.
  func named(_ type: Int64) -> UInt32 { types[index(type)].named }

  func stages(_ type: Int64, _ properties: EventProperties) -> UInt32 {
    let known = types[index(type)]
    var stages = known.settled
    for part in known.open where part.filter.matches(properties) { stages |= part.bit }
    return stages
  }

  func exclusions(_ type: Int64, _ properties: EventProperties) -> UInt16 {
    let known = types[index(type)]
    var exclusions = known.exclusions
    for part in known.openExclusions where part.filter.matches(properties) {
      exclusions |= part.bit
    }
    return UInt16(exclusions)
  }
}
