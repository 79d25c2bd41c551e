/// On which lines of a CSV file its rows begin: the header has one, a quoted value may have
/// several, and an empty line is no row.
enum CSVLines {
  /// Reads the file from its begin, so it is for the few rows that are shown to a person.
  static func begins(ofRows rows: Set<Int>, in path: String) async throws -> [Int: Int] {
    guard let last = rows.max() else { return [:] }
    let reader = try LineReader(path)
    var begins: [Int: Int] = [:]
    var line = 0
    var row = -1  // 0 is the header.
    var isInQuotes = false
    while row < last, let (chunk, _) = try await reader.next() {
      for text in chunk.split(separator: 0x0A, omittingEmptySubsequences: false) {
        line += 1
        if !isInQuotes, !text.isEmpty, text != [0x0D] {
          row += 1
          if rows.contains(row) { begins[row] = line }
        }
        if !text.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) {
          isInQuotes.toggle()
        }
      }
      // What follows the last line end is the begin of the next piece.
      if chunk.last == 0x0A { line -= 1 }
    }
    return begins
  }
}
