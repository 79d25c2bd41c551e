internal import Foundation
internal import Testing

@testable internal import IAFAClient

@Suite struct AnswerTests {
  private func verdict(_ status: Int, _ body: String = "", count: Int = 2) -> Verdict {
    Verdict.of(Answer(status: status, retryAfter: "7", body: Data(body.utf8)), count: count)
  }

  @Test func `200 with an account of all settles them`() {
    let body = #"{"status":"ok","accepted":1,"duplicates":1,"rejected":[]}"#
    #expect(verdict(200, body) == .settled(refused: [:]))
  }

  @Test func `Refused events are named with their faults, in a 200 and in a 422`() {
    let rejected = """
      "rejected":[{"index":1,"id":"x","errors":[{"pointer":"/user_id","code":"placeholder",\
      "message":"no"}]}]
      """
    let faults = [IAFAFault("/user_id", "placeholder", "no")]
    #expect(
      verdict(200, #"{"status":"ok","accepted":1,"duplicates":0,\#(rejected)}"#)
        == .settled(refused: [1: faults]))
    #expect(
      verdict(422, "{\"status\":422,\(rejected)}", count: 1) == .settled(refused: [1: faults]))
  }

  @Test(arguments: [
    "<h1>Welcome to the hotel</h1>", "", "[]", "{}", #"{"status":"ok"}"#,
    #"{"status":"ok","accepted":1,"duplicates":0,"rejected":[]}"#,
    #"{"status":"fine","accepted":2,"duplicates":0,"rejected":[]}"#,
  ])
  func `200 that does not account for all is nobody's word`(body: String) {
    guard case .passing(_, "7") = verdict(200, body) else {
      Issue.record("\(verdict(200, body))")
      return
    }
  }

  @Test(arguments: [204, 408, 425, 429, 500, 502, 503, 504, 511])
  func `A passing trouble is waited out`(status: Int) {
    guard case .passing(_, "7") = verdict(status) else {
      Issue.record("\(verdict(status))")
      return
    }
  }

  @Test(arguments: [400, 413, 422])
  func `What is unacceptable as a whole is tried in parts`(status: Int) {
    #expect(
      verdict(status, #"{"detail":"Too much."}"#) == .unacceptable("\(status) Too much."))
  }

  @Test(arguments: [301, 302, 307, 401, 403, 404, 405, 407, 410])
  func `A setting that is wrong is told and costs no event`(status: Int) {
    #expect(
      verdict(status, #"{"detail":"No."}"#) == .misconfigured(status: status, message: "No."))
  }
}

@Suite struct BackoffTests {
  @Test func `Pauses double up to a minute, spread by half in both directions`() {
    var low = Backoff(Backoff.Pace())
    var high = low
    let expected: [Double] = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    #expect(expected.map { _ in low.fail(dice: 0, wish: nil) } == expected.map { .seconds($0 / 2) })
    #expect(
      expected.map { _ in high.fail(dice: 1, wish: nil) } == expected.map { .seconds($0 * 1.5) })
    for _ in 0..<100 { _ = low.fail(dice: 0, wish: nil) }
    #expect(low.fail(dice: 0.5, wish: nil) == .seconds(60))
  }

  @Test func `After a success the first pause is short again`() {
    var backoff = Backoff(Backoff.Pace())
    for _ in 0..<5 { _ = backoff.fail(dice: 0.5, wish: nil) }
    backoff.succeed()
    #expect(backoff.fail(dice: 0.5, wish: nil) == .seconds(1))
  }

  @Test func `The server's wish is a minimum, up to a day`() {
    var backoff = Backoff(Backoff.Pace())
    #expect(backoff.fail(dice: 0.5, wish: .seconds(30)) == .seconds(30))
    #expect(backoff.fail(dice: 0.5, wish: .seconds(1)) == .seconds(2))
    #expect(backoff.fail(dice: 0.5, wish: .seconds(1_000_000)) == .seconds(86_400))
  }

  @Test(arguments: [
    ("7", Duration.seconds(7)), ("0", .seconds(0)), (" 12 ", .seconds(12)), ("soon", nil),
    ("", nil),
    ("-5", nil), ("99999999999999999", .seconds(86_400)),
    ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)), ("Sun, 06 Nov 1994 08:48:00 GMT", .seconds(0)),
    ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
  ])
  func `Retry-After is seconds or a date`(header: String, wish: Duration?) {
    #expect(Backoff.wish(header, now: 784_111_740_000_000) == wish)
  }

  @Test func `No header is no wish`() { #expect(Backoff.wish(nil, now: 0) == nil) }
}
