import Events
import Tenants
import Testing

@Suite("Accounts")
struct AccountTests {
  @Test func `registering makes an organisation with its owner and signs them in`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let signIn = try await store.register(registration())
      #expect(signIn.user.role == .owner)
      #expect(signIn.user.organizationID == signIn.organization.id)
      #expect(signIn.organization.name == "Engines")
      #expect(signIn.json["token_type"] == "bearer")
      #expect(signIn.json["expires_in"]?.integer == 900)
      #expect(signIn.json["user"]?["password_hash"] == nil)
      let principal = try store.authenticate(accessToken: signIn.accessToken)
      #expect(try store.me(principal).user.email == "ada@example.com")
    }
  }

  @Test func `a password opens the account, and only that password`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      let signIn = try await store.login(credentials(), client: "10.0.0.1")
      #expect(signIn.user.email == "ada@example.com")
      let wrong = credentials(password: goodPassword + "!")
      #expect(
        await tenantError { try await store.login(wrong, client: "10.0.0.1") } == .badCredentials)
    }
  }

  @Test(arguments: ["ADA@Example.COM", "  ada@example.com\n"])
  func `another spelling of an address is the same account`(spelling: String) async throws {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      #expect(
        await tenantError { try await store.register(registration(spelling)) } == .duplicateEmail)
      _ = try await store.login(credentials(spelling), client: "10.0.0.1")
    }
  }

  @Test func `of registrations of one address at one moment one succeeds`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let succeeded = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 {
          group.addTask { await tenantError { try await store.register(registration()) } == nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(succeeded == 1)
      #expect(store.users.count == 1)
    }
  }

  @Test func `all faults of a registration are told at once`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let body: JSON = ["email": "nobody", "password": "short", "role": "owner"]
      #expect(
        await faults { try await store.register(body) } == [
          "/email": "invalid_format", "/password": "too_short", "/full_name": "required",
          "/role": "unknown",
        ])
      #expect(await faults { try await store.register([]) } == ["": "invalid_type"])
    }
  }

  @Test(arguments: [
    "a", "a@b", "a@@example.com", "a b@example.com", ".a@example.com", "a..b@example.com",
    "a@-example.com", "a@example..com", "a@example.com.", "<a@example.com>",
    "a@exa\u{200B}mple.com",
    String(repeating: "a", count: 65) + "@example.com",
  ])
  func `what can't be an address is refused`(address: String) async throws {
    try await withBench { bench in
      let store = try bench.open()
      let found = await faults { try await store.register(registration(address)) }
      #expect(found == ["/email": "invalid_format"])
    }
  }

  @Test func `where strangers can't register the command line still can`() async throws {
    var settings = Bench.quick
    settings.registration = .invite
    try await withBench(settings) { bench in
      let store = try bench.open()
      #expect(
        await tenantError { try await store.register(registration()) } == .registrationClosed)
      _ = try await store.register(registration(), invited: true)
    }
  }

  @Test func `a restart keeps accounts, sessions, projects, keys and funnels`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let signIn = try await store.register(registration())
      let owner = try store.authenticate(accessToken: signIn.accessToken)
      let (project, apiKey) = try await store.createProject(["name": "Shop"], by: owner)
      let (_, secret) = try await store.createSecretKey(
        of: project.id, ["name": "ci"], by: owner)
      let funnel = try await store.createFunnel(
        funnelBody(project.id), by: owner, definition: { .valid($0) })

      let again = try bench.open()
      #expect(try again.authenticate(accessToken: signIn.accessToken) == owner)
      #expect(try again.project(project.id, by: owner).json == project.json)
      #expect(again.projectForWriteKey(apiKey)?.id == project.id)
      #expect(try again.writeKey(of: project.id, by: owner) == apiKey)
      #expect(try again.authenticate(secretKey: secret).projectID == project.id)
      #expect(try again.funnel(funnel.id, by: owner).json == funnel.json)
      _ = try await again.login(credentials(), client: "10.0.0.1")
      _ = try await again.refresh(signIn.refreshToken)
    }
  }

  @Test func `files have the specification's shape and hold no password, token or key`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let signIn = try await store.register(registration())
      let owner = try store.authenticate(accessToken: signIn.accessToken)
      let (project, apiKey) = try await store.createProject(["name": "Shop"], by: owner)
      let (_, secret) = try await store.createSecretKey(
        of: project.id, ["name": "ci"], by: owner)
      var all = ""
      for name in ["users", "sessions", "projects", "funnels"] {
        all += try bench.text("metadata/\(name).json")
      }
      for canary in [goodPassword, apiKey, secret, signIn.refreshToken, signIn.accessToken] {
        #expect(!all.contains(canary))
      }
      let users = try JSONParser.parse(Array(try bench.text("metadata/users.json").utf8)).value
      let user = try #require(users["users"]?.elements?.first)
      for key in [
        "id", "email", "password_hash", "full_name", "organization_id", "role", "is_active",
        "created_at", "updated_at",
      ] {
        #expect(user[key] != nil, "\(key)")
      }
      #expect(user["password_hash"]?.text?.hasPrefix("$2b$04$") == true)
    }
  }

  @Test func `where the file can't be written there is no account`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      try bench.block("metadata/users.json.tmp")
      guard case .storage = await tenantError({ try await store.register(registration()) }) else {
        Issue.record("registered without a file")
        return
      }
      #expect(store.users.isEmpty)
      try bench.unblock("metadata/users.json.tmp")
      _ = try await store.register(registration())
      #expect(store.users.count == 1)
    }
  }

  @Test func `too weak a bcrypt cost is taken only by tests`() async throws {
    var settings = TenantSettings()
    settings.bcryptCost = 10
    try await withBench(settings) { bench in
      #expect(await faults { try bench.open() } == ["/bcrypt_cost": "out_of_range"])
    }
  }
}
