internal import Foundation

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// Posts the body of a batch; throws where no answer came.
typealias Transport = @Sendable (_ body: [UInt8]) async throws -> Answer

/// ``Transport`` as it is in the world.
final class HTTPTransport: Sendable {
  private let session: URLSession
  private let conversations = Conversations()
  private let request: URLRequest

  init(server: URL, timeout: Duration) {
    let seconds = timeout / .seconds(1)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    configuration.timeoutIntervalForRequest = seconds
    configuration.timeoutIntervalForResource = seconds
    session = URLSession(
      configuration: configuration, delegate: conversations, delegateQueue: nil)
    var request = URLRequest(url: server.appendingPathComponent("api/v1/track/batch"))
    request.httpMethod = "POST"
    request.timeoutInterval = seconds
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    #if canImport(FoundationNetworking)
      // When the server hangs up on a connection that is used again, Foundation on Linux (6.3) does
      // not notice: it runs in circles on the socket, at a processor's cost, until the timeout.
      request.setValue("close", forHTTPHeaderField: "Connection")
    #endif
    self.request = request
  }

  // A session keeps its delegate until it is told that nothing more comes.
  deinit { session.finishTasksAndInvalidate() }

  func post(_ body: [UInt8]) async throws -> Answer {
    var request = request
    request.httpBody = Data(body)
    let task = session.dataTask(with: request)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        conversations.begin(task, continuation)
        task.resume()
        // Cancelled before it was known here, it ended without anybody to tell.
        if Task.isCancelled { conversations.end(task, .failure(CancellationError())) }
      }
    } onCancel: {
      task.cancel()
    }
  }
}

/// What is under way. A delegate, because on Linux the session's `async` functions ask nobody about
/// redirections.
private final class Conversations: NSObject, URLSessionDataDelegate, Sendable {
  private struct Conversation {
    var continuation: CheckedContinuation<Answer, any Error>
    var body = Data()
  }

  /// The server's answers are much smaller; what goes on for ever is not from it.
  private static let longestAnswer = 4 << 20

  private let underWay = Locked<[Int: Conversation]>([:])

  func begin(_ task: URLSessionTask, _ continuation: CheckedContinuation<Answer, any Error>) {
    underWay.with { $0[task.taskIdentifier] = Conversation(continuation: continuation) }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let size = underWay.with { underWay in
      underWay[dataTask.taskIdentifier]?.body.append(data)
      return underWay[dataTask.taskIdentifier]?.body.count ?? 0
    }
    if size > Self.longestAnswer { dataTask.cancel() }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    if let error {
      end(task, .failure(error))
    } else if let response = task.response as? HTTPURLResponse {
      let body = underWay.with { $0[task.taskIdentifier]?.body ?? Data() }
      let retryAfter = response.value(forHTTPHeaderField: "Retry-After")
      end(
        task, .success(Answer(status: response.statusCode, retryAfter: retryAfter, body: body)))
    } else {
      end(task, .failure(URLError(.badServerResponse)))
    }
  }

  /// Tells who waits for it; the second time nobody does.
  func end(_ task: URLSessionTask, _ result: Result<Answer, any Error>) {
    let conversation = underWay.with { $0.removeValue(forKey: task.taskIdentifier) }
    conversation?.continuation.resume(with: result)
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
