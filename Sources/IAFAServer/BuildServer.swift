package import Events
internal import Foundation
package import Hummingbird
package import Logging
internal import NIOCore
package import Reports
package import Segments
internal import ServiceLifecycle
package import Tenants

/// The parts that the routes use.
struct Services: Sendable {
  let authentication: Authentication
  let addresses: ClientAddress
  let health: HealthRoutes
  let status: StatusRoutes
  let documentation: DocumentationRoutes
  let track: TrackRoutes
  let accounts: AccountRoutes
  let projects: ProjectRoutes
  let samples: SampleRoutes
  let funnels: FunnelRoutes
  let reports: ReportRoutes
  let explorer: ExplorerRoutes
  let persons: PersonRoutes
  let live: LiveRoutes
  let refusals: RefusalRoutes
  let page: PageFiles
}

/// An open data directory with everything that works on it; the composition root.
package struct IAFA: Sendable {
  package let configuration: ServerConfiguration
  package let store: EventStore
  package let tenants: TenantStore
  package let reporter: Reporter
  package let now: @Sendable () -> Instant
  private let keys: KeyRing

  package static let version = "0.1.0"

  /// Opens a data directory, locks it, and recovers what the last process left.
  package static func open(
    _ configuration: ServerConfiguration, now: @escaping @Sendable () -> Instant = Self.systemClock
  ) async throws -> IAFA {
    // What this process makes, sockets included, is its owner's alone.
    umask(0o077)
    let store = try await EventStore.open(
      try DataDirectory(configuration.dataDirectory), settings: configuration.store)
    let keys: KeyRing
    let tenants: TenantStore
    do {
      keys = try SecretFile(dataDirectory: configuration.dataDirectory).keyRing(
        given: configuration.secretKey, givenPrevious: configuration.previousSecretKey)
      tenants = try TenantStore.open(
        dataDirectory: configuration.dataDirectory, keys: keys, settings: configuration.tenants,
        isTimeZone: { TimeZone(identifier: $0) != nil }, now: now)
    } catch TenantError.storage(let reason) {
      throw ConfigurationError(reason)
    }
    let reporter = try Reporter(
      store: store, lanes: configuration.queryLanes,
      timeoutSeconds: configuration.queryTimeoutSeconds,
      memoryLimit: configuration.store.memoryLimit)
    return IAFA(
      configuration: configuration, store: store, tenants: tenants, reporter: reporter, now: now,
      keys: keys)
  }

  package static let systemClock: @Sendable () -> Instant = {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// The application: HTTP in front, maintenance behind.
  ///
  /// - Parameter listening: is told the port once requests are taken.
  package func application(
    logger: Logger, listening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    let parts = try services()
    return Application(
      router: parts.router(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ClientWatch()], idleTimeout: .seconds(60))),
      configuration: .init(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil,
        backlog: 1024),
      services: [
        MaintenanceService(store: store, tenants: tenants, now: now, logger: logger),
        CommandService(iafa: self, logger: logger),
        RefusalTelling(log: parts.refusals.log),
      ],
      onServerRunning: { channel in await listening(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  /// An error that ended the application, in words where they help.
  package func explained(_ error: any Error) -> any Error {
    guard let system = error as? IOError, system.errnoCode == EADDRINUSE else { return error }
    return ConfigurationError(
      "port \(configuration.port) of \(configuration.host) is taken; choose another with --port")
  }

  func services() throws -> Services {
    var page = try PageFiles.load(configuration.assetsFile)
    try page.keepTracker(in: store.layout.trackers)
    let authentication = Authentication(
      tenants: tenants, secureCookies: configuration.environment == .production,
      dashboards: Set(configuration.corsOrigins))
    let refusalLog = RefusalLog()
    return Services(
      authentication: authentication,
      addresses: ClientAddress(trustedProxies: Set(configuration.trustedProxies)),
      health: HealthRoutes(store: store),
      status: StatusRoutes(store: store, environment: configuration.environment),
      documentation: try DocumentationRoutes(),
      track: TrackRoutes(
        tenants: tenants, store: store, keys: keys,
        requestsPerMinutePerAddress: configuration.requestsPerMinutePerAddress,
        refusalLog: refusalLog, now: now),
      accounts: AccountRoutes(
        tenants: tenants, authentication: authentication,
        sessionIdleSeconds: Int(configuration.tenants.sessionIdleHours * 3600)),
      projects: ProjectRoutes(
        tenants: tenants, code: TrackingCode(tracker: page.tracker)),
      samples: SampleRoutes(
        sample: SampleProject(tenants: tenants, store: store, now: now)),
      funnels: FunnelRoutes(tenants: tenants),
      reports: ReportRoutes(tenants: tenants, reporter: reporter, now: now),
      explorer: ExplorerRoutes(tenants: tenants, reporter: reporter, now: now),
      persons: PersonRoutes(tenants: tenants, reporter: reporter, store: store, now: now),
      live: LiveRoutes(
        tenants: tenants, live: store.live, refusals: refusalLog.live, reporter: reporter,
        now: now),
      refusals: RefusalRoutes(tenants: tenants, log: refusalLog),
      page: page)
  }
}
