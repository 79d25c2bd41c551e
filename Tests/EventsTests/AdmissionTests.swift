import Events
import Testing

@Suite struct AdmissionTests {
  let now = Instant("2026-11-23T10:00:00Z")!
  var admission: Admission {
    Admission(project: ProjectID(bits: 7), received: now, retentionDays: 90)
  }

  private func admit(_ text: String, _ admission: Admission? = nil) throws -> Result<Entry, Refusal>
  {
    (admission ?? self.admission).admit(try IncomingBatch.readOne(Array(text.utf8)))
  }

  private func event(_ text: String) throws -> Event {
    guard case .event(let event) = try admit(text).get() else {
      throw Fault("", "no_event", "an identification")
    }
    return event
  }

  private func faults(_ text: String) throws -> [String] {
    switch try admit(text) {
    case .success: []
    case .failure(let refusal): refusal.faults.map { "\($0.pointer) \($0.code)" }
    }
  }

  @Test func `I1: all faults of an event are named at once`() throws {
    let text =
      #"{"event_type":"","user_id":7,"id":"x","timestamp":"yesterday","properties":[1],"url":1}"#
    #expect(
      try faults(text) == [
        "/event_type empty", "/user_id not_text", "/properties not_an_object", "/url not_text",
        "/id invalid_uuid", "/timestamp invalid_instant",
      ])
    #expect(try faults("{}") == ["/event_type required", "/user_id required"])
    #expect(try faults("[]") == [" not_an_object"])
  }

  @Test func `I2: lengths count Unicode scalars`() throws {
    let accent = "e\u{301}"
    #expect(
      try faults(#"{"event_type":"\#(String(repeating: accent, count: 50))","user_id":"u"}"#) == [])
    #expect(
      try faults(#"{"event_type":"\#(String(repeating: accent, count: 51))","user_id":"u"}"#)
        == ["/event_type too_long"])
    #expect(
      try faults(#"{"event_type":"e","user_id":"\#(String(repeating: "👩", count: 255))"}"#) == [])
    #expect(
      try faults(#"{"event_type":"e","user_id":"\#(String(repeating: "👩", count: 256))"}"#)
        == ["/user_id too_long"])
  }

  @Test func `I4: property values are stored raw or as the JSON text that was sent`() throws {
    let event = try event(
      #"{"event_type":"e","user_id":"u","properties":{"s":" x ","n":1.50,"b":true,"z":null,"o":{"a":[1,"ü"]}}}"#
    )
    #expect(
      event.properties == [
        Property("s", " x "), Property("n", "1.50"), Property("b", "true"),
        Property("o", #"{"a":[1,"ü"]}"#),
      ])
    #expect(try self.event(#"{"event_type":"e","user_id":"u"}"#).properties == nil)
    #expect(try self.event(#"{"event_type":"e","user_id":"u","properties":{}}"#).properties == [])
  }

  @Test func `I5: an event has at most 256 keys, 32 levels and 64 KiB`() throws {
    func with(keys: Int) -> String {
      let members = (0..<keys).map { "\"k\($0)\":1" }.joined(separator: ",")
      return #"{"event_type":"e","user_id":"u","properties":{\#(members)}}"#
    }
    #expect(try faults(with(keys: 256)) == [])
    #expect(try faults(with(keys: 257)) == ["/properties too_many"])
    func with(depth: Int) -> String {
      let open = String(repeating: "[", count: depth - 1),
        close = String(repeating: "]", count: depth - 1)
      return #"{"event_type":"e","user_id":"u","properties":{"a":\#(open)1\#(close)}}"#
    }
    #expect(try faults(with(depth: 32)) == [])
    #expect(try faults(with(depth: 33)) == [" too_deep"])
    let long = String(repeating: "x", count: 64 << 10)
    #expect(try faults(#"{"event_type":"e","user_id":"u","url":"\#(long)"}"#) == [" too_large"])
  }

  @Test func `I7: without a timestamp the time of receipt holds, plus a microsecond a place`()
    throws
  {
    let element = try IncomingBatch.readOne(Array(#"{"event_type":"e","user_id":"u"}"#.utf8))
    guard case .event(let event) = try admission.admit(element, place: 3).get() else { return }
    #expect(event.time == now.advanced(byMicroseconds: 3))
  }

  @Test func `I8: a timestamp out of range is refused, not clamped`() throws {
    func at(_ time: Instant) -> String {
      #"{"event_type":"e","user_id":"u","timestamp":"\#(time)"}"#
    }
    #expect(try faults(at(now.advanced(bySeconds: 86_400))) == [])
    #expect(try faults(at(now.advanced(bySeconds: 86_401))) == ["/timestamp in_the_future"])
    #expect(try faults(at(now.advanced(bySeconds: -90 * 86_400))) == [])
    #expect(try faults(at(now.advanced(bySeconds: -90 * 86_400 - 1))) == ["/timestamp too_old"])
    var keeper = admission
    keeper.retentionDays = nil
    #expect((try? admit(at(Instant("0001-01-01T00:00:00Z")!), keeper).get()) != nil)
  }

  @Test func `I9: sent_at corrects a skewed clock`() throws {
    var admission = admission
    try admission.correctClock(sentAt: .string(now.advanced(bySeconds: 7200).description))
    let early = now.advanced(bySeconds: 7190)
    guard
      case .event(let event) = try admit(
        #"{"event_type":"e","user_id":"u","timestamp":"\#(early)"}"#, admission
      ).get()
    else { return }
    #expect(event.time == now.advanced(bySeconds: -10))
    #expect(throws: Fault.self) { try admission.correctClock(sentAt: 5) }
  }

  @Test func `I10: a batch is an envelope, an array, one object or lines`() throws {
    func count(_ text: String) throws -> Int {
      try IncomingBatch.read(Array(text.utf8)).elements.count
    }
    #expect(try count(#"{"events":[{},{}],"api_key":"k"}"#) == 2)
    #expect(try count(" [{},{},{}]") == 3)
    #expect(try count("[]") == 0)
    #expect(try count(#"{"event_type":"e"}"#) == 1)
    #expect(try count("{\"a\":1}\n\n{bad\n{\"a\":3}\n") == 3)
    #expect(try count("{bad\n{\"a\":3}\n") == 2)
    #expect(throws: JSONSyntaxError.self) { try count("[{},") }
    #expect(throws: JSONSyntaxError.self) { try count(#"{"events":[{},"#) }
    #expect(throws: JSONSyntaxError.self) { try count("") }
    let batch = try IncomingBatch.read(Array("{\"a\":1}\n{\"a\":1,\"a\":2}\n{bad\n".utf8))
    #expect(batch.elements.map { $0.faults.map(\.code) } == [[], ["duplicate_key"], ["malformed"]])
  }

  @Test func `I15: $daily is the visitor of the day, without address and merged with nobody`()
    throws
  {
    var page = admission
    page.ipHash = "hashed"
    page.dailyVisitor = "daily-1"
    guard case .event(let event) = try admit(#"{"event_type":"v","user_id":"$daily"}"#, page).get(),
      case .event(let other) = try admit(#"{"event_type":"v","user_id":"u"}"#, page).get(),
      case .identification(let joined) = try admit(
        #"{"type":"identify","anonymous_id":"$daily","user_id":"u"}"#, page
      ).get()
    else { throw Fault("", "not_as_expected", "") }
    #expect((event.userID, event.ipHash) == ("daily-1", nil))
    #expect((other.userID, other.ipHash) == ("u", "hashed"))
    #expect((joined.anonymousID, joined.userID) == (nil, "u"))
    #expect(try faults(#"{"event_type":"v","user_id":"$daily"}"#) == ["/user_id no_visitor"])
    #expect(try faults(#"{"type":"identify","user_id":"$daily"}"#) == ["/user_id placeholder"])
  }

  @Test(arguments: ["null", "undefined", "Anonymous", " 0 ", "", "  ", "[object Object]"])
  func `I12: a placeholder identifies nobody`(id: String) throws {
    let text = JSON.object([JSONMember("type", "identify"), JSONMember("user_id", .string(id))])
      .jsonText
    #expect(throws: Refusal.self) { try admit(text).get() }
  }

  @Test func `An identify entry links two ids and carries traits`() throws {
    let text =
      #"{"type":"identify","anonymous_id":"a1","user_id":"ada","traits":{"plan":"pro","n":1}}"#
    #expect(
      try admit(text).get()
        == .identification(
          Identification(
            project: ProjectID(bits: 7), anonymousID: "a1", userID: "ada",
            traits: [Property("plan", "pro"), Property("n", "1")], received: now)))
  }
}
