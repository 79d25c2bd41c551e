internal import Foundation

/// A folder that is gone with this.
final class TemporaryFolder: Sendable {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("iafa-client-\(UUID().uuidString)")

  var path: String { url.path }

  deinit {
    // What is left over is the system's to remove.
    try? FileManager.default.removeItem(at: url)
  }

  func names(ending: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(ending) }
      .sorted()
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appendingPathComponent(name)))
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }
}
