internal import Events
internal import Logging
internal import Segments
internal import ServiceLifecycle
internal import Tenants

/// Parts, day files, what has grown old: what happens without being asked. It stops last, so that a
/// request in progress finds everything as it was.
struct MaintenanceService: Service {
  let store: EventStore
  let tenants: TenantStore
  let now: @Sendable () -> Instant
  let logger: Logger

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await store.maintain(now: now) { error in
            logger.error("maintenance failed", metadata: ["error": "\(error)"])
          }
        }
        group.addTask { await everyHour() }
        try await group.waitForAll()
      }
    }
    try await store.end()
  }

  private func everyHour() async {
    while true {
      await attempt("the salt of a day is still there") {
        // At most an hour after its day, also where no visitor brought the next one.
        try await tenants.forgetSalt(before: now().day)
      }
      await attempt("events that are too old are still there") {
        try await Retention(store: store, tenants: tenants).enforce(now: now())
      }
      // Ends with the server.
      do { try await Task.sleep(for: .seconds(3600)) } catch { return }
    }
  }

  private func attempt(_ failure: Logger.Message, _ work: () async throws -> Void) async {
    do {
      try await work()
    } catch {
      logger.error(failure, metadata: ["error": "\(error)"])
    }
  }
}

/// What is not kept any longer (I17): days older than their project's `retention_days`, and
/// everything of projects that were deleted more than seven days ago.
struct Retention: Sendable {
  let store: EventStore
  let tenants: TenantStore

  func enforce(now: Instant) async throws {
    guard try await tenants.mayDelete(at: now) else { return }
    var firstKept: [ProjectID: CalendarDay] = [:]
    for project in tenants.allProjects {
      guard let days = project.settings.retentionDays else { continue }
      // The day in which the bound lies has events that are still kept.
      firstKept[project.id] = now.day.advanced(by: -days)
    }
    let doomed = tenants.doomedProjects
    // Later than any event can be.
    for project in doomed { firstKept[project] = now.day.advanced(by: 36_500) }
    if !doomed.isEmpty { try await store.flushAndCompact(now: now) }
    try await store.expire(before: firstKept)
    // While a file of theirs is left, the project stays and the next round tries again.
    try await tenants.purge(doomed.filter { !store.hasFiles(of: $0) })
  }
}

/// Tells those who listen of refusals that went on after they were told of the first.
struct RefusalTelling: Service {
  let log: RefusalLog

  func run() async {
    await cancelWhenGracefulShutdown {
      while true {
        // Ends with the server.
        do { try await Task.sleep(for: .seconds(1)) } catch { return }
        log.tellRest()
      }
    }
  }
}
