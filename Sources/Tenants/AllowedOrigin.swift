/// Where events of a project may come from: an exact web origin, or all below a domain.
package struct AllowedOrigin: Sendable, Hashable {
  /// As it is stored and shown: lower case, without a default port.
  package let text: String
  private let scheme: String
  /// For `*.example.com`: `.example.com`.
  private let host: String
  private let isWildcard: Bool

  /// Reads `https://example.com`, `http://localhost:3000` or `https://*.example.com`.
  package init?(_ written: String) {
    guard let origin = Self.split(written.trimmed) else { return nil }
    isWildcard = origin.host.hasPrefix("*.")
    let name = isWildcard ? String(origin.host.dropFirst(2)) : origin.host
    guard Self.isHost(name), !isWildcard || Self.hasTwoLabels(name) else { return nil }
    scheme = origin.scheme
    host = isWildcard ? "." + origin.authority.dropFirst(2) : origin.authority
    text = "\(scheme)://\(origin.authority)"
  }

  /// Judges an `Origin` header.
  ///
  /// The wildcard stands for one label or several, never for none: `https://*.example.com`
  /// takes `https://a.b.example.com`, and neither `https://example.com` nor
  /// `https://evilexample.com`.
  package func matches(_ header: String) -> Bool {
    guard let origin = Self.split(header), Self.isHost(origin.host), origin.scheme == scheme
    else { return false }
    guard isWildcard else { return origin.authority == host }
    return origin.authority.hasSuffix(host)
  }

  /// Every text by which a project may claim an `Origin` header: the origin itself, the wildcards
  /// that take it, and its host as a `domain`, with `www.` and without.
  static func claims(on header: String) -> [String] {
    guard let origin = split(header), isHost(origin.host) else { return [] }
    let port = origin.authority.dropFirst(origin.host.utf8.count)
    var claims = ["\(origin.scheme)://\(origin.authority)"]
    var rest = origin.host[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      claims.append("\(origin.scheme)://*.\(rest)\(port)")
    }
    let bare = origin.host.hasPrefix("www.") ? String(origin.host.dropFirst(4)) : origin.host
    for host in [bare, "www." + bare] {
      claims.append(host)
      if !port.isEmpty { claims.append(host + port) }
    }
    return claims
  }

  private static func split(
    _ text: String
  ) -> (scheme: String, host: String, authority: String)? {
    let lower = text.asciiLowercased
    for (scheme, defaultPort) in [("https", ":443"), ("http", ":80")]
    where lower.hasPrefix(scheme + "://") {
      var authority = String(lower.dropFirst(scheme.utf8.count + 3))
      if authority.hasSuffix(defaultPort) { authority.removeLast(defaultPort.utf8.count) }
      let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
      guard let host = parts.first, parts.count <= 2 else { return nil }
      if parts.count == 2 {
        guard let port = UInt16(parts[1]), port > 0, String(port) == parts[1] else { return nil }
      }
      return (scheme, String(host), authority)
    }
    return nil
  }

  /// Labels of letters, digits and hyphens: browsers send international names in that form too.
  private static func isHost(_ name: String) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 253
      && labels.allSatisfy { label in
        1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy {
            97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
          }
      }
  }

  private static func hasTwoLabels(_ name: String) -> Bool { name.contains(".") }
}
