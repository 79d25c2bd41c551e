// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

// DuckDB's C library, put there by scripts/fetch-duckdb. An executable finds it beside itself
// (a package's layout), or where this checkout keeps it.
let duckdb = Context.packageDirectory + "/vendor/duckdb/lib"
let duckdbLinking: [LinkerSetting] = [
  .unsafeFlags([
    "-L\(duckdb)", "-Xlinker", "-rpath=$ORIGIN", "-Xlinker", "-rpath=$ORIGIN/../lib/iafa",
    "-Xlinker", "-rpath=\(duckdb)",
  ]),
  .linkedLibrary("duckdb"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let locks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let configuration = Target.Dependency.product(
  name: "Configuration", package: "swift-configuration")

// The order in which an event travels (ARCHITECTURE.md); a target imports what stands above it.
let package = Package(
  name: "iafa",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .target(name: "CDuckDB", linkerSettings: duckdbLinking),
    .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CAssets",
      cSettings: [
        .headerSearchPath("../../vendor/assets"), .headerSearchPath("."),
        .headerSearchPath("../../docs/api"),
      ]),
    .target(name: "Threads", dependencies: [locks], swiftSettings: settings),
    .target(name: "DuckDB", dependencies: ["CDuckDB", "Threads", locks], swiftSettings: settings),
    .target(name: "Events", swiftSettings: settings),
    .target(name: "EventLog", dependencies: ["Events"], swiftSettings: settings),
    .target(
      name: "Segments",
      dependencies: ["Events", "EventLog", "DuckDB", "Threads", crypto, locks],
      swiftSettings: settings),
    .target(name: "Funnels", dependencies: ["Events"], swiftSettings: settings),
    .target(
      name: "Reports", dependencies: ["Events", "Funnels", "Segments", "DuckDB"],
      swiftSettings: settings),
    .target(name: "Demo", dependencies: ["Events"], swiftSettings: settings),
    .target(
      name: "Tenants", dependencies: ["Events", "Threads", "CCrypt", crypto, locks],
      swiftSettings: settings),
    .target(
      name: "IAFAServer",
      dependencies: [
        "Events", "EventLog", "Segments", "Funnels", "Reports", "Tenants", "Demo", "Threads",
        "CAssets", "CZlib", configuration, crypto, hummingbird, locks, logging,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "iafa",
      dependencies: [
        "IAFAServer", "Events", hummingbird, logging,
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // A disk that loses what was not synced, and dice: for tests, in no product.
    .target(
      name: "Simulation", dependencies: ["EventLog", "Events"], path: "Tests/Simulation",
      swiftSettings: settings),
    .testTarget(name: "TidyTests", swiftSettings: settings),
    .testTarget(name: "DuckDBTests", dependencies: ["DuckDB"], swiftSettings: settings),
    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: settings),
    .testTarget(
      name: "EventLogTests", dependencies: ["EventLog", "Events", "Simulation"],
      swiftSettings: settings),
    .testTarget(
      name: "SegmentsTests",
      dependencies: ["Segments", "EventLog", "Events", "DuckDB", "Simulation"],
      swiftSettings: settings),
    .testTarget(
      name: "FunnelsTests", dependencies: ["Events", "Funnels", "Simulation"],
      swiftSettings: settings),
    .testTarget(name: "DemoTests", dependencies: ["Demo", "Events"], swiftSettings: settings),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Reports", "Segments", "Funnels", "Events", "DuckDB", "EventLog", "Simulation",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TenantsTests", dependencies: ["Tenants", "Events", crypto], swiftSettings: settings),
    .testTarget(
      name: "IAFAServerTests",
      dependencies: [
        "IAFAServer", "Events", "EventLog", "Segments", "Tenants", "DuckDB", "Threads", "CZlib",
        hummingbird, configuration, logging,
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
  ]
)
