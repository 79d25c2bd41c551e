import Crypto
import Events
import Testing

@testable import Tenants

@Suite("Access tokens")
struct AccessTokenTests {
  static let keys = KeyRing(secret: Array("the secret of this server".utf8))
  static let tokens = AccessTokens(keys: keys, audience: "instance")
  static let claims = AccessClaims(userID: UUIDValue(bits: 7), sessionID: UUIDValue(bits: 9))
  static let now = Instant(microseconds: 1_763_892_000 * 1_000_000)

  static let header = #"{"alg":"HS256","typ":"JWT"}"#

  /// A payload that is accepted, with some members replaced (or, by nil, left out).
  static func payload(_ changes: [String: JSON?] = [:]) -> String {
    let members: [(String, JSON)] = [
      ("iss", "iafa"), ("aud", "instance"), ("sub", .string(claims.userID.description)),
      ("sid", .string(claims.sessionID.description)), ("typ", "access"),
      ("iat", 1_763_892_000), ("nbf", 1_763_892_000), ("exp", 1_763_892_900),
    ]
    return JSON.object(
      members.compactMap { key, value in
        guard let change = changes[key] else { return JSONMember(key, value) }
        return change.map { JSONMember(key, $0) }
      }
    ).jsonText
  }

  /// A token with a valid signature over whatever it says.
  static func signed(
    _ header: String = header, _ payload: String = payload(), key: SymmetricKey? = nil
  ) -> String {
    let text = "\(Array(header.utf8).base64URL).\(Array(payload.utf8).base64URL)"
    let signature = Digest.hmac(Array(text.utf8), key: key ?? keys.current.accessToken)
    return "\(text).\(signature.base64URL)"
  }

  @Test func `a token of ours says who it is for 15 minutes`() {
    let token = Self.tokens.make(Self.claims, now: Self.now)
    #expect(token == Self.signed())
    #expect(Self.tokens.check(token, now: Self.now) == Self.claims)
    #expect(Self.tokens.check(token, now: Self.now.advanced(bySeconds: 899.9)) == Self.claims)
    #expect(Self.tokens.check(token, now: Self.now.advanced(bySeconds: 900)) == nil)
    #expect(Self.tokens.check(token, now: Self.now.advanced(bySeconds: -1)) == nil)
  }

  @Test func `while the secret is changed tokens of both are valid`() {
    let old = KeyRing(secret: Array("old".utf8))
    let token = AccessTokens(keys: old, audience: "instance").make(Self.claims, now: Self.now)
    let both = KeyRing(secret: Array("new".utf8), previous: Array("old".utf8))
    #expect(AccessTokens(keys: both, audience: "instance").check(token, now: Self.now) != nil)
    #expect(Self.tokens.check(token, now: Self.now) == nil)
  }

  static let badHeaders = [
    #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"None","typ":"JWT"}"#,
    #"{"alg":"NONE","typ":"JWT"}"#, #"{"alg":"","typ":"JWT"}"#, #"{"typ":"JWT"}"#,
    #"{"alg":"HS384","typ":"JWT"}"#, #"{"alg":"HS512","typ":"JWT"}"#,
    #"{"alg":"RS256","typ":"JWT"}"#, #"{"alg":"ES256","typ":"JWT"}"#,
    #"{"alg":"EdDSA","typ":"JWT"}"#, #"{"alg":"hs256","typ":"JWT"}"#,
    #"{"alg":["HS256"],"typ":"JWT"}"#, #"{"alg":"none","alg":"HS256","typ":"JWT"}"#,
    #"{"alg":"HS256","typ":"JWE"}"#, #"{"alg":"HS256"}"#, "{}", "[]", "null", "",
    #"{"alg":"HS256","typ":"JWT","kid":"../../../../dev/null"}"#,
    #"{"alg":"HS256","typ":"JWT","kid":"' OR 1=1 --"}"#,
    #"{"alg":"HS256","typ":"JWT","jku":"https://evil.example/keys"}"#,
    #"{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AA"}}"#,
    #"{"alg":"HS256","typ":"JWT","x5u":"https://evil.example/cert"}"#,
    #"{"alg":"HS256","typ":"JWT","crit":["exp"]}"#,
    #"{"alg":"HS256","typ":"JWT","b64":false}"#,
  ]

  @Test(arguments: badHeaders)
  func `a header that is not ours to the byte is refused, even when it is signed`(header: String) {
    #expect(Self.tokens.check(Self.signed(header), now: Self.now) == nil)
  }

  static let badPayloads: [String] = [
    payload(["iss": "other"]), payload(["iss": .some(nil)]), payload(["aud": "other"]),
    payload(["aud": .some(nil)]), payload(["aud": ["instance"]]), payload(["typ": "refresh"]),
    payload(["typ": .some(nil)]), payload(["exp": .some(nil)]), payload(["exp": 1_763_892_000]),
    payload(["exp": 1_763_895_600]), payload(["exp": "1763892900"]),
    payload(["exp": .number("1763892900.5")]), payload(["exp": .number("9e99")]),
    payload(["exp": .number("-1")]), payload(["nbf": 1_763_892_001]), payload(["nbf": .some(nil)]),
    payload(["iat": 1_763_892_001]), payload(["iat": .some(nil)]), payload(["sub": .some(nil)]),
    payload(["sub": "root"]), payload(["sub": 7]), payload(["sid": .some(nil)]),
    payload(["sid": ""]), "{}", "[]", "null", "", "{",
    #"{"iss":"iafa","# + payload().dropFirst(),
  ]

  @Test(arguments: badPayloads)
  func `a payload that does not hold is refused, even when it is signed`(payload: String) {
    #expect(Self.tokens.check(Self.signed(Self.header, payload), now: Self.now) == nil)
  }

  @Test func `a token changed in any character is refused`() {
    let token = Array(Self.signed().utf8)
    for index in token.indices {
      for other in "A.-=9".utf8 where other != token[index] {
        var changed = token
        changed[index] = other
        let text = String(decoding: changed, as: UTF8.self)
        #expect(Self.tokens.check(text, now: Self.now) == nil, "\(text)")
      }
    }
  }

  static let badSpellings: [String] = {
    let token = signed()
    let parts = token.split(separator: ".").map(String.init)
    return [
      "", ".", "..", "...", parts[0], "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).",
      ".\(parts[1]).\(parts[2])", "\(parts[0])..\(parts[2])", token + ".", token + "=",
      token + " ", " " + token, token + "\n", token + "A", String(token.dropLast()),
      "Bearer " + token, "\(parts[0]).\(parts[1]).\(parts[2]).\(parts[2])",
      token.replacing("-", with: "+").replacing("_", with: "/") + "==",
      signed(key: SymmetricKey(data: [UInt8]())),
      signed(key: SymmetricKey(data: Array("secret".utf8))),
      signed(key: keys.current.pepper),
      signed(header, payload() + String(repeating: " ", count: 4096)),
      String(repeating: "a", count: 10_000_000),
    ]
  }()

  @Test(arguments: badSpellings)
  func `another spelling, key or length is refused`(token: String) {
    #expect(Self.tokens.check(token, now: Self.now) == nil)
  }
}
