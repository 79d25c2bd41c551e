internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct EventTextTests {
  private func json(_ event: IAFAEvent, registered: [String: IAFAValue] = [:]) throws -> String {
    String(
      decoding: try EventText.members(of: event, registered: registered, time: nil), as: UTF8.self)
  }

  private func codes(_ event: IAFAEvent) -> [String] {
    do throws(IAFAError) {
      _ = try EventText.members(of: event, registered: [:], time: nil)
      return []
    } catch {
      guard case .invalidEvent(let faults) = error else { return ["another error"] }
      return faults.map { "\($0.pointer) \($0.code)" }
    }
  }

  @Test func `Every kind of value is written as JSON says it`() throws {
    let event = IAFAEvent(
      "purchase", user: "ada",
      properties: [
        "price": 79.9, "whole": 80.0, "count": -3, "big": 1e300, "isNew": true, "none": nil,
        "tags": ["a", 1, [nil]], "cart": ["total": 1, "at": ["x": false]],
      ])
    #expect(
      try json(event)
        == #""event_type":"purchase","user_id":"ada","properties":{"big":1e+300,"#
        + #""cart":{"at":{"x":false},"total":1},"count":-3,"isNew":true,"none":null,"#
        + #""price":79.9,"tags":["a",1,[null]],"whole":80}"#)
  }

  @Test func `Any text comes back from JSON as it was`() throws {
    let text =
      String(String.UnicodeScalarView((1...0x2FF).compactMap(Unicode.Scalar.init))) + "\"\\👩"
    let members = try json(IAFAEvent("a", user: "👩\u{1}", url: text))
    let object = try JSONSerialization.jsonObject(with: Data("{\(members)}".utf8))
    let fields = try #require(object as? [String: String])
    #expect(fields == ["event_type": "a", "user_id": "👩\u{1}", "url": text])
  }

  @Test func `An event's own properties win over registered ones`() throws {
    let event = IAFAEvent("a", user: "u", properties: ["plan": "own"])
    let members = try json(event, registered: ["plan": "registered", "app": "1.2"])
    #expect(members.hasSuffix(#""properties":{"app":"1.2","plan":"own"}"#))
  }

  @Test func `An identification has its type, ids and traits`() throws {
    let members = try EventText.members(
      identifying: "ada", anonymous: "a1", traits: ["plan": "pro"])
    #expect(
      String(decoding: members, as: UTF8.self)
        == #""type":"identify","user_id":"ada","anonymous_id":"a1","traits":{"plan":"pro"}"#)
  }

  @Test func `All faults of an event are told at once`() {
    let event = IAFAEvent(
      "", user: String(repeating: "é", count: 256),
      properties: ["p": .number(.nan), "q": "a\u{0}b"])
    #expect(
      codes(event).sorted() == [
        "/event_type empty", "/properties/p not_finite", "/properties/q invalid_text",
        "/user_id too_long",
      ])
  }

  @Test func `The bounds are the server's, and what is within them passes`() {
    let name = String(repeating: "n", count: 100)
    #expect(codes(IAFAEvent(name, user: "u")) == [])
    #expect(codes(IAFAEvent(name + "n", user: "u")) == ["/event_type too_long"])
    let many = Dictionary(uniqueKeysWithValues: (0..<256).map { ("p\($0)", IAFAValue.integer($0)) })
    #expect(codes(IAFAEvent("a", user: "u", properties: many)) == [])
    #expect(
      codes(IAFAEvent("a", user: "u", properties: many.merging(["q": 1]) { old, _ in old }))
        == ["/properties too_many"])
    // `properties` is the first of the 32 levels.
    func nested(_ levels: Int) -> IAFAValue { levels == 0 ? 1 : .array([nested(levels - 1)]) }
    #expect(codes(IAFAEvent("a", user: "u", properties: ["p": nested(31)])) == [])
    #expect(codes(IAFAEvent("a", user: "u", properties: ["p": nested(32)])).count == 1)
    let long = IAFAValue.string(String(repeating: "x", count: 64 << 10))
    #expect(codes(IAFAEvent("a", user: "u", properties: ["p": long])) == [" too_large"])
  }
}
