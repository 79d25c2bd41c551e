import Events
import Testing

@testable import IAFAServer

/// Files of lines, in pieces that end where lines end.
@Suite struct LineReaderTests {
  private func lines(_ bytes: [UInt8]) async throws -> (text: String, pieces: [[UInt8]], read: Int)
  {
    try await withFolder { folder in
      let path = folder + "/lines"
      try write(bytes, to: path)
      let reader = try LineReader(path)
      var pieces: [[UInt8]] = []
      var read = 0
      while let (piece, bytesRead) = try await reader.next() {
        #expect(bytesRead >= read)
        read = bytesRead
        pieces.append(piece)
      }
      return (String(decoding: pieces.flatMap(\.self), as: UTF8.self), pieces, read)
    }
  }

  @Test(arguments: ["", "\n", "one", "one\n", "one\ntwo", "one\r\n\ntwo\n"])
  func `Nothing is lost or added, with a final line end or without`(text: String) async throws {
    let answer = try await lines(Array(text.utf8))
    #expect(answer.text == text)
    #expect(answer.read == text.utf8.count)
  }

  @Test func `No line is cut, however long it is and however it is packed`() async throws {
    // Longer than the pieces that are read at once.
    let long = String(repeating: "é", count: 1_500_000)
    let text = (0..<50_000).map { "line \($0)\n" }.joined() + long + "\nlast"
    let plain = Array(text.utf8)
    let members = gzipped(Array(plain.prefix(100_003))) + gzipped(Array(plain.dropFirst(100_003)))
    for bytes in [plain, gzipped(plain), members] {
      let answer = try await lines(bytes)
      #expect(answer.text == text)
      #expect(answer.read == bytes.count)
      for piece in answer.pieces.dropLast() { #expect(piece.last == 0x0A) }
    }
  }

  @Test func `A line that is no event's is refused before it fills the memory`() async {
    await #expect(throws: CommandFailure.self) {
      _ = try await lines([UInt8](repeating: 0x20, count: 18 << 20))
    }
  }
}
