import Events
import Testing

@Suite struct JSONTests {
  @Test func `Numbers keep their text and objects their order`() throws {
    let text = #"{"b":1.50,"a":[true,null,-0.0e+7],"c":"ä\n\"\\"}"#
    let (value, faults) = try JSONParser.parse(Array(text.utf8))
    #expect(faults.isEmpty)
    #expect(value.jsonText == text)
    #expect(value["b"] == .number("1.50"))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "01", "+1", "1.", ".5", "NaN", "Infinity", "'a'", "\"a",
    "\"\t\"", "\"\\x\"", "\"\\u12\"", "[1 2]", "{\"a\" 1}", "{a:1}", "tru", "1 1", "[}", "nul",
  ])
  func `What RFC 8259 does not allow is a syntax error`(text: String) {
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
  }

  @Test func `A repeated key, half a surrogate and a NUL are faults of the value, not of the text`()
    throws
  {
    #expect(try faults(of: #"{"a":1,"a":2}"#) == [.duplicateKey("a")])
    #expect(try faults(of: #"["\ud800"]"#) == [.invalidText])
    #expect(try faults(of: #"["\u0000"]"#) == [.invalidText])
    #expect(try faults(of: #"["\ud83d\ude00"]"#) == [])
    let invalid: [UInt8] = [0x22, 0xFF, 0x22]
    #expect(try JSONParser.parse(invalid).faults == [.invalidText])
    let many = (0..<40).map { "\"k\($0)\":0" }.joined(separator: ",")
    #expect(try faults(of: "{\(many),\"k39\":1,\"k2\":1}").count == 2)
  }

  @Test func `Two spellings of one letter are two keys`() throws {
    let (value, faults) = try JSONParser.parse(Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8))
    #expect(faults.isEmpty)
    #expect(value["e\u{301}"] == 2)
  }

  @Test func `Depth is bounded without recursion`() throws {
    let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    #expect(try faults(of: deep) == [.tooDeep])
    #expect(
      try faults(of: String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) == [])
    #expect(throws: JSONSyntaxError.self) {
      try JSONParser.parse(Array((String(repeating: "[", count: 99) + "}").utf8))
    }
  }

  private func faults(of text: String) throws -> [JSONFault] {
    try JSONParser.parse(Array(text.utf8)).faults
  }
}
