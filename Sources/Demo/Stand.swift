package import Events
package struct DemoShop: Sendable {
  package init(seed: UInt64, eventCount: Int, end: Instant, project: ProjectID) {}
  package static let projectName = "Demo", domain = "shop.example"
  package static let funnels: [(name: String, description: String, definition: JSON)] = []
  package func forEachBatch(_ body: ([Entry]) async throws -> Void) async throws {}
}
