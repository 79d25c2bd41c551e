extension DefinitionReader {
  /// The refusals that need more than one part of the definition.
  mutating func checkTogether(_ funnel: Funnel) {
    guard !funnel.stages.isEmpty else { return }
    for (index, exclusion) in funnel.exclusions.enumerated() {
      check(exclusion, at: "/exclusions/\(index)", in: funnel)
    }
    for index in funnel.stages.indices where funnel.stages[index].isOptional {
      checkOptionalStage(index, in: funnel)
    }
  }

  private mutating func check(
    _ exclusion: Funnel.Exclusion, at pointer: String, in funnel: Funnel
  ) {
    let count = funnel.stages.count
    let (after, before) = (exclusion.afterStage, exclusion.beforeStage)
    if !(1 <= after && after < before && before <= count) {
      faults.add(
        pointer, "invalid_span",
        "Give 1 ≤ after_stage < before_stage ≤ \(count); here they are \(after) and \(before).")
    } else if funnel.order == .any, (after, before) != (1, count) {
      faults.add(
        pointer, "invalid_span",
        "In any order an exclusion spans the whole funnel: leave both stages out.")
    }
    guard exclusion.filters.isEmpty, !exclusion.event.isEmpty else { return }
    let isStage = funnel.stages.contains { stage in
      exclusion.event == Funnel.Stage.anyEvent
        || stage.eventNames.contains { $0.utf8.elementsEqual(exclusion.event.utf8) }
    }
    if isStage {
      faults.add(
        "\(pointer)/event", "is_a_stage",
        "This event fills a stage; add filters, or exclude another event.")
    }
  }

  private mutating func checkOptionalStage(_ index: Int, in funnel: Funnel) {
    let pointer = "/stages/\(index)/optional"
    if funnel.order == .any {
      faults.add(pointer, "invalid", "In any order no stage can be optional.")
    }
    if index == 0 {
      faults.add(pointer, "invalid", "The first stage can't be optional: it starts the funnel.")
    }
    let stage = funnel.stages[index]
    let next = funnel.stages[(index + 1)...].first { !$0.isOptional }
    if let next, next.filters == stage.filters,
      Set(next.eventNames.map { Array($0.utf8) }) == Set(stage.eventNames.map { Array($0.utf8) })
    {
      faults.add(
        pointer, "same_as_next",
        "The next required stage takes the same events; change one, or make this one required.")
    }
  }
}

extension Funnel {
  /// Checks the two stages of a trend or of a time to convert.
  package func checkSpan(
    from: Int, to: Int, isTrend: Bool
  ) -> DefinitionFaults? {
    var faults = DefinitionFaults()
    if !(1...stages.count ~= from) {
      faults.add("/from_stage", "out_of_range", "from_stage must be from 1 to \(stages.count).")
    }
    if !(1...stages.count ~= to) {
      faults.add("/to_stage", "out_of_range", "to_stage must be from 1 to \(stages.count).")
    }
    if faults.faults.isEmpty, from >= to, stages.count > 1 {
      faults.add("/from_stage", "invalid_span", "from_stage must stand before to_stage.")
    }
    if isTrend, faults.faults.isEmpty {
      for (number, key) in [(from, "from_stage"), (to, "to_stage")]
      where stages[number - 1].isOptional {
        faults.add("/\(key)", "invalid", "A trend runs between required stages.")
      }
    }
    return faults.faults.isEmpty ? nil : faults
  }
}
