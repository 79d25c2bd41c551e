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

let package = Package(
  name: "iafa",
  targets: [
    .target(name: "CDuckDB", linkerSettings: duckdbLinking),
    .target(name: "Threads", swiftSettings: settings),
    .target(name: "DuckDB", dependencies: ["CDuckDB", "Threads"], swiftSettings: settings),
    .target(name: "Events", swiftSettings: settings),
    .target(name: "EventLog", dependencies: ["Events"], swiftSettings: settings),
    .target(
      name: "Segments", dependencies: ["Events", "EventLog", "DuckDB", "Threads"],
      swiftSettings: settings),
    .testTarget(name: "DuckDBTests", dependencies: ["DuckDB"], swiftSettings: settings),
    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: settings),
    .testTarget(
      name: "EventLogTests", dependencies: ["EventLog", "Events"], swiftSettings: settings),
    .testTarget(
      name: "SegmentsTests", dependencies: ["Segments", "EventLog", "Events", "DuckDB"],
      swiftSettings: settings),
  ]
)
