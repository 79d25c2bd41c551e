import Events
import HTTPTypes
import Testing

/// What a person changes of their account and organisation.
@Suite struct AccountChangeTests {
  private static let newPassword = "seven slow herons wading"

  private func signIn(_ site: Site, _ email: String, _ password: String) async throws -> Answer {
    try await site.send(
      .post, "/api/v1/auth/login", ["email": .string(email), "password": .string(password)])
  }

  @Test func `A name changes without a password and is there on the next read`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      let changed = try await ada.put("/auth/me", ["full_name": "Ada King"])
      #expect(changed.status == 200, "\(changed.text)")
      #expect(changed["/user/full_name"] == "Ada King")
      #expect(try await ada.get("/auth/me")["/user/full_name"] == "Ada King")
    }
  }

  @Test func `An account sent back as it was read changes nothing and takes no password`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let user = try await ada.get("/auth/me")["/user"]
      let answer = try await ada.put("/auth/me", user)
      #expect(answer.status == 200, "\(answer.text)")
      let role = try await ada.put("/auth/me", ["role": "viewer"])
      #expect(role.faults == ["/role read_only"])
    }
  }

  @Test func `A new password takes the old one, ends every other session and keeps this one`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let elsewhere = try await signIn(site, "ada@example.com", goodPassword)
      let other = Member(
        site: site, token: try #require(elsewhere["/access_token"].text), signIn: elsewhere)
      #expect(try await other.get("/auth/me").status == 200)

      let bare = try await ada.put("/auth/me", ["new_password": .string(Self.newPassword)])
      #expect(bare.faults == ["/current_password required"])
      let wrong = try await ada.put(
        "/auth/me",
        ["new_password": .string(Self.newPassword), "current_password": "a loud harbour at noon"])
      #expect(wrong.faults == ["/current_password wrong"])
      #expect(try await other.get("/auth/me").status == 200)

      let changed = try await ada.put(
        "/auth/me",
        [
          "new_password": .string(Self.newPassword), "current_password": .string(goodPassword),
        ])
      #expect(changed.status == 200, "\(changed.text)")
      #expect(try await ada.get("/auth/me").status == 200)
      #expect(try await other.get("/auth/me").status == 401)
      #expect(try await signIn(site, "ada@example.com", goodPassword).status == 401)
      #expect(try await signIn(site, "ada@example.com", Self.newPassword).status == 200)
    }
  }

  @Test func `A new password is judged like a first one`() async throws {
    try await withSite { site in
      let ada = try await site.register()
      for (password, code) in [("short", "too_short"), ("ada@example.com1", "too_common")] {
        let answer = try await ada.put(
          "/auth/me",
          ["new_password": .string(password), "current_password": .string(goodPassword)])
        #expect(answer.faults == ["/new_password \(code)"])
      }
    }
  }

  @Test func `Guesses at the current password are throttled like sign-ins`() async throws {
    try await withSite(["LOGIN_FAILURES_PER_ACCOUNT": "3"]) { site in
      let ada = try await site.register()
      let guess: JSON = ["email": "ada@example.org", "current_password": "not this one at all"]
      for _ in 0..<3 { #expect(try await ada.put("/auth/me", guess).status == 422) }
      #expect(try await ada.put("/auth/me", guess).status == 429)
      #expect(try await signIn(site, "ada@example.com", goodPassword).status == 429)
    }
  }

  @Test func `A new address is the one to sign in with, and must be nobody else's`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      _ = try await site.register("bob@example.com")
      let taken = try await ada.put(
        "/auth/me", ["email": "BOB@example.com", "current_password": .string(goodPassword)])
      #expect(taken.status == 409)
      let broken = try await ada.put(
        "/auth/me", ["email": "nobody", "current_password": .string(goodPassword)])
      #expect(broken.faults == ["/email invalid_format"])
      let changed = try await ada.put(
        "/auth/me", ["email": "ada@example.org", "current_password": .string(goodPassword)])
      #expect(changed.status == 200, "\(changed.text)")
      #expect(try await signIn(site, "ada@example.org", goodPassword).status == 200)
      #expect(try await signIn(site, "ada@example.com", goodPassword).status == 401)
    }
  }

  @Test func `A changed account is the same after a restart`() async throws {
    try await withFolder { folder in
      try await withSite(at: folder) { site in
        let ada = try await site.register()
        let answer = try await ada.put(
          "/auth/me",
          [
            "full_name": "Ada King", "new_password": .string(Self.newPassword),
            "current_password": .string(goodPassword),
          ])
        #expect(answer.status == 200, "\(answer.text)")
      }
      try await withSite(at: folder) { site in
        let again = try await signIn(site, "ada@example.com", Self.newPassword)
        #expect(again["/user/full_name"] == "Ada King")
      }
    }
  }

  @Test func `An organisation is renamed by who manages it, unless somebody was faster`()
    async throws
  {
    try await withSite { site in
      let ada = try await site.register()
      let before = try await ada.get("/organization")
      #expect(before["/name"] == "Analytical Engines")
      let tag = try #require(before.headers[.eTag])
      let renamed = try await ada.put(
        "/organization", ["name": "Difference Engines"], [.ifMatch: tag])
      #expect(renamed.status == 200, "\(renamed.text)")
      #expect(try await ada.get("/auth/me")["/organization/name"] == "Difference Engines")
      let late = try await ada.put("/organization", ["name": "Looms"], [.ifMatch: tag])
      #expect(late.status == 412)
      #expect(try await ada.put("/organization", ["name": ""]).faults == ["/name required"])
      #expect(try await ada.put("/organization", ["nmae": "x"]).faults == ["/nmae unknown"])
    }
  }
}
