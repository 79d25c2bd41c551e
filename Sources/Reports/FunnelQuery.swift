package import Events
package import Funnels

/// A funnel asked of a project: what every surface (numbers, people, trends) starts from.
package struct FunnelQuery: Sendable {
  package var project: ProjectID
  /// Who asks: organisations take turns where many ask at once.
  package var organization: UUIDValue
  package var funnel: Funnel
  package var question: Question
  /// Events that fail these are not there, for any stage or exclusion.
  package var filters: [Filter]
  package var breakdown: Breakdown?
  /// Without times a report needs no memory a person.
  package var keepsTimes: Bool

  package init(
    project: ProjectID, organization: UUIDValue? = nil, funnel: Funnel, question: Question,
    filters: [Filter] = [], breakdown: Breakdown? = nil, keepsTimes: Bool = true
  ) {
    self.project = project
    self.organization = organization ?? project
    self.funnel = funnel
    self.question = question
    self.filters = filters
    self.breakdown = breakdown
    self.keepsTimes = keepsTimes
  }

  /// The instants whose events can matter: later ones are not seen, earlier ones start nothing.
  var scannedRange: Range<Instant> {
    var end = question.end
    if question.bound == .entry {
      end =
        funnel.windowMicroseconds.map { window in
          // One more, since a window includes its last microsecond.
          Instant(microseconds: question.end.microseconds.addingClamped(window))
        } ?? Instant.representable.upperBound
    }
    end = min(end, seenEnd)
    return question.start..<max(question.start, end)
  }

  /// All that is known of a person when the question is asked: where first-time stages look.
  var history: Range<Instant> {
    let start = Instant.representable.lowerBound
    return start..<max(start, seenEnd)
  }

  private var seenEnd: Instant { question.asOf.advanced(byMicroseconds: 1) }

  /// The names of the events that can fill a stage or strike; nil where any event matters.
  var eventTypes: [String]? {
    if funnel.order == .strict { return nil }
    return Self.names(funnel.stages.flatMap(\.eventNames) + funnel.exclusions.map(\.event))
  }

  /// The names of the events that first-time stages ask for; nil where they ask for any.
  var firstTimeTypes: [String]? {
    Self.names(funnel.stages.filter { $0.firstTime != nil }.flatMap(\.eventNames))
  }

  private static func names(_ names: [String]) -> [String]? {
    names.contains(Funnel.Stage.anyEvent) ? nil : names
  }
}

/// By which values a funnel is split up.
package struct Breakdown: Sendable {
  /// Several make one value of them all.
  package var properties: [PropertyKey]
  package var attribution: Attribution
  /// How many values are told apart; the rest is summed.
  package var limit: Int

  package init(properties: [PropertyKey], attribution: Attribution, limit: Int) {
    self.properties = properties
    self.attribution = attribution
    self.limit = limit
  }
}

/// An answer, and what it took to get it.
package struct Reported<Value: Sendable>: Sendable {
  package var value: Value
  package var eventsScanned: Int
  package var filesRead: Int
  package var elapsedMilliseconds: Double
  /// Events that belong here are lost or can't be read, so the true numbers may differ.
  package var isPartial: Bool
}

/// Why a report was not made.
package enum ReportError: Error, Sendable, Equatable {
  /// All lanes are taken and enough others wait.
  case busy
  case timedOut(seconds: Double)
  case tooManyEventsAtOneInstant(count: Int, at: Instant)
  case tooManyBreakdownValues(limit: Int)
}

extension Int64 {
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
