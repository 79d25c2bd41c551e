import Events
import Testing

@testable import Tenants

@Suite("Sessions")
struct SessionTests {
  @Test func `a refresh token is good for one exchange`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let first = try await store.register(registration())
      bench.time.advance(seconds: 600)
      let second = try await store.refresh(first.refreshToken)
      #expect(second.refreshToken != first.refreshToken)
      bench.time.advance(seconds: 600)
      let third = try await store.refresh(second.refreshToken)
      _ = try store.authenticate(accessToken: third.accessToken)
      #expect(await tenantError { try store.authenticate(accessToken: first.accessToken) } != nil)
    }
  }

  @Test func `a hundred refreshes at one moment get the same answer, and nobody is locked out`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let first = try await store.register(registration())
      let tokens = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 {
          group.addTask { try await store.refresh(first.refreshToken).refreshToken }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(tokens.count == 1)
      #expect(store.state.sessions.count == 1)
      bench.time.advance(seconds: 60)
      _ = try await store.refresh(try #require(tokens.first))
    }
  }

  @Test func `a token used again after ten seconds ends the session for everybody`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let first = try await store.register(registration())
      let second = try await store.refresh(first.refreshToken)
      bench.time.advance(seconds: 10)
      #expect(try await store.refresh(first.refreshToken).refreshToken == second.refreshToken)
      bench.time.advance(seconds: 0.001)
      #expect(await tenantError { try await store.refresh(first.refreshToken) } == .unauthenticated)
      #expect(
        await tenantError { try await store.refresh(second.refreshToken) } == .unauthenticated)
      #expect(
        await tenantError { try store.authenticate(accessToken: second.accessToken) }
          == .unauthenticated)
      #expect(await tenantError { try await bench.open().refresh(second.refreshToken) } != nil)
    }
  }

  @Test func `a token older than the one before ends the session even within ten seconds`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let first = try await store.register(registration())
      let second = try await store.refresh(first.refreshToken)
      _ = try await store.refresh(second.refreshToken)
      #expect(await tenantError { try await store.refresh(first.refreshToken) } == .unauthenticated)
      #expect(store.state.sessions.isEmpty)
    }
  }

  @Test func `who lost the answer to a crash can still exchange the token before`() async throws {
    try await withBench { bench in
      let first = try await bench.open().register(registration())
      _ = try await bench.open().refresh(first.refreshToken)
      let store = try bench.open()
      let third = try await store.refresh(first.refreshToken)
      bench.time.advance(seconds: 60)
      _ = try await store.refresh(third.refreshToken)
    }
  }

  @Test func `a rotation that can't be stored has not happened`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let first = try await store.register(registration())
      try bench.block("metadata/sessions.json.tmp")
      guard case .storage = await tenantError({ try await store.refresh(first.refreshToken) })
      else {
        Issue.record("rotated without a file")
        return
      }
      try bench.unblock("metadata/sessions.json.tmp")
      bench.time.advance(seconds: 60)
      _ = try await store.refresh(first.refreshToken)
    }
  }

  @Test func `signing out ends the session at once, and over a restart`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let one = try await store.register(registration())
      let other = try await store.login(credentials(), client: "a")
      try await store.logout(try store.authenticate(accessToken: one.accessToken))
      for store in [store, try bench.open()] {
        #expect(await tenantError { try store.authenticate(accessToken: one.accessToken) } != nil)
        #expect(await tenantError { try await store.refresh(one.refreshToken) } != nil)
        _ = try store.authenticate(accessToken: other.accessToken)
      }
      try await store.logout(refreshToken: other.refreshToken)
      #expect(await tenantError { try store.authenticate(accessToken: other.accessToken) } != nil)
    }
  }

  @Test func `a session unused for 24 hours is over`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let first = try await store.register(registration())
      bench.time.advance(seconds: 24 * 3600 - 1)
      let second = try await store.refresh(first.refreshToken)
      bench.time.advance(seconds: 24 * 3600)
      #expect(
        await tenantError { try await store.refresh(second.refreshToken) } == .unauthenticated)
    }
  }

  @Test func `an access token does not outlive its session`() async throws {
    var settings = Bench.quick
    settings.sessionIdleHours = 0.1
    try await withBench(settings) { bench in
      let store = try bench.open()
      let signIn = try await store.register(registration())
      bench.time.advance(seconds: 359)
      _ = try store.authenticate(accessToken: signIn.accessToken)
      bench.time.advance(seconds: 1)
      #expect(
        await tenantError { try store.authenticate(accessToken: signIn.accessToken) }
          == .unauthenticated)
    }
  }

  @Test func `a session is over after 30 days, however busy`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      var token = try await store.register(registration()).refreshToken
      for _ in 0..<59 {
        bench.time.advance(seconds: 12 * 3600)
        token = try await store.refresh(token).refreshToken
      }
      bench.time.advance(seconds: 12 * 3600)
      #expect(await tenantError { try await store.refresh(token) } == .unauthenticated)
    }
  }

  @Test func `one account has a hundred sessions at most, and the file forgets the dead`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      for _ in 0..<105 {
        bench.time.advance(seconds: 1)
        _ = try await store.login(credentials(), client: "a")
      }
      #expect(store.state.sessions.count == 100)
      bench.time.advance(seconds: 48 * 3600)
      _ = try await store.login(credentials(), client: "a")
      #expect(store.state.sessions.count == 1)
    }
  }

  @Test(arguments: [
    "", "rt_", "rt_AAAA", "pk_" + String(repeating: "A", count: 64),
    "rt_" + String(repeating: "A", count: 64), "rt_" + String(repeating: "!", count: 64),
    String(repeating: "x", count: 1_000_000),
  ])
  func `what is no token of ours is refused`(token: String) async throws {
    try await withBench { bench in
      let store = try bench.open()
      let signIn = try await store.register(registration())
      #expect(await tenantError { try await store.refresh(token) } == .unauthenticated)
      #expect(await tenantError { try await store.logout(refreshToken: token) } == .unauthenticated)
      #expect(await tenantError { try store.authenticate(secretKey: token) } == .unauthenticated)
      #expect(
        await tenantError { try await store.refresh(signIn.accessToken) } == .unauthenticated)
      #expect(
        await tenantError { try store.authenticate(accessToken: signIn.refreshToken) }
          == .unauthenticated)
    }
  }
}
