import Foundation
import Glibc
import HummingbirdTesting
import Testing

/// A connection that reads when it is told to, so that it can also leave everything unread.
final class StreamListener: Sendable {
  private let socket: Int32

  convenience init(_ path: String, of member: Member) throws {
    try self.init(path, of: member.site, "Authorization: Bearer \(member.token)\r\n")
  }

  init(_ path: String, of site: Site, _ headers: String) throws {
    let port = try #require(site.client.port)
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var bytesHeld: Int32 = 4096
    let size = socklen_t(MemoryLayout<Int32>.size)
    try #require(unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytesHeld, size) == 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket, $0, length)
      }
    }
    try #require(isConnected == 0)
    let request = "GET /api/v1\(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n"
    let bytes = Array(request.utf8)
    try #require(unsafe send(socket, bytes, bytes.count, 0) == bytes.count)
  }

  deinit { close(socket) }

  /// What came up to and with `end`, or all where the server closes before. Never blocks a
  /// thread: the server needs it.
  func read(until end: String) async throws -> String {
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 4096)
    while !text.contains(end) {
      let count = unsafe recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count < 0, errno == EAGAIN {
        try await Task.sleep(for: .milliseconds(5))
      } else if count <= 0 {
        break
      } else {
        text += String(decoding: bytes[..<count], as: UTF8.self)
      }
    }
    return text
  }
}
