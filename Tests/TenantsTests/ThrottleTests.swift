import Events
import Testing

@testable import Tenants

@Suite("Failed sign-ins are slowed down, successful ones are not")
struct ThrottleTests {
  private let start = Instant(microseconds: 0)

  @Test func `after the fifth failure an account waits until the first is 15 minutes old`() {
    var throttle = FailureThrottle(limit: 5, windowSeconds: 900)
    for second in 0..<5 {
      let now = start.advanced(bySeconds: Double(second))
      #expect(throttle.secondsToWait("a", now: now) == nil)
      throttle.recordFailure("a", now: now)
    }
    #expect(throttle.secondsToWait("a", now: start.advanced(bySeconds: 4)) == 896)
    #expect(throttle.secondsToWait("a", now: start.advanced(bySeconds: 899.5)) == 1)
    #expect(throttle.secondsToWait("a", now: start.advanced(bySeconds: 900)) == nil)
    #expect(throttle.secondsToWait("b", now: start.advanced(bySeconds: 4)) == nil)
  }

  @Test func `the memory is bounded: the key idle longest gives way`() {
    var throttle = FailureThrottle(limit: 1, windowSeconds: 900, capacity: 10)
    for index in 0..<1000 {
      throttle.recordFailure("\(index)", now: start.advanced(byMicroseconds: Int64(index)))
    }
    let now = start.advanced(bySeconds: 1)
    #expect(throttle.count == 10)
    #expect(throttle.secondsToWait("999", now: now) != nil)
    #expect(throttle.secondsToWait("0", now: now) == nil)
  }

  @Test func `after five failures even the right password waits, and says how long`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      for client in 0..<5 {
        let error = await tenantError {
          try await store.login(credentials(password: "wrong"), client: "\(client)")
        }
        #expect(error == .badCredentials)
      }
      let right = { try await store.login(credentials(), client: "elsewhere") }
      #expect(await tenantError(right) == .throttled(retryAfterSeconds: 900))
      bench.time.advance(seconds: 900)
      _ = try await right()
    }
  }

  @Test func `an account that does not exist is slowed down like one that does`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let login = { try await store.login(credentials("nobody@example.com"), client: "a") }
      for _ in 0..<5 { #expect(await tenantError(login) == .badCredentials) }
      #expect(await tenantError(login) == .throttled(retryAfterSeconds: 900))
    }
  }

  @Test func `after twenty failures a client waits, whatever accounts it tries`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      for index in 0..<20 {
        let error = await tenantError {
          try await store.login(credentials("nobody\(index)@example.com"), client: "10.0.0.1")
        }
        #expect(error == .badCredentials)
      }
      let login = { (client: String) in try await store.login(credentials(), client: client) }
      #expect(
        await tenantError { try await login("10.0.0.1") } == .throttled(retryAfterSeconds: 900))
      _ = try await login("10.0.0.2")
    }
  }

  @Test func `successes are never counted, and wipe out the failures before`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      for _ in 0..<30 { _ = try await store.login(credentials(), client: "a") }
      for round in 0..<3 {
        for _ in 0..<4 {
          let error = await tenantError {
            try await store.login(credentials(password: "wrong"), client: "\(round)")
          }
          #expect(error == .badCredentials)
        }
        _ = try await store.login(credentials(), client: "\(round)")
      }
    }
  }

  @Test func `of a thousand guesses at one moment five are answered`() async throws {
    var settings = Bench.quick
    settings.passwordQueue = 2000
    try await withBench(settings) { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      let outcomes = await withTaskGroup(of: TenantError?.self) { group in
        for index in 0..<1000 {
          group.addTask {
            await tenantError {
              try await store.login(credentials(password: "guess \(index)"), client: "\(index)")
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == .badCredentials } == 5)
      #expect(outcomes.count { $0 == .throttled(retryAfterSeconds: 900) } == 995)
    }
  }
}
