/// Host, path and query of a URL, or of what browsers send as one.
///
/// Takes `https://shop.example/cart?x=1#top` and also a bare `/cart?x=1`, which has no host.
package struct URLParts: Sendable, Equatable {
  /// In lower case, without port and user; nil where the text names none.
  package var host: String?
  /// As it was sent, at least `/`.
  package var path: String
  private var query: Substring.UTF8View

  /// Nil where the text is neither an absolute URL nor begins with a slash.
  package init?(_ text: String) {
    var rest = Substring(text).utf8
    if let end = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<end] }
    query = rest[rest.endIndex...]
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    if let colon = rest.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon]),
      rest[colon...].starts(with: "://".utf8)
    {
      rest = rest[rest.index(colon, offsetBy: 3)...]
    } else if rest.starts(with: "//".utf8) {
      rest = rest.dropFirst(2)
    } else {
      guard rest.first == UInt8(ascii: "/") else { return nil }
      path = String(Substring(rest))
      return
    }
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    host = Self.host(rest[..<slash])
    path = slash == rest.endIndex ? "/" : String(Substring(rest[slash...]))
  }

  package static func == (left: URLParts, right: URLParts) -> Bool {
    left.host == right.host && left.path == right.path && left.query.elementsEqual(right.query)
  }

  private static func isScheme(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, (first | 0x20) &- UInt8(ascii: "a") < 26 else { return false }
    return text.allSatisfy { byte in
      (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
        || "+-.".utf8.contains(byte)
    }
  }

  private static func host(_ authority: Substring.UTF8View) -> String? {
    var host = authority
    if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[host.index(after: at)...] }
    if host.first == UInt8(ascii: "["), let end = host.firstIndex(of: UInt8(ascii: "]")) {
      host = host[...end]
    } else if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
      host = host[..<colon]
    }
    return host.isEmpty ? nil : Substring(host).lowercased()
  }

  /// The first value of a query parameter, percent signs and pluses undone; nil where it is
  /// absent or empty.
  package func parameter(_ name: String) -> String? {
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, Self.decoded(parts[0]).utf8.elementsEqual(name.utf8) else {
        continue
      }
      let value = Self.decoded(parts[1])
      return value.isEmpty ? nil : value
    }
    return nil
  }

  private static func decoded(_ text: Substring.UTF8View) -> String {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        bytes.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), rest.count >= 2,
        let high = hexadecimal(rest[rest.startIndex]),
        let low = hexadecimal(rest[rest.index(after: rest.startIndex)])
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

private func hexadecimal(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
