internal import Foundation
internal import Testing

/// What STYLE.md says about files of every kind and marks as enforced.
@Suite struct FileTests {
  private static let endings: Set<String> = [
    "swift", "c", "h", "ts", "tsx", "mjs", "css", "py", "sh", "md", "txt", "json", "yml",
  ]
  private let files: [TextFile]

  init() throws {
    files = try Checkout.files(endings: Self.endings) + Checkout.scripts()
    #expect(files.count > 300, "the checkout's files were not found")
  }

  /// Data and prose are as long as they are.
  @Test func `A source file has at most 400 lines`() {
    let prose: Set = ["md", "txt", "json"]
    expectNone(
      files.filter { file in !prose.contains { file.path.hasSuffix(".\($0)") } }
        .map { ($0.path, $0.lines.count) }.filter { $0.1 > 400 }
        .map { "\($0.0) has \($0.1) lines" })
  }

  @Test func `No file is named after nothing in particular`() throws {
    let pattern = try Regex(#"(?i)(^|[-_])(utils?|helpers?|manager|misc|common|shared|stuff)$"#)
    let camelCase = try Regex(#"[a-z](Utils?|Helpers?|Manager|Misc)$"#)
    expectNone(
      files.filter { $0.stem.contains(pattern) || $0.stem.contains(camelCase) }.map(\.path))
  }

  /// What is to be done stands in an issue, where somebody sees it.
  @Test func `No note to oneself is left in a file`() throws {
    let pattern = try Regex(#"\b(TODO|FIXME|XXX|HACK)\b"#)
    expectNone(places(pattern) { !$0.path.hasSuffix(".md") && !isThisFolder($0) })
  }

  /// A path of the machine that something was written on says nothing on another.
  @Test func `No path of one machine is left in a file`() throws {
    let pattern = try Regex(#"(^|[^\w.])/(work|root|farm|home/\w+|Users/\w+)/"#)
    expectNone(places(pattern) { _ in true })
  }

  private func isThisFolder(_ file: TextFile) -> Bool {
    file.path.hasPrefix("Tests/TidyTests/") || file.path == "STYLE.md"
  }

  private func places(
    _ pattern: Regex<AnyRegexOutput>, in isMeant: (TextFile) -> Bool
  ) -> [String] {
    files.filter(isMeant).flatMap { file in
      file.lines.enumerated().filter { $0.element.contains(pattern) }.map {
        "\(file.path):\($0.offset + 1) \($0.element.prefix(80))"
      }
    }
  }
}

extension Checkout {
  /// The scripts, which have no ending.
  static func scripts() throws -> [TextFile] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "scripts").path)
      .sorted().filter { !$0.contains(".") && !$0.hasPrefix("__") }
      .compactMap { try TextFile("scripts/\($0)") }
  }
}
