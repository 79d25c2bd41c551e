import Crypto
import Events

/// What an access token says.
struct AccessClaims: Sendable, Hashable {
  var userID: UUIDValue
  var sessionID: UUIDValue
}

/// JSON Web Tokens of one single kind (RFC 7519, RFC 8725): HS256 and our own header.
///
/// A token's header must be ours byte for byte: there is no algorithm to choose, no key named by
/// the token, nothing to negotiate. The signature is checked before anything else is read.
struct AccessTokens: Sendable {
  static let lifetimeSeconds = 900
  static let issuer = "iafa"
  /// Ours have about 400; what is longer is not looked at.
  static let maximumLength = 2048

  private static let header = Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64URL

  let keys: KeyRing
  /// The instance, so that a token of another server with the same secret does not fit.
  let audience: String

  func make(_ claims: AccessClaims, now: Instant) -> String {
    let second = now.microseconds.flooredDivision(by: Instant.microsecondsPerSecond)
    let payload: JSON = [
      "iss": .string(Self.issuer), "aud": .string(audience),
      "sub": .string(claims.userID.description), "sid": .string(claims.sessionID.description),
      "typ": "access", "iat": .number(second), "nbf": .number(second),
      "exp": .number(second + Int64(Self.lifetimeSeconds)),
    ]
    let signed = "\(Self.header).\(Array(payload.jsonText.utf8).base64URL)"
    let signature = Digest.hmac(Array(signed.utf8), key: keys.current.accessToken)
    return "\(signed).\(signature.base64URL)"
  }

  /// The claims of a token of ours that is valid now; nil for anything else.
  func check(_ token: String, now: Instant) -> AccessClaims? {
    guard token.utf8.count <= Self.maximumLength else { return nil }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.elementsEqual(Self.header.utf8),
      let signature = [UInt8](base64URL: parts[2]),
      isSigned(Array("\(parts[0]).\(parts[1])".utf8), signature),
      let bytes = [UInt8](base64URL: parts[1]),
      let (payload, faults) = try? JSONParser.parse(bytes),  // signed by us, and still no JSON
      faults.isEmpty
    else { return nil }
    return Self.claims(payload, audience: audience, now: now)
  }

  private func isSigned(_ text: [UInt8], _ signature: [UInt8]) -> Bool {
    keys.all.contains { Digest.equal(Digest.hmac(text, key: $0.accessToken), signature) }
  }

  private static func claims(_ payload: JSON, audience: String, now: Instant) -> AccessClaims? {
    let second = now.microseconds.flooredDivision(by: Instant.microsecondsPerSecond)
    guard payload["iss"]?.text == issuer, payload["aud"]?.text == audience,
      payload["typ"]?.text == "access",
      let issued = payload["iat"]?.integer, let notBefore = payload["nbf"]?.integer,
      let expiry = payload["exp"]?.integer, issued <= second, notBefore <= second,
      second < expiry, expiry <= issued + lifetimeSeconds,
      let user = payload["sub"]?.text.flatMap(UUIDValue.init),
      let session = payload["sid"]?.text.flatMap(UUIDValue.init)
    else { return nil }
    return AccessClaims(userID: user, sessionID: session)
  }
}
