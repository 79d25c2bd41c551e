package import Events

extension EventStore {
  /// Flushes, compacts and publishes when it is due, until the task is cancelled.
  ///
  /// Throws where the disk has failed: nothing can be promised any more, so the process is to end,
  /// and the next one recovers what was acknowledged.
  ///
  /// - Parameters:
  ///   - now: the clock.
  ///   - report: gets what went wrong; the next round tries again.
  package func maintain(
    now: @Sendable () -> Instant, report: @Sendable (any Error) -> Void
  ) async throws(StoreError) {
    var lastFlush = now()
    var lastPersons = lastFlush
    while !Task.isCancelled {
      do {
        let time = now()
        let waited = time.microseconds - lastFlush.microseconds
        if isFlushDue(waitedSeconds: Int(waited / Instant.microsecondsPerSecond)) {
          try await flush(now: time)
          lastFlush = time
        } else if unflushedRows == 0 {
          lastFlush = time
        }
        let published = try await compact(now: time)
        if published > 0 || time.microseconds - lastPersons.microseconds >= personsWait {
          try await publishPersons()
          lastPersons = time
        }
        try await mergeParts(now: time)
        try await rewriteErased()
        try await mergeIdentifiers()
        try await drain()
        await files.scrub()
      } catch {
        // The end of the server interrupts what is under way; nothing is lost by it.
        if !Task.isCancelled { report(error) }
      }
      if let problem { throw problem }
      do { try await Task.sleep(for: .seconds(1)) } catch { return }
    }
  }

  /// Each list of joined ids is written as a whole, so not at every change.
  private var personsWait: Int64 { 60 * Instant.microsecondsPerSecond }

  /// A closed day must be published within 60 s of its last event, so parts are written well
  /// before that, whatever the setting says.
  private static let longestWaitSeconds = 30

  private func isFlushDue(waitedSeconds: Int) -> Bool {
    guard hasSomethingToFlush else { return false }
    return unflushedRows >= settings.flushRows
      || waitedSeconds >= min(settings.flushSeconds, Self.longestWaitSeconds)
  }
}
