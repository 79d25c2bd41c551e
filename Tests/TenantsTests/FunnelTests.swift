import Events
import Testing

@testable import Tenants

@Suite("Saved funnels")
struct FunnelTests {
  /// A judge that wants stages, fills in a default, and knows no other keys.
  private func judge(_ json: JSON) -> DefinitionVerdict {
    let known: Set = ["stages", "order", "window_seconds"]
    var faults = (json.members ?? []).filter { !known.contains($0.key) }
      .map { Fault("/\($0.key)", "unknown", "") }
    if json["stages"] == nil { faults.append(Fault("/stages", "required", "")) }
    guard faults.isEmpty else { return .invalid(faults) }
    let members = (json.members ?? []).filter { $0.key != "order" }
    return .valid(.object(members + [JSONMember("order", json["order"] ?? "ordered")]))
  }

  private func withFunnel(
    _ body: (TenantStore, Principal, SavedFunnel, Bench) async throws -> Void
  ) async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let project = try await store.createProject(["name": "Shop"], by: owner).project
      let funnel = try await store.createFunnel(
        funnelBody(project.id), by: owner, definition: judge)
      try await body(store, owner, funnel, bench)
    }
  }

  @Test func `a funnel is kept as it was judged, with its envelope around it`() async throws {
    try await withFunnel { store, owner, funnel, bench in
      let json = try store.funnel(funnel.id, by: owner).json
      #expect(json["name"] == "Checkout" && json["description"] == "")
      #expect(json["is_active"] == true && json["order"] == "ordered")
      #expect(json["stages"]?.elements?.count == 2)
      #expect(json["organization_id"]?.text == owner.organizationID.description)
      #expect(try bench.open().funnel(funnel.id, by: owner).json == json)
    }
  }

  @Test func `faults of envelope and definition come together`() async throws {
    try await withFunnel { store, owner, _, _ in
      let body: JSON = [
        "project_id": "nonsense", "name": "", "description": 7, "is_active": "yes", "typo": 1,
        "id": "mine",
      ]
      #expect(
        await faults { try await store.createFunnel(body, by: owner, definition: judge) } == [
          "/project_id": "invalid_format", "/name": "required", "/description": "invalid_type",
          "/is_active": "invalid_type", "/typo": "unknown", "/stages": "required",
          "/id": "read_only",
        ])
    }
  }

  @Test func `an update changes what it names and judges the whole`() async throws {
    try await withFunnel { store, owner, funnel, _ in
      let update = { (body: JSON) in
        try await store.updateFunnel(funnel.id, body, by: owner, definition: judge)
      }
      let windowed = try await update(["window_seconds": 60, "description": "two\nlines"])
      #expect(windowed.json["window_seconds"] == 60 && windowed.description == "two\nlines")
      #expect(windowed.json["stages"] == funnel.json["stages"])
      let cleared = try await update(["window_seconds": nil, "description": nil, "name": "B"])
      #expect(cleared.json["window_seconds"] == nil && cleared.description == "")
      #expect(cleared.name == "B" && cleared.standing.version == 3)
      #expect(await faults { try await update(["stages": nil]) } == ["/stages": "required"])
      #expect(await faults { try await update(["typo": nil]) } == ["/typo": "unknown"])
      #expect(await faults { try await update(["name": nil]) } == ["/name": "required"])
      let sentBack = try await update(cleared.json)
      #expect(sentBack.definition == cleared.definition)
      let other = UUIDValue.random().description
      #expect(
        await faults { try await update(["project_id": .string(other)]) }
          == ["/project_id": "read_only"])
    }
  }

  @Test func `a definition that could not be read back is refused`() async throws {
    try await withFunnel { store, owner, funnel, bench in
      var deep: JSON = 1
      for _ in 0..<60 { deep = [deep] }
      for value in [deep, "a\u{0}b", .number("nonsense")] {
        let body: JSON = ["window_seconds": value]
        #expect(
          await faults {
            try await store.updateFunnel(funnel.id, body, by: owner, definition: judge)
          } == ["": "invalid_format"])
      }
      var asDeepAsAllowed: JSON = 1
      for _ in 0..<46 { asDeepAsAllowed = [asDeepAsAllowed] }
      _ = try await store.updateFunnel(
        funnel.id, ["window_seconds": asDeepAsAllowed], by: owner, definition: judge)
      _ = try bench.open()
    }
  }

  @Test func `a deleted funnel can be restored for 7 days`() async throws {
    try await withFunnel { store, owner, funnel, bench in
      try await store.deleteFunnel(funnel.id, by: owner)
      #expect(await tenantError { try store.funnel(funnel.id, by: owner) } == .notFound)
      #expect(try store.funnels(of: funnel.projectID, by: owner).items.isEmpty)
      _ = try await store.restoreFunnel(funnel.id, by: owner)
      #expect(
        await tenantError { try await store.restoreFunnel(funnel.id, by: owner) } == .notFound)
      try await store.deleteFunnel(funnel.id, by: owner)
      bench.time.advance(seconds: 7 * 86_400)
      #expect(
        await tenantError { try await store.restoreFunnel(funnel.id, by: owner) } == .notFound)
      try await store.purge([])
      #expect(store.state.funnels.isEmpty)
    }
  }

  @Test func `a change for a version that is no longer there is refused`() async throws {
    try await withFunnel { store, owner, funnel, _ in
      let update = { (version: Int) in
        try await store.updateFunnel(
          funnel.id, ["is_active": false], by: owner, ifVersion: version, definition: judge)
      }
      let paused = try await update(1)
      #expect(!paused.isActive)
      #expect(await tenantError { try await update(1) } == .versionMismatch)
      #expect(
        await tenantError { try await store.deleteFunnel(funnel.id, by: owner, ifVersion: 1) }
          == .versionMismatch)
    }
  }
}
