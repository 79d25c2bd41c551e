internal import Demo
internal import Events
internal import Segments
internal import Tenants

extension IAFA {
  /// 16 random letters in groups of four: 75 bits.
  private static func easyToType() -> String {
    let letters = Array("abcdefghijkmnopqrstuvwxyz")
    return (0..<4).map { _ in
      String((0..<4).map { _ in letters[Int.random(in: letters.indices)] })
    }.joined(separator: "-")
  }

  /// Makes an account, a project that keeps everything, its funnels, and the shop's events.
  func demo(
    _ command: JSON, progress: @escaping @Sendable (CommandProgress) -> Void
  ) async throws -> JSON {
    let eventCount = command["events"]?.integer ?? 100_000
    let password = Self.easyToType()
    let email = "demo-\(UUIDValue.random().description.prefix(8))@example.com"
    let signIn = try await tenants.register(
      [
        "email": .string(email), "password": .string(password), "full_name": "Demo",
        "organization_name": "Demo shop",
      ], invited: true)
    let made = try await SampleProject(tenants: tenants, store: store, now: now).make(
      eventCount: eventCount,
      seed: UInt64(bitPattern: Int64(command["seed"]?.integer ?? 1)),
      by: Principal.machineOwner(organization: signIn.organization.id)
    ) { count in
      progress(
        CommandProgress(
          fraction: min(1, Double(count) / Double(eventCount)), text: "\(count) events"))
    }
    progress(CommandProgress(fraction: 1, text: "writing Parquet"))
    try await store.flushAndCompact(now: now())
    let address =
      configuration.port == 0
      ? "the address that the server printed" : "http://\(configuration.host):\(configuration.port)"
    let text = """
      The demo shop is there: \(made.eventCount) events of the last 90 days and \
      \(DemoShop.funnels.count) funnels.

        open          \(address)
        sign in with  \(email)
        password      \(password)
        project       \(made.project.id)
        write key     \(made.writeKey)
      """
    return [
      "email": .string(email), "password": .string(password),
      "project_id": .string(made.project.id.description), "api_key": .string(made.writeKey),
      "events": .number(made.eventCount), "text": .string(text),
    ]
  }
}
