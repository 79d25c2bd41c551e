// swift-tools-version: 6.2
import PackageDescription

// As the server's own package has them. Warnings are errors in this repository's test run only
// (`-Xswiftc -warnings-as-errors`): in an app, a newer compiler's new warning must not stop a
// build.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .strictMemorySafety(),
]

// No dependencies: an app that counts its purchases should not have to build a server.
let package = Package(
  name: "IAFAClient",
  platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .watchOS(.v9), .visionOS(.v1)],
  products: [.library(name: "IAFAClient", targets: ["IAFAClient"])],
  targets: [
    .target(name: "IAFAClient", swiftSettings: settings),
    // An app that tests start and kill (clients/e2e); in no product.
    .executableTarget(
      name: "client-probe", dependencies: ["IAFAClient"], swiftSettings: settings),
    .testTarget(
      name: "IAFAClientTests", dependencies: ["IAFAClient"], swiftSettings: settings),
  ]
)
