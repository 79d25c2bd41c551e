internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Finds the address of a client, also behind proxies that the settings trust.
struct ClientAddress: Sendable {
  let trustedProxies: Set<String>

  /// The right-most hop that is no proxy of ours: what stands left of it, anyone can write.
  func client(of request: Request, _ remote: SocketAddress?) -> String {
    guard let peer = remote?.ipAddress else { return "" }
    guard trustedProxies.contains(peer), let header = request.headers[.xForwardedFor] else {
      return peer
    }
    let hops = header.split(separator: ",").map { String($0).trimmingSpaces }
    return hops.last { !trustedProxies.contains($0) } ?? peer
  }

  /// The first 24 bits of an IPv4 address, the first 48 of an IPv6 one: what one household or
  /// office has, so that less than an address is needed to tell visitors apart.
  static func network(of address: String) -> String {
    // ::ffff:192.0.2.1 is an IPv4 address (RFC 4291, section 2.5.5.2).
    let last = address.split(separator: ":").last ?? ""
    if last.contains(".") { return last.split(separator: ".").prefix(3).joined(separator: ".") }
    let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.split(separator: ":") }
    var groups = halves[0]
    if halves.count == 2 {
      let missing = max(0, 8 - groups.count - halves[1].count)
      groups += Array(repeating: "0", count: missing) + halves[1]
    }
    return groups.prefix(3).joined(separator: ":")
  }
}
