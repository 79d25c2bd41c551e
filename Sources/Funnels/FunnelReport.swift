/// The numbers of a funnel, as the contract's §6 has them.
package struct FunnelReport: Sendable, Equatable {
  package struct Stage: Sendable, Equatable {
    package var name: String
    package var order: Int
    package var users: Int
    package var conversionRate: Double
    package var dropOffRate: Double
    package var stepConversionRate: Double
    package var droppedUsers: Int
    package var waitingUsers: Int
    package var conversionInterval: ClosedRange<Double>?
    /// From the last required stage before; nil on stage 1 and where nobody came.
    package var timeFromPrevious: DurationSummary?
  }

  package var stages: [Stage]
  package var overallConversionRate: Double
  package var enteredUsers: Int
  package var convertedUsers: Int
  package var timeToConvert: DurationSummary?
}

/// Sums up outcomes. Threads that count disjoint units merge theirs at the end.
package struct FunnelTally: Sendable {
  package let funnel: Funnel
  /// Whether durations are kept; without them a tally is a few numbers whatever is counted.
  package let keepsTimes: Bool
  private let before: [Int]
  private let lastRequired: Int
  private var users: [Int]
  private var waiting: [Int]
  private var durations: [[Int64]]
  private var conversions: [Int64] = []

  package init(_ funnel: Funnel, keepsTimes: Bool = true) {
    self.funnel = funnel
    self.keepsTimes = keepsTimes
    before = (1...funnel.stages.count).map(funnel.stageBefore)
    lastRequired = funnel.lastRequiredStage
    users = Array(repeating: 0, count: funnel.stages.count)
    waiting = users
    durations = Array(repeating: [], count: funnel.stages.count)
  }

  /// Units that reached stage 1.
  package var entered: Int { users[0] }

  package mutating func add(_ outcome: borrowing Outcome) {
    guard outcome.reached > 0 else { return }
    for stage in 1...users.count {
      let previous = before[stage - 1]
      if outcome.hasFilled(stage) {
        users[stage - 1] += 1
        if keepsTimes, previous > 0 {
          durations[stage - 1].append(outcome.times[stage - 1] - outcome.times[previous - 1])
        }
      } else if funnel.waits(outcome, for: stage) {
        waiting[stage - 1] += 1
      }
    }
    if keepsTimes, outcome.reached == lastRequired {
      conversions.append(outcome.times[lastRequired - 1] - outcome.times[0])
    }
  }

  /// Adds what another tally of the same funnel has counted.
  package mutating func merge(_ other: FunnelTally) {
    for index in users.indices {
      users[index] += other.users[index]
      waiting[index] += other.waiting[index]
      durations[index] += other.durations[index]
    }
    conversions += other.conversions
  }

  package func finish() -> FunnelReport {
    let stages = users.indices.map { index in
      let previous = before[index] == 0 ? users[index] : users[before[index] - 1]
      var durations = durations[index]
      return FunnelReport.Stage(
        name: funnel.stages[index].name,
        order: index + 1,
        users: users[index],
        conversionRate: Rate.percent(users[index], of: entered),
        dropOffRate: Rate.percent(previous - users[index], of: previous),
        stepConversionRate: Rate.percent(users[index], of: previous),
        droppedUsers: previous - users[index] - waiting[index],
        waitingUsers: waiting[index],
        conversionInterval: Rate.wilson(users[index], of: entered),
        timeFromPrevious: DurationSummary(&durations))
    }
    var conversions = conversions
    let converted = users[lastRequired - 1]
    return FunnelReport(
      stages: stages,
      overallConversionRate: Rate.percent(converted, of: entered),
      enteredUsers: entered,
      convertedUsers: converted,
      timeToConvert: DurationSummary(&conversions))
  }
}
