internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
  /// A JSON answer, never cached.
  init(json: JSON, status: HTTPResponse.Status = .ok) {
    var bytes: [UInt8] = []
    json.write(into: &bytes)
    self.init(
      status: status,
      headers: [
        .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static var noContent: Response {
    Response(status: .noContent, headers: [.cacheControl: "no-store"])
  }

  /// An object with its version, so that a change can name what it changes.
  func tagged(_ version: Int) -> Response {
    var response = self
    response.headers[.eTag] = "\"\(version)\""
    return response
  }

  /// 201 with the address of what was made.
  static func created(_ json: JSON, at location: String) -> Response {
    var response = Response(json: json, status: .created)
    response.headers[.location] = location
    return response
  }
}
