internal import Demo
internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import NIOConcurrencyHelpers
internal import Segments
internal import Tenants

/// The demo's shop as a project with funnels and 90 days of events: for `iafa demo`, and for who
/// wants to look around before there is anything of theirs.
struct SampleProject: Sendable {
  let tenants: TenantStore
  let store: EventStore
  let now: @Sendable () -> Instant

  struct Made: Sendable {
    let project: Project
    let writeKey: String
    let eventCount: Int
  }

  /// Makes the project in the organisation of `principal`; where that fails half-way, it is deleted
  /// again.
  ///
  /// - Parameter progress: is told how many events are there.
  func make(
    eventCount: Int, seed: UInt64, by principal: Principal,
    progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> Made {
    let (project, key) = try await tenants.createProject(
      [
        "name": .string(DemoShop.projectName), "domain": .string(DemoShop.domain),
        "timezone": .string(DemoShop.timezone), "retention_days": .null,
      ], by: principal)
    do {
      let shop = DemoShop(seed: seed, eventCount: eventCount, end: now(), project: project.id)
      var count = 0
      try await shop.forEachBatch { entries in
        _ = try await store.take(entries, now: now)
        count += entries.count { if case .event = $0 { true } else { false } }
        progress(count)
      }
      // Last, so that who follows the list meanwhile sees no funnel without its events.
      for funnel in DemoShop.funnels {
        try await save(funnel.definition, of: project, by: principal)
      }
      return Made(project: project, writeKey: key, eventCount: count)
    } catch {
      try await tenants.deleteProject(project.id, by: principal)
      throw error
    }
  }

  private func save(
    _ definition: JSON, of project: Project, by principal: Principal
  ) async throws {
    let envelope = [JSONMember("project_id", .string(project.id.description))]
    _ = try await tenants.createFunnel(
      .object(envelope + (definition.members ?? [])), by: principal,
      definition: FunnelRoutes.judge)
  }
}

/// `/projects/sample`.
final class SampleRoutes: Sendable {
  private static let eventCount = 60_000

  private let sample: SampleProject
  private let isMaking = NIOLockedValueBox(false)

  init(sample: SampleProject) { self.sample = sample }

  /// One at a time: each is a few seconds' work of this machine.
  func create(_ call: Call) async throws -> Response {
    guard try await call.json().members?.isEmpty == true else {
      throw Problem.invalid([Fault("", "unknown", "The body must be an empty object.")])
    }
    let principal = try call.signedIn()
    let isFirst = isMaking.withLockedValue { isMaking in
      defer { isMaking = true }
      return !isMaking
    }
    guard isFirst else {
      throw Problem(
        .tooManyRequests, "busy", "Sample data is being made for somebody; try again in a moment.",
        retryAfterSeconds: 5)
    }
    defer { isMaking.withLockedValue { $0 = false } }
    let made = try await sample.make(
      eventCount: Self.eventCount, seed: .random(in: .min ... .max), by: principal)
    return Response.created(made.project.json, at: "/api/v1/projects/\(made.project.id)")
      .tagged(made.project.standing.version)
  }
}
