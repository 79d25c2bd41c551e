/// Swift source with comments and the content of texts blanked out, line by line, so that a word
/// is found where it is code and only there.
struct SwiftCode {
  let code: [String]
  /// Whether a line has a comment, or is part of one.
  let hasComment: [Bool]

  init(_ text: String) {
    var scanner = SwiftScanner(characters: Array(text))
    scanner.scanCode(isInterpolation: false)
    code = scanner.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }
    let commented = scanner.commentLines
    hasComment = code.indices.map { commented.contains($0) }
  }

  /// Whether a reason stands on the line or right above it.
  func isExplained(_ line: Int) -> Bool {
    hasComment[line] || (line > 0 && hasComment[line - 1])
  }

  /// The lines of code that hold a match, counted from 1.
  func lines(matching pattern: String) throws -> [Int] {
    let regex = try Regex(pattern)
    return code.indices.filter { code[$0].contains(regex) }.map { $0 + 1 }
  }
}

/// Goes through Swift source once; knows comments, texts of all four kinds, and interpolations.
private struct SwiftScanner {
  let characters: [Character]
  private var position = 0
  private var line = 0
  var output: [Character] = []
  var commentLines: Set<Int> = []

  init(characters: [Character]) { self.characters = characters }

  mutating func scanCode(isInterpolation: Bool) {
    var depth = 0
    while position < characters.count {
      if starts(with: "//") {
        skipComment { $0.characters[$0.position] == "\n" }
      } else if starts(with: "/*") {
        skipComment { $0.starts(with: "*/") }
        blank(2)
      } else if let hashes = hashesOfText() {
        scanText(hashes: hashes)
      } else {
        if isInterpolation {
          if characters[position] == "(" { depth += 1 }
          if characters[position] == ")" {
            if depth == 0 { return }
            depth -= 1
          }
        }
        keep(1)
      }
    }
  }

  private mutating func skipComment(until isEnd: (SwiftScanner) -> Bool) {
    while position < characters.count, !isEnd(self) {
      commentLines.insert(line)
      blank(1)
    }
  }

  /// How many `#` stand before the quote of a text that begins here; nil where none begins.
  private func hashesOfText() -> Int? {
    var place = position
    while place < characters.count, characters[place] == "#" { place += 1 }
    return place < characters.count && characters[place] == "\"" ? place - position : nil
  }

  private mutating func scanText(hashes: Int) {
    keep(hashes)
    let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
    keep(quotes.count)
    let end = quotes + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    while position < characters.count {
      if starts(with: end) {
        keep(end.count)
        return
      }
      if starts(with: escape + "(") {
        keep(escape.count + 1)
        scanCode(isInterpolation: true)
        keep(1)
      } else {
        blank(starts(with: escape) ? escape.count + 1 : 1)
      }
    }
  }

  private func starts(with text: String) -> Bool {
    characters[position...].starts(with: text)
  }

  private mutating func keep(_ count: Int) { take(count) { $0 } }

  private mutating func blank(_ count: Int) { take(count) { _ in " " } }

  private mutating func take(_ count: Int, _ shown: (Character) -> Character) {
    for _ in 0..<count where position < characters.count {
      let character = characters[position]
      output.append(character == "\n" ? "\n" : shown(character))
      if character == "\n" { line += 1 }
      position += 1
    }
  }
}

/// A function, initialiser, deinitialiser or subscript and the lines that it takes.
struct SwiftFunction: Equatable {
  var name: String
  /// Counted from 1.
  var line: Int
  var lineCount: Int

  /// Every function of a file, nested ones too.
  static func all(in code: SwiftCode) throws -> [SwiftFunction] {
    let declaration = try Regex(#"(?:^|[^.\w])(func\s+\S+?|init|deinit|subscript)[?(<{\s]"#)
    var functions: [SwiftFunction] = []
    // What a block belongs to stands between the brace before and its own.
    var owner = ""
    var ownerLine = 0
    var open: [(name: String, line: Int)?] = []
    for (index, line) in code.code.enumerated() {
      for character in line {
        switch character {
        case "{":
          let match = (owner + " ").firstMatch(of: declaration)
          let name = match?.output[1].substring.map(String.init)
          open.append(name.map { ($0, ownerLine + 1) })
          owner = ""
        case "}":
          if let block = open.popLast() ?? nil {
            functions.append(
              SwiftFunction(
                name: block.name, line: block.line, lineCount: index + 2 - block.line))
          }
          owner = ""
        default:
          if owner.isEmpty {
            if character == " " { continue }
            ownerLine = index
          }
          owner.append(character)
        }
      }
      // A line without a brace that is not continued ends what came before it.
      if !owner.isEmpty {
        let isOpen = owner.count { $0 == "(" } > owner.count { $0 == ")" }
        let isContinued = isOpen || code.isContinued(after: index)
        owner = isContinued ? owner + " " : ""
      }
    }
    return functions
  }
}

extension SwiftCode {
  /// Whether the next line of code goes on with a signature: what a formatter puts there begins
  /// with one of these.
  fileprivate func isContinued(after line: Int) -> Bool {
    guard line + 1 < code.count else { return false }
    let next = code[line + 1].drop { $0 == " " }
    return ["{", ")", "->", "where ", "async", "throws", "rethrows", ":"].contains {
      next.hasPrefix($0)
    }
  }
}
