import Events
import Foundation
import Testing

@testable import Tenants

@Suite("Keys of a project")
struct KeyTests {
  @Test func `a write key finds its project, and nothing else does`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let (project, apiKey) = try await store.createProject(["name": "Shop"], by: owner)
      #expect(store.projectForWriteKey(apiKey)?.id == project.id)
      let secret = try await store.createSecretKey(of: project.id, ["name": "ci"], by: owner).text
      for other in [
        "", "pk_", apiKey + "A", String(apiKey.dropLast()), apiKey.uppercased(), secret,
      ] {
        #expect(store.projectForWriteKey(other) == nil, "\(other)")
      }
      #expect(await tenantError { try store.authenticate(secretKey: apiKey) } == .unauthenticated)
      #expect(await tenantError { try store.authenticate(accessToken: apiKey) } == .unauthenticated)
    }
  }

  @Test func `a replaced write key is still taken for a day, and no longer`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let (project, first) = try await store.createProject(["name": "Shop"], by: owner)
      let rotated = try await store.rotateWriteKey(of: project.id, by: owner)
      #expect(rotated.previousValidUntil == bench.time.now.advanced(bySeconds: 86_400))
      #expect(try store.writeKey(of: project.id, by: owner) == rotated.apiKey)
      bench.time.advance(seconds: 86_399)
      #expect(store.projectForWriteKey(first)?.id == project.id)
      #expect(store.projectForWriteKey(rotated.apiKey)?.id == project.id)
      bench.time.advance(seconds: 1)
      #expect(store.projectForWriteKey(first) == nil)
      #expect(store.projectForWriteKey(rotated.apiKey)?.id == project.id)
      _ = try await store.rotateWriteKey(of: project.id, by: owner)
      #expect(store.state.projects[project.id]?.writeKeys.count == 2)
    }
  }

  @Test func `a secret key manages its one project, is listed without its text, and can be ended`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let project = try await store.createProject(["name": "Shop"], by: owner).project
      let other = try await store.createProject(["name": "Other"], by: owner).project
      let (key, text) = try await store.createSecretKey(of: project.id, ["name": "ci"], by: owner)
      #expect(text.hasPrefix("sk_") && text.hasSuffix(key.ending))
      let listed = try store.secretKeys(of: project.id, by: owner).items.map(\.json)
      #expect(listed == [key.json] && !listed.description.contains(text))

      let principal = try store.authenticate(secretKey: text)
      _ = try await store.updateProject(project.id, ["name": "Shop 2"], by: principal)
      #expect(try store.projects(by: principal).items.map(\.id) == [project.id])
      #expect(await tenantError { try store.project(other.id, by: principal) } == .notFound)
      #expect(
        await tenantError { try await store.createProject(["name": "New"], by: principal) }
          == .forbidden)
      #expect(await tenantError { try store.me(principal) } == .unauthenticated)

      try await store.deleteSecretKey(key.id, of: project.id, by: owner)
      #expect(await tenantError { try store.authenticate(secretKey: text) } == .unauthenticated)
      #expect(
        await tenantError { try await store.deleteSecretKey(key.id, of: project.id, by: owner) }
          == .notFound)
    }
  }

  @Test func `a write key can be shown again, also after the secret was changed`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let signIn = try await store.register(registration())
      let owner = try store.authenticate(accessToken: signIn.accessToken)
      let (project, apiKey) = try await store.createProject(["name": "Shop"], by: owner)
      var later = bench
      later.secret = Array("another secret of at least 32 characters".utf8)
      later.previousSecret = bench.secret
      #expect(try later.open().writeKey(of: project.id, by: owner) == apiKey)
      _ = try await later.open().login(credentials(), client: "a")
      later.previousSecret = nil
      #expect(try later.open().writeKey(of: project.id, by: owner) == apiKey)
    }
  }

  @Test func `an encrypted key opens only for its own project, unchanged`() throws {
    let keys = DerivedKeys(secret: Array("secret".utf8))
    let (one, other) = (UUIDValue.random(), UUIDValue.random())
    let sealed = try #require(keys.seal("pk_text", for: one))
    #expect(keys.open(sealed, for: one) == "pk_text")
    #expect(keys.open(sealed, for: other) == nil)
    #expect(DerivedKeys(secret: Array("other".utf8)).open(sealed, for: one) == nil)
    var bytes = try #require([UInt8](base64URL: sealed))
    for index in bytes.indices {
      bytes[index] ^= 1
      #expect(keys.open(bytes.base64URL, for: one) == nil)
      bytes[index] ^= 1
    }
  }
}

@Suite("The server's secret")
struct SecretTests {
  @Test func `it is made on the first start, kept, and readable by its owner only`() async throws {
    try await withFolder { folder in
      let file = SecretFile(dataDirectory: folder + "/data")
      let first = try file.keyRing()
      let path = folder + "/data/config/secret_key"
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      #expect(try file.keyRing().current.id == first.current.id)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `after a change the one before stays valid`() async throws {
    try await withFolder { folder in
      let file = SecretFile(dataDirectory: folder)
      let first = try file.keyRing().current.id
      try file.rotate()
      let ring = try file.keyRing()
      #expect(ring.current.id != first && ring.previous?.id == first)
      let own = try file.keyRing(given: "an operator's own secret, long enough")
      #expect(own.previous?.id == ring.current.id)
    }
  }

  @Test(arguments: [
    "", "your-secret-key-here", String(repeating: "a", count: 64), "0123456789abcdef",
  ])
  func `a secret that can be guessed is refused, with the command that makes one`(text: String)
    async throws
  {
    try await withFolder { folder in
      let error = await tenantError { try SecretFile(dataDirectory: folder).keyRing(given: text) }
      guard case .storage(let message) = error else {
        Issue.record("taken")
        return
      }
      #expect(message.contains("openssl rand -hex 32"))
    }
  }

  @Test func `with another secret than the accounts' the store refuses to open`() async throws {
    try await withBench { bench in
      _ = try await bench.open().register(registration())
      var other = bench
      other.secret = Array("another secret of at least 32 characters".utf8)
      guard case .storage(let message) = await tenantError({ try other.open() }) else {
        Issue.record("opened")
        return
      }
      #expect(message.contains("secret"))
    }
  }

  @Test func `an address is hashed differently every day and on every server`() throws {
    let ring = KeyRing(secret: Array("one".utf8))
    let day = try #require(CalendarDay("2026-11-23"))
    let hash = ring.ipHash("203.0.113.7", day: day)
    #expect(hash.utf8.count == 32 && hash == ring.ipHash("203.0.113.7", day: day))
    #expect(hash != ring.ipHash("203.0.113.8", day: day))
    #expect(hash != ring.ipHash("203.0.113.7", day: day.advanced(by: 1)))
    #expect(hash != KeyRing(secret: Array("two".utf8)).ipHash("203.0.113.7", day: day))
  }
}

@Suite("Encodings")
struct EncodingTests {
  @Test func `base64url is that of RFC 4648, and each value has one spelling`() {
    for (plain, encoded) in [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
      ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{FB}\u{F0}", "w7vDsA"),
    ] {
      #expect(Array(plain.utf8).base64URL == encoded)
      #expect([UInt8](base64URL: encoded) == Array(plain.utf8))
    }
    for text in ["Zg==", "Zh", "Z", "Zm9", "Zm9v\n", "Zm+v", "é"] where text != "Zm9" {
      #expect([UInt8](base64URL: text) == nil, "\(text)")
    }
    for length in 0..<70 {
      let bytes = Digest.randomBytes(length)
      #expect([UInt8](base64URL: bytes.base64URL) == bytes)
      #expect(bytes.base64 == Data(bytes).base64EncodedString())
      #expect([UInt8](hexadecimal: bytes.hexadecimal) == bytes)
    }
  }
}
