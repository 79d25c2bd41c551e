import Events
import Testing

@testable import Funnels

/// Texts by column, as a scan would lend them.
private struct Row: PropertyRow {
  let texts: [String?]

  func withText(_ column: Int, _ body: (Span<UInt8>) -> Bool) -> Bool? {
    texts[column].map { body(Array($0.utf8).span) }
  }
}

struct FilterTests {
  /// Evaluates `{"property":"p", …}` both ways, which must agree.
  private func passes(_ test: String, _ text: String?) throws -> Bool {
    let filters = try Filter.readList(json(#"[{"property":"p",\#(test)}]"#), at: "").get()
    let plain = filters.allSatisfy { $0.matches { _ in text } }
    let compiled = CompiledFilter(filters) { _ in 0 }.matches(Row(texts: [text]))
    #expect(plain == compiled)
    return plain
  }

  @Test(arguments: [
    (#""op":"eq","value":10"#, "10", true), (#""op":"eq","value":10"#, "10.0", true),
    (#""op":"eq","value":10"#, "1e1", true), (#""op":"eq","value":10"#, "ten", false),
    (#""op":"eq","value":"10""#, "10.0", false), (#""op":"eq","value":"10""#, "10", true),
    (#""op":"eq","value":10"#, " 10", false), (#""op":"eq","value":10"#, "0xA", false),
    (#""op":"eq","value":9007199254740993"#, "9007199254740992", false),
    (#""op":"eq","value":true"#, "true", true), (#""op":"eq","value":true"#, "1", false),
    (#""op":"eq","value":"a""#, "A", false), (#""op":"eq","value":["a",2]"#, "2.0", true),
    (#""op":"eq","value":["a",2]"#, "b", false), (#""op":"neq","value":["a",2]"#, "b", true),
    (#""op":"neq","value":["a",2]"#, "a", false), (#""op":"eq","value":"""#, "", true),
    (#""op":"eq","value":"\u00e9""#, "e\u{301}", false),
  ])
  func `F17: equality is of numbers or of bytes`(
    test: String, text: String, passes: Bool
  ) throws {
    #expect(try self.passes(test, text) == passes)
  }

  @Test(arguments: [
    (#""op":"contains","value":"Ell""#, "hELLo", true),
    (#""op":"contains","value":"É""#, "café", true),
    (#""op":"contains","value":"x""#, "hello", false),
    (#""op":"contains","value":"""#, "", true),
    (#""op":"contains","value":"longer than the text""#, "text", false),
    (#""op":"not_contains","value":"ELL""#, "hello", false),
    (#""op":"starts_with","value":"he""#, "hello", true),
    (#""op":"starts_with","value":"He""#, "hello", false),
    (#""op":"ends_with","value":"lo""#, "hello", true),
    (#""op":"ends_with","value":"LO""#, "hello", false),
    (#""op":"ends_with","value":"hello""#, "lo", false),
  ])
  func `F17: only contains ignores case`(test: String, text: String, passes: Bool) throws {
    #expect(try self.passes(test, text) == passes)
  }

  @Test(arguments: [
    (#""op":"gt","value":9"#, "10", true), (#""op":"gt","value":"9""#, "10", true),
    (#""op":"gt","value":10"#, "10.0", false), (#""op":"gte","value":10"#, "10.0", true),
    (#""op":"lt","value":"b""#, "a", true), (#""op":"lt","value":"b""#, "b", false),
    (#""op":"lte","value":"b""#, "b", true), (#""op":"lt","value":"2026-01""#, "2025-12", true),
    (#""op":"lt","value":-1.5"#, "-2", true), (#""op":"gt","value":5"#, "abc", true),
  ])
  func `F17: order is of numbers where both are, else of bytes`(
    test: String, text: String, passes: Bool
  ) throws {
    #expect(try self.passes(test, text) == passes)
  }

  @Test(arguments: [
    (#""op":"neq","value":"a""#, true), (#""op":"not_contains","value":"a""#, true),
    (#""op":"is_not_set""#, true), (#""op":"eq","value":"a""#, false),
    (#""op":"contains","value":"a""#, false), (#""op":"starts_with","value":"a""#, false),
    (#""op":"ends_with","value":"a""#, false), (#""op":"gt","value":1"#, false),
    (#""op":"gte","value":1"#, false), (#""op":"lt","value":1"#, false),
    (#""op":"lte","value":1"#, false), (#""op":"is_set""#, false),
  ])
  func `F18: a negation passes what lacks the property`(test: String, passes: Bool) throws {
    #expect(try self.passes(test, nil) == passes)
  }

  @Test func `an empty text is set`() throws {
    #expect(try passes(#""op":"is_set""#, ""))
    #expect(try !passes(#""op":"is_not_set""#, ""))
  }

  @Test func `any and all nest, over both scopes`() throws {
    let filters = try Filter.readList(
      json(
        #"""
        [{"any":[{"property":"p","op":"eq","value":"1"},
          {"all":[{"property":"p","op":"eq","value":"2"},
            {"property":"p","scope":"user","op":"is_set"}]}]}]
        """#), at: ""
    ).get()
    #expect(
      filters[0].properties == [PropertyKey(name: "p"), PropertyKey(name: "p", scope: .user)])
    let compiled = CompiledFilter(filters) { $0.scope == .event ? 0 : 1 }
    #expect(compiled.matches(Row(texts: ["1", nil])))
    #expect(!compiled.matches(Row(texts: ["2", nil])))
    #expect(compiled.matches(Row(texts: ["2", ""])))
    #expect(!compiled.matches(Row(texts: [nil, "1"])))
  }

  @Test(arguments: [
    (#"{"property":"p","op":"eq"}"#, "/0/value required"),
    (#"{"property":"p","op":"eq","value":[]}"#, "/0/value required"),
    (#"{"property":"p","op":"eq","value":{}}"#, "/0/value type"),
    (#"{"property":"p","op":"gt","value":[1]}"#, "/0/value type"),
    (#"{"property":"p","op":"is_set","value":1}"#, "/0/value invalid"),
    (#"{"property":"p","op":"eq","value":1e999}"#, "/0/value out_of_range"),
    (#"{"op":"is_set"}"#, "/0/property required"),
    (#"{"property":"p","op":"is_set","scope":"session"}"#, "/0/scope invalid"),
    (#"{"any":[]}"#, "/0/any required"), (#"{"any":[],"op":"eq"}"#, "/0/op unknown"),
  ])
  func `filters that can't be meant are refused`(text: String, fault: String) throws {
    guard case .failure(let faults) = Filter.readList(try json("[\(text)]"), at: "") else {
      Issue.record("read")
      return
    }
    #expect(faults.faults.map { "\($0.pointer) \($0.code)" }.contains(fault))
  }
}
