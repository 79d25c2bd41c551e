internal import Foundation
internal import Testing

/// The documents against the checkout: what they name is there, and what needs naming is named.
@Suite struct DocumentTests {
  private func documents() throws -> [TextFile] {
    let found = try Checkout.files(endings: ["md"])
    #expect(found.contains { $0.path == "README.md" })
    return found
  }

  @Test func `Links in documents lead somewhere`() throws {
    let link = try Regex(#"\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)""#)
    var places: [String] = []
    for file in try documents() {
      let folder = file.path.split(separator: "/").dropLast().map(String.init)
      for (index, line) in file.prose.enumerated() {
        for match in line.matches(of: link) {
          let target = String((match.output[1].substring ?? match.output[2].substring) ?? "")
          if let reason = Self.fault(target, folder, file) {
            places.append("\(file.path):\(index + 1) \(target): \(reason)")
          }
        }
      }
    }
    expectNone(places)
  }

  /// What is wrong with a link's target; nil where it holds.
  private static func fault(_ target: String, _ folder: [String], _ file: TextFile) -> String? {
    guard !target.contains(":") else { return nil }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var place = folder
    for step in parts[0].split(separator: "/") {
      if step == ".." { _ = place.popLast() } else if step != "." { place.append(String(step)) }
    }
    let path = parts[0].isEmpty ? file.path : place.joined(separator: "/")
    guard Checkout.exists(path) else { return "there is no such file" }
    guard parts.count == 2, path.hasSuffix(".md") else { return nil }
    let anchors = (try? TextFile(path))?.anchors ?? []  // Not readable: it has no headings.
    return anchors.contains(String(parts[1])) ? nil : "there is no such heading"
  }

  @Test(arguments: [("I", "docs/ingestion-rules.md"), ("F", "docs/funnel-rules.md")])
  func `Rule numbers that code and tests cite are in the rules`(
    letter: String, path: String
  ) throws {
    let cited = try Regex(#"(?:///? .*|func `.*)\b"# + letter + #"[0-9]{1,2}\b"#)
    let number = try Regex(#"\b"# + letter + #"[0-9]{1,2}\b"#)
    let heading = try Regex(#"^(?:#+ |\*\*)("# + letter + #"[0-9]{1,2})[. ]"#)
    let rules = try #require(try TextFile(path)).lines.compactMap {
      $0.firstMatch(of: heading)?.output[1].substring.map(String.init)
    }
    #expect(rules == (1...max(1, rules.count)).map { "\(letter)\($0)" }, "numbered without a gap")
    var places: [String] = []
    let files = try Checkout.swiftFiles(under: "Sources") + Checkout.swiftFiles(under: "Tests")
    for file in files where file.target != "TidyTests" {
      for (index, line) in file.lines.enumerated() where line.contains(cited) {
        for match in line.matches(of: number) {
          let name = String(match.output[0].substring ?? "")
          if !rules.contains(name) { places.append("\(file.path):\(index + 1) cites \(name)") }
        }
      }
    }
    expectNone(places)
  }

  @Test func `The README names every setting`() throws {
    let settings = try #require(try TextFile("Sources/IAFAServer/ServerConfiguration.swift"))
    let readme = try #require(try TextFile("README.md")).text
    let key = try Regex(#""([a-z]+(?:\.[a-z]+)+|environment|registration)""#)
    let names = settings.text.matches(of: key).compactMap { $0.output[1].substring }
      .map { $0.replacingOccurrences(of: ".", with: "_").uppercased() }
    #expect(names.count > 15, "settings were not recognised")
    expectNone(names.filter { !readme.contains("`\($0)`") })
  }

  @Test func `Every target is in ARCHITECTURE.md`() throws {
    let text = try #require(try TextFile("ARCHITECTURE.md")).text
    let folder = Checkout.root.appending(path: "Sources").path
    let targets = try FileManager.default.contentsOfDirectory(atPath: folder)
    expectNone(targets.filter { !$0.hasPrefix(".") && !text.contains("| `\($0)` |") })
  }

  @Test func `Decisions are numbered, each number once`() throws {
    let files = try Checkout.files(under: "docs/decisions", endings: ["md"])
    let title = try Regex(#"^# 0*([0-9]+)\W"#)
    let numbers = files.map { String($0.stem.prefix(4)) }
    #expect(!numbers.isEmpty)
    #expect(Set(numbers).count == numbers.count)
    expectNone(
      files.filter { file in
        let match = file.lines.first?.firstMatch(of: title)
        let number = match?.output[1].substring.flatMap { Int($0) }
        return number == nil || number != Int(file.stem.prefix(4))
      }.map(\.path))
  }
}

extension TextFile {
  /// The lines of a document without its code: blocks are blank, spans are cut out.
  fileprivate var prose: [String] {
    var isBlock = false
    return lines.map { line in
      if line.drop(while: { $0 == " " }).hasPrefix("```") {
        isBlock.toggle()
        return ""
      }
      guard !isBlock else { return "" }
      let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
      return pieces.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : "code" }.joined()
    }
  }

  /// The names under which a document's headings can be linked to.
  fileprivate var anchors: Set<String> {
    var isBlock = false
    var anchors: Set<String> = []
    for line in lines {
      if line.hasPrefix("```") { isBlock.toggle() }
      guard !isBlock, line.hasPrefix("#") else { continue }
      let title = line.drop { $0 == "#" || $0 == " " }.lowercased()
      let kept = title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
      anchors.insert(kept.replacingOccurrences(of: " ", with: "-"))
    }
    return anchors
  }
}
