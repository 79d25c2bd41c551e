package import Events
package import Funnels

/// A funnel asked of a project: what every surface (numbers, people, trends) starts from.
package struct FunnelQuery: Sendable {
  package var project: ProjectID
  package var funnel: Funnel
  package var question: Question
  /// Events that fail these are not there, for any stage or exclusion.
  package var filters: [Filter]
  /// Without times a report needs no memory a person.
  package var keepsTimes: Bool

  package init(
    project: ProjectID, funnel: Funnel, question: Question, filters: [Filter] = [],
    keepsTimes: Bool = true
  ) {
    self.project = project
    self.funnel = funnel
    self.question = question
    self.filters = filters
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
    end = min(end, question.asOf.advanced(byMicroseconds: 1))
    return question.start..<max(question.start, end)
  }

  /// The names of the events that can fill a stage or strike; nil where any event matters.
  var eventTypes: [String]? {
    if funnel.order == .strict { return nil }
    let names = funnel.stages.flatMap(\.eventNames) + funnel.exclusions.map(\.event)
    if names.contains(Funnel.Stage.anyEvent) { return nil }
    return names
  }
}

/// The numbers, and what it took to get them.
package struct FunnelAnswer: Sendable {
  package var report: FunnelReport
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
}

extension Int64 {
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
