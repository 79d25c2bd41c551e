internal import Foundation

/// `name=value` on the command line.
struct Arguments {
  private let values: [String: String]

  init(_ words: [String]) {
    let pairs = words.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    values = Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { _, last in last }
  }

  func text(_ name: String) -> String { values[name] ?? "" }

  func number(_ name: String, _ usual: Int) -> Int { values[name].flatMap { Int($0) } ?? usual }

  var server: URL { URL(string: text("server")) ?? URL(filePath: "/") }

  var folder: URL { URL(filePath: text("folder")) }
}
