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
}
