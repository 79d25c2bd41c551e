import Events
import Synchronization
import Testing

@testable import Tenants

@Suite("Passwords")
struct PasswordTests {
  private func hashing(
    _ secret: String = "one", previous: String? = nil, cost: Int = 4
  ) throws -> PasswordHashing {
    let keys = KeyRing(secret: Array(secret.utf8), previous: previous.map { Array($0.utf8) })
    return try PasswordHashing(keys: keys, cost: cost)
  }

  @Test func `a hash is bcrypt of the asked cost under a salt of its own`() throws {
    let hashing = try hashing(cost: 5)
    let first = try hashing.hash("correct horse")
    let second = try hashing.hash("correct horse")
    #expect(first.bcrypt.hasPrefix("$2b$05$") && first.bcrypt.utf8.count == 60)
    #expect(first != second)
    #expect(hashing.matches("correct horse", first) && hashing.matches("correct horse", second))
  }

  @Test(arguments: [
    (String(repeating: "a", count: 72) + "b", String(repeating: "a", count: 72) + "c"),
    (String(repeating: "a", count: 255) + "b", String(repeating: "a", count: 255) + "c"),
    ("abcdefghij\0x", "abcdefghij"), ("abcdefghij\0x", "abcdefghij\0y"),
    ("\0bcdefghij", "\0xxxxxxxxx"), ("abcdefghij", "abcdefghij "), ("abcdefghij", "Abcdefghij"),
    ("caf\u{E9}caf\u{E9}cafe", "cafe\u{301}cafe\u{301}cafe"),
  ])
  func `every byte of a password matters`(password: String, other: String) throws {
    let hashing = try hashing()
    let hash = try hashing.hash(password)
    #expect(hashing.matches(password, hash))
    #expect(!hashing.matches(other, hash))
  }

  @Test func `without the pepper a hash is worth nothing`() throws {
    let hash = try hashing("one").hash("correct horse")
    #expect(try !hashing("two").matches("correct horse", hash))
  }

  @Test func `while the secret is changed both peppers hold, and the old hash is outdated`() throws
  {
    let old = try hashing("one").hash("correct horse")
    let both = try hashing("two", previous: "one")
    #expect(both.matches("correct horse", old) && both.isOutdated(old))
    let new = try both.hash("correct horse")
    #expect(both.matches("correct horse", new) && !both.isOutdated(new))
    #expect(try hashing("two", cost: 5).isOutdated(new))
  }

  @Test(arguments: [
    ("123456789", "too_short"), (String(repeating: "é", count: 257), "too_long"),
    ("qwertyuiop", "too_common"), ("1234567890", "too_common"), ("PassWord123", "too_common"),
    ("1q2w3e4r5t", "too_common"), ("iafa-iafa-2026", "too_common"),
    ("FunnelAnalyzer1!", "too_common"), ("ada@example.com", "too_common"),
    ("lovelace2026", "too_common"),
  ])
  func `what anyone would guess is refused`(password: String, code: String) {
    let personal = ["ada@example.com", "ada", "lovelace"]
    #expect(PasswordPolicy.fault(password, personal: personal)?.code == code)
  }

  @Test(arguments: [
    "correct horse", "aaaaaaaaab", String(repeating: "x y", count: 85), "ganz langer satz",
    "\u{1F600}\u{1F601}\u{1F602}\u{1F603}\u{1F604}\u{1F605}\u{1F606}\u{1F607}\u{1F608}\u{1F609}",
    "funnels drink coffee",
  ])
  func `anything else is taken, without rules on digits and symbols`(password: String) {
    #expect(PasswordPolicy.fault(password, personal: ["ada@example.com", "ada"]) == nil)
  }

  @Test func `the list of common passwords is whole`() {
    #expect(commonPasswords.count == 1911)
    #expect(commonPasswords.allSatisfy { $0.utf8.count >= 10 && String($0).asciiLowercased == $0 })
  }

  @Test func `an absent account costs the same hash as one with a wrong password`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      _ = try await store.register(registration())
      // What is hashed against has the cost and the form of a stored hash.
      let stored = try #require(store.users.first?.password)
      #expect(!store.hashing.isOutdated(store.hashing.absent))
      #expect(store.hashing.absent.bcrypt.utf8.count == stored.bcrypt.utf8.count)
      #expect(store.hashing.absent.bcrypt.prefix(7) == stored.bcrypt.prefix(7))
      for email in ["ada@example.com", "nobody@example.com"] {
        let error = await tenantError {
          try await store.login(credentials(email, password: "wrong wrong"), client: "a")
        }
        #expect(error == .badCredentials)
      }
    }
  }

  @Test func `a login under a new secret or cost makes the hash anew`() async throws {
    try await withBench { bench in
      _ = try await bench.open().register(registration())
      var later = bench
      later.secret = Array("another secret of at least 32 characters".utf8)
      later.previousSecret = bench.secret
      later.settings.bcryptCost = 5
      _ = try await later.open().login(credentials(), client: "a")
      later.previousSecret = nil
      let store = try later.open()
      _ = try await store.login(credentials(), client: "a")
      #expect(store.users.first?.password.bcrypt.hasPrefix("$2b$05$") == true)
    }
  }
}

/// What the jobs of a test tell and wait for.
private final class Gate: Sendable {
  private let isOpen = Atomic(false)
  private let running = Atomic(0)
  private let most = Atomic(0)

  var mostAtOnce: Int { most.load(ordering: .relaxed) }

  func open() { isOpen.store(true, ordering: .releasing) }

  func pass() {
    most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
    while !isOpen.load(ordering: .acquiring) {}
    running.subtract(1, ordering: .relaxed)
  }
}

@Suite("The threads that hash passwords")
struct PasswordPoolTests {
  @Test func `two run, so many wait, and the next is told to come back`() async throws {
    let pool = PasswordPool(threads: 2, capacity: 3)
    let gate = Gate()
    let outcomes = await withTaskGroup(of: TenantError?.self) { group in
      for _ in 0..<12 {
        group.addTask { await tenantError { try await pool.run { gate.pass() } } }
      }
      var outcomes: [TenantError?] = []
      for _ in 0..<7 { outcomes.append(await group.next() ?? nil) }
      gate.open()
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    #expect(outcomes.prefix(7).allSatisfy { $0 == .busy(retryAfterSeconds: 5) })
    #expect(outcomes.dropFirst(7).allSatisfy { $0 == nil })
    #expect(gate.mostAtOnce == 2)
  }
}
