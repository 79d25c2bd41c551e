internal import Foundation
internal import Testing

/// The walls between the targets (ARCHITECTURE.md). `Package.swift` says what a target depends on;
/// this says what its files may import, and changing it is a decision.
@Suite struct ImportTests {
  private static let system: Set<String> = ["Glibc", "Darwin"]

  private static let allowed: [String: Set<String>] = [
    "Threads": ["Foundation", "NIOConcurrencyHelpers"],
    "DuckDB": ["CDuckDB", "NIOConcurrencyHelpers", "Synchronization", "Threads"],
    "Events": [],
    "EventLog": system.union(["Events"]),
    "Segments": [
      "Crypto", "DuckDB", "EventLog", "Events", "Foundation", "NIOConcurrencyHelpers",
      "Synchronization", "Threads",
    ],
    "Funnels": ["Events"],
    "Reports": ["DuckDB", "Events", "Foundation", "Funnels", "Segments", "Synchronization"],
    "Tenants": system.union([
      "CCrypt", "Crypto", "Dispatch", "Events", "NIOConcurrencyHelpers", "Threads",
    ]),
    "Demo": ["Events"],
    "IAFAServer": system.union([
      "CAssets", "CZlib", "Configuration", "Crypto", "Demo", "EventLog", "Events", "Foundation",
      "Funnels", "HTTPTypes", "Hummingbird", "Logging", "NIOConcurrencyHelpers", "NIOCore",
      "NIOPosix", "Reports", "Segments", "ServiceLifecycle", "SystemPackage", "Tenants", "Threads",
    ]),
    "iafa": system.union([
      "ArgumentParser", "Events", "Foundation", "Hummingbird", "IAFAServer", "Logging",
      "UnixSignals",
    ]),
  ]

  @Test func `A file imports only what its target may`() throws {
    let pattern = try Regex(#"^\s*(?:@\w+\s+)*(?:\w+\s+)?import\s+(?:\w+\s+)?(\w+)"#)
    var places: [String] = []
    var imports = 0
    for file in try Checkout.swiftFiles(under: "Sources") {
      guard let allowed = Self.allowed[file.target] else {
        places.append("\(file.path): no wall is written for its target")
        continue
      }
      for (index, line) in SwiftCode(file.text).code.enumerated() {
        guard let match = line.firstMatch(of: pattern), let name = match.output[1].substring
        else { continue }
        imports += 1
        if !allowed.contains(String(name)) {
          places.append("\(file.path):\(index + 1) imports \(name)")
        }
      }
    }
    #expect(imports > 100, "imports were not recognised")
    expectNone(places)
  }

  /// The web sources' own wall: what all features stand on knows none of them.
  @Test func `In the page, ui imports no feature`() throws {
    let feature = "(app|dates|funnel|projects|session)"
    let pattern = try Regex(#"(from|import\()\s*['"](@|\.\.|\.\./\.\.)/"# + feature + "/")
    var places: [String] = []
    let files = try Checkout.files(under: "web/src/ui", endings: ["ts", "tsx"])
    for file in files {
      for (index, line) in file.lines.enumerated() where line.contains(pattern) {
        places.append("\(file.path):\(index + 1) \(line)")
      }
    }
    #expect(!files.isEmpty)
    expectNone(places)
  }
}
