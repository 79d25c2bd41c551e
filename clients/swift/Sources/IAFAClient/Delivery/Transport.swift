internal import Foundation

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// Posts the body of a batch; throws where no answer came.
typealias Transport = @Sendable (_ body: [UInt8]) async throws -> Answer

/// ``Transport`` as it is in the world.
final class HTTPTransport: NSObject, URLSessionTaskDelegate, Sendable {
  private let session: URLSession
  private let request: URLRequest

  init(server: URL, timeout: Duration) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    let seconds = Double(timeout.components.seconds) + Double(timeout.components.attoseconds) / 1e18
    configuration.timeoutIntervalForRequest = seconds
    configuration.timeoutIntervalForResource = seconds
    session = URLSession(configuration: configuration)
    var request = URLRequest(url: server.appendingPathComponent("api/v1/track/batch"))
    request.httpMethod = "POST"
    request.timeoutInterval = seconds
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    self.request = request
  }

  deinit { session.finishTasksAndInvalidate() }

  func post(_ body: [UInt8]) async throws -> Answer {
    var request = request
    request.httpBody = Data(body)
    let (data, response) = try await session.data(for: request, delegate: self)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    return Answer(
      status: response.statusCode, retryAfter: response.value(forHTTPHeaderField: "Retry-After"),
      body: data)
  }

  /// A redirection would turn the POST into a GET, and its answer say nothing of the events.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}
