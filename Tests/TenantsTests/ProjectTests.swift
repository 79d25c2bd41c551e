import Events
import Testing

@testable import Tenants

@Suite("Projects")
struct ProjectTests {
  @Test func `a new project has the contract's defaults`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let (project, apiKey) = try await store.createProject(["name": "Shop"], by: owner)
      #expect(project.json["organization_id"]?.text == owner.organizationID.description)
      #expect(project.json["timezone"] == "UTC")
      #expect(project.json["allowed_origins"] == [])
      #expect(project.json["rate_limit_per_minute"] == 1000)
      #expect(project.json["retention_days"] == 90)
      #expect(project.json["domain"] == JSON.null)
      #expect(apiKey.hasPrefix("pk_") && apiKey.utf8.count == 46)
      #expect(project.standing.entityTag == "\"1\"")
      for secret in ["write_keys", "secret_keys", "api_key", "deleted_at"] {
        #expect(project.json[secret] == nil)
      }
    }
  }

  @Test func `an update takes any subset: absent stays, null clears`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let body: JSON = [
        "name": "Shop", "domain": "Shop.Example.com", "timezone": "Europe/Zurich",
        "allowed_origins": ["https://shop.example.com"], "rate_limit_per_minute": 0,
        "retention_days": 30,
      ]
      let id = try await store.createProject(body, by: owner).project.id
      bench.time.advance(seconds: 5)
      let renamed = try await store.updateProject(id, ["name": "Store"], by: owner)
      #expect(renamed.settings.name == "Store" && renamed.settings.domain == "shop.example.com")
      #expect(renamed.settings.rateLimitPerMinute == 0 && renamed.settings.retentionDays == 30)
      #expect(renamed.standing.updatedAt > renamed.standing.createdAt)
      let cleared = try await store.updateProject(
        id,
        [
          "domain": nil, "timezone": nil, "allowed_origins": nil, "rate_limit_per_minute": nil,
          "retention_days": nil,
        ], by: owner)
      #expect(cleared.settings.domain == nil && cleared.settings.timezone == "UTC")
      #expect(cleared.settings.allowedOrigins.isEmpty)
      #expect(cleared.settings.rateLimitPerMinute == 1000 && cleared.settings.retentionDays == nil)
      #expect(try bench.open().project(id, by: owner).json == cleared.json)
    }
  }

  @Test func `all faults are told at once, each with its place`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let body: JSON = [
        "domain": "https://example.com/path", "timezone": "Mars/Olympus",
        "allowed_origins": ["https://ok.example", "example.com", 7],
        "rate_limit_per_minute": -1, "retention_days": 1.5, "retention": 3, "a/b~c": 1,
      ]
      #expect(
        await faults { try await store.createProject(body, by: owner) } == [
          "/name": "required", "/domain": "invalid_format", "/timezone": "invalid_format",
          "/allowed_origins/1": "invalid_format", "/allowed_origins/2": "invalid_format",
          "/rate_limit_per_minute": "out_of_range", "/retention_days": "out_of_range",
          "/retention": "unknown", "/a~1b~0c": "unknown",
        ])
      #expect(store.allProjects.isEmpty)
    }
  }

  @Test(arguments: [
    ("name", JSON.null, "required"), ("name", "  ", "required"), ("name", 7, "invalid_type"),
    ("name", .string(String(repeating: "é", count: 201)), "too_long"),
    ("name", "a\u{0}b", "invalid_format"), ("retention_days", 0, "out_of_range"),
    ("retention_days", 36_501, "out_of_range"), ("retention_days", "90", "invalid_type"),
    ("rate_limit_per_minute", .number("1e3"), "out_of_range"),
    ("allowed_origins", "https://a.example", "invalid_type"),
    ("allowed_origins", .array(Array(repeating: "https://a.example", count: 101)), "too_many"),
  ])
  func `a field outside its bounds is refused`(key: String, value: JSON, code: String) async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let id = try await store.createProject(["name": "Shop"], by: owner).project.id
      let body = JSON.object([JSONMember(key, value)])
      #expect(
        await faults { try await store.updateProject(id, body, by: owner) } == ["/\(key)": code])
    }
  }

  @Test func `what only the server sets can be sent back, and not be changed`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let project = try await store.createProject(["name": "Shop"], by: owner).project
      _ = try await store.updateProject(project.id, project.json, by: owner)
      let other = UUIDValue.random().description
      let body: JSON = [
        "id": .string(other), "organization_id": .string(other), "api_key": "pk_mine",
        "created_at": "2020-01-01T00:00:00Z",
      ]
      #expect(
        await faults { try await store.updateProject(project.id, body, by: owner) } == [
          "/id": "read_only", "/organization_id": "read_only", "/api_key": "unknown",
          "/created_at": "read_only",
        ])
    }
  }

  @Test func `a change for a version that is no longer there is refused`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let id = try await store.createProject(["name": "Shop"], by: owner).project.id
      let second = try await store.updateProject(id, ["name": "B"], by: owner, ifVersion: 1)
      #expect(second.standing.version == 2 && second.standing.entityTag == "\"2\"")
      #expect(
        await tenantError {
          try await store.updateProject(id, ["name": "C"], by: owner, ifVersion: 1)
        } == .versionMismatch)
      #expect(
        await tenantError { try await store.deleteProject(id, by: owner, ifVersion: 1) }
          == .versionMismatch)
      try await store.deleteProject(id, by: owner, ifVersion: 2)
    }
  }

  @Test func `a deleted project is gone with its keys and funnels, and comes back within 7 days`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let (project, apiKey) = try await store.createProject(["name": "Shop"], by: owner)
      let secret = try await store.createSecretKey(of: project.id, ["name": "ci"], by: owner).text
      let funnel = try await store.createFunnel(
        funnelBody(project.id), by: owner, definition: { .valid($0) })
      try await store.deleteProject(project.id, by: owner)

      #expect(await tenantError { try store.project(project.id, by: owner) } == .notFound)
      #expect(await tenantError { try store.funnel(funnel.id, by: owner) } == .notFound)
      #expect(try store.funnels(by: owner).items.isEmpty)
      #expect(store.projectForWriteKey(apiKey) == nil && store.allProjects.isEmpty)
      #expect(await tenantError { try store.authenticate(secretKey: secret) } == .unauthenticated)

      bench.time.advance(seconds: 7 * 86_400 - 1)
      #expect(store.doomedProjects.isEmpty)
      try await store.purge([project.id])
      _ = try await store.restoreProject(project.id, by: owner)
      #expect(store.projectForWriteKey(apiKey)?.id == project.id)
      #expect(try store.funnel(funnel.id, by: owner).name == "Checkout")
    }
  }

  @Test func `after 7 days a deleted project is forgotten, and its id is told`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let kept = try await store.createProject(["name": "Kept"], by: owner).project
      let gone = try await store.createProject(["name": "Gone"], by: owner).project
      _ = try await store.createFunnel(
        funnelBody(gone.id), by: owner, definition: { .valid($0) })
      try await store.deleteProject(gone.id, by: owner)
      bench.time.advance(seconds: 7 * 86_400)
      #expect(await tenantError { try await store.restoreProject(gone.id, by: owner) } == .notFound)
      #expect(store.doomedProjects == [gone.id])
      try await store.purge([gone.id, kept.id])
      #expect(store.doomedProjects.isEmpty)
      let again = try bench.open()
      #expect(again.state.projects.keys.sorted() == [kept.id])
      #expect(again.state.funnels.isEmpty)
    }
  }

  @Test func `everything of another organisation is not found`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let stranger = try await store.owner("eve@example.com")
      let project = try await store.createProject(["name": "Shop"], by: owner).project
      let key = try await store.createSecretKey(of: project.id, ["name": "ci"], by: owner).key
      let funnel = try await store.createFunnel(
        funnelBody(project.id), by: owner, definition: { .valid($0) })
      let calls: [() async throws -> Any] = [
        { try store.project(project.id, by: stranger) },
        { try await store.updateProject(project.id, ["name": "X"], by: stranger) },
        { try await store.deleteProject(project.id, by: stranger) },
        { try await store.restoreProject(project.id, by: stranger) },
        { try store.writeKey(of: project.id, by: stranger) },
        { try await store.rotateWriteKey(of: project.id, by: stranger) },
        { try store.secretKeys(of: project.id, by: stranger) },
        { try await store.createSecretKey(of: project.id, ["name": "x"], by: stranger) },
        { try await store.deleteSecretKey(key.id, of: project.id, by: stranger) },
        {
          try await store.createFunnel(
            funnelBody(project.id), by: stranger, definition: { .valid($0) })
        },
        { try store.funnel(funnel.id, by: stranger) },
        { try store.funnels(of: project.id, by: stranger) },
        {
          try await store.updateFunnel(
            funnel.id, ["name": "X"], by: stranger, definition: { .valid($0) })
        },
        { try await store.deleteFunnel(funnel.id, by: stranger) },
        { try await store.restoreFunnel(funnel.id, by: stranger) },
      ]
      for (index, call) in calls.enumerated() {
        #expect(await tenantError(call) == .notFound, "call \(index)")
      }
      #expect(try store.projects(by: stranger).items.isEmpty)
      #expect(try store.funnels(by: stranger).items.isEmpty)
      #expect(try store.project(project.id, by: owner).settings.name == "Shop")
    }
  }
}
