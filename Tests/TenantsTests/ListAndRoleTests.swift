import Events
import Testing

@testable import Tenants

@Suite("Lists")
struct ListTests {
  @Test func `pages show every item once, in the order of making, while others come and go`()
    async throws
  {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      var made: [UUIDValue] = []
      for index in 0..<25 {
        // Some share one instant, so that the id decides.
        if index % 3 == 0 { bench.time.advance(seconds: 1) }
        made.append(
          try await store.createProject(["name": .string("\(index)")], by: owner).project.id)
      }
      var seen: [UUIDValue] = []
      var cursor: String?
      var pages = 0
      repeat {
        let page = try store.projects(by: owner, limit: 7, cursor: cursor)
        seen += page.items.map(\.id)
        cursor = page.nextCursor
        pages += 1
        // What was shown last is deleted, and something new is made.
        try await store.deleteProject(try #require(seen.last), by: owner)
        if pages == 1 {
          bench.time.advance(seconds: 1)
          made.append(try await store.createProject(["name": "new"], by: owner).project.id)
        }
      } while cursor != nil
      #expect(pages == 4 && seen.count == 26)
      #expect(Set(seen) == Set(made))
    }
  }

  @Test func `pages neither repeat an item nor leave one out`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      for index in 0..<9 {
        _ = try await store.createProject(["name": .string("\(index)")], by: owner)
      }
      let all = try store.projects(by: owner, limit: 9)
      #expect(all.nextCursor == nil && all.items.count == 9)
      for limit in 1...9 {
        var seen: [UUIDValue] = []
        var cursor: String?
        repeat {
          let page = try store.projects(by: owner, limit: limit, cursor: cursor)
          #expect(page.items.count <= limit)
          seen += page.items.map(\.id)
          cursor = page.nextCursor
        } while cursor != nil
        #expect(seen == all.items.map(\.id))
      }
    }
  }

  @Test func `a limit or cursor that makes no sense is refused`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      for limit in [0, -1, 501] {
        #expect(
          await faults { try store.projects(by: owner, limit: limit) }
            == ["/limit": "out_of_range"])
      }
      for cursor in [
        "", "x", "AAAA", Array("1/2".utf8).base64URL, String(repeating: "A", count: 999),
      ] {
        #expect(
          await faults { try store.projects(by: owner, cursor: cursor) }
            == ["/cursor": "invalid_format"])
      }
    }
  }
}

@Suite("Roles")
struct RoleTests {
  static let rights: [(Role, Set<Capability>)] = [
    (.owner, Set(Capability.allCases)),
    (.admin, [.readReports, .editFunnels, .manageProjects, .managePeople]),
    (.member, [.readReports, .editFunnels]), (.viewer, [.readReports]),
  ]

  @Test(arguments: rights)
  func `each may do what the contract says, and no more`(role: Role, allowed: Set<Capability>) {
    for capability in Capability.allCases {
      #expect(role.may(capability) == allowed.contains(capability), "\(role) \(capability)")
    }
  }

  @Test func `a viewer reads, a member edits funnels, neither manages projects`() async throws {
    try await withBench { bench in
      let store = try bench.open()
      let owner = try await store.owner()
      let project = try await store.createProject(["name": "Shop"], by: owner).project
      let body = funnelBody(project.id)
      for role in [Role.member, .viewer] {
        let person = Principal(organizationID: owner.organizationID, role: role)
        _ = try store.project(project.id, by: person)
        let edit = await tenantError {
          try await store.createFunnel(body, by: person, definition: { .valid($0) })
        }
        #expect(edit == (role == .member ? nil : .forbidden))
        let calls: [() async throws -> Any] = [
          { try await store.createProject(["name": "X"], by: person) },
          { try await store.updateProject(project.id, ["name": "X"], by: person) },
          { try await store.deleteProject(project.id, by: person) },
          { try await store.rotateWriteKey(of: project.id, by: person) },
          { try store.secretKeys(of: project.id, by: person) },
          { try await store.createSecretKey(of: project.id, ["name": "x"], by: person) },
        ]
        for call in calls { #expect(await tenantError(call) == .forbidden) }
      }
    }
  }

  @Test func `a secret key never manages people or the organisation`() {
    let key = Principal(
      organizationID: .random(), role: .admin, projectID: .random())
    #expect(key.may(.manageProjects) && !key.may(.managePeople) && !key.may(.manageOrganization))
  }
}
