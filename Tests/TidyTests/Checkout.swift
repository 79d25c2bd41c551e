internal import Foundation
internal import Testing

/// The checkout that these tests read: its files as text, nothing of what was built or fetched.
enum Checkout {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let skipped: Set<String> = [
    ".build", ".git", ".tools", "__pycache__", "coverage", "data", "node_modules", "out", "vendor",
  ]

  /// The text files at or below a path, sorted; those that are no UTF-8 are left out.
  static func files(under folder: String = "", endings: Set<String>) throws -> [TextFile] {
    let start = folder.isEmpty ? root : root.appending(path: folder)
    let found = FileManager.default.enumerator(
      at: start, includingPropertiesForKeys: [.isDirectoryKey, .isSymbolicLinkKey])
    var paths: [String] = []
    while let url = found?.nextObject() as? URL {
      let values = try url.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
      if values.isDirectory == true || values.isSymbolicLink == true {
        let name = url.lastPathComponent
        if skipped.contains(name) || name.hasPrefix(".build") { found?.skipDescendants() }
      } else if endings.contains(url.pathExtension) {
        paths.append(String(url.path.dropFirst(root.path.count + 1)))
      }
    }
    return try paths.sorted().compactMap { try TextFile($0) }
  }

  static func swiftFiles(under folder: String) throws -> [TextFile] {
    try files(under: folder, endings: ["swift"])
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }
}

/// A file of the checkout.
struct TextFile: Sendable {
  /// From the checkout's root.
  let path: String
  let text: String

  init?(_ path: String) throws {
    let data = try Data(contentsOf: Checkout.root.appending(path: path))
    guard let text = String(data: data, encoding: .utf8) else { return nil }
    self.path = path
    self.text = text
  }

  var lines: [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The target of a Swift file: the folder below `Sources` or `Tests`.
  var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  /// The name without folders and ending.
  var stem: String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." })
  }
}

/// Fails with every place that breaks the rule, so that one run shows all of them.
func expectNone(_ places: [String], sourceLocation: SourceLocation = #_sourceLocation) {
  guard !places.isEmpty else { return }
  Issue.record(
    Comment(rawValue: places.joined(separator: "\n")), sourceLocation: sourceLocation)
}
