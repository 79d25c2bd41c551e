import Events
import HTTPTypes
import Testing

/// What a path answers to a method that it has no route for.
@Suite struct MethodTests {
  @Test(arguments: [
    (HTTPRequest.Method.get, "/api/v1/track", "POST"),
    (.delete, "/api/v1/track/batch", "POST"),
    (.patch, "/api/v1/projects", "GET, POST"),
    (.post, "/api/v1/projects/1", "GET, PUT, DELETE"),
    (.post, "/health", "GET"),
    (.head, "/metrics", "GET"),
    (.options, "/api/v1/analytics/funnel", "POST"),
  ])
  func `A path with a method that it does not have answers 405 and names those it has`(
    method: HTTPRequest.Method, path: String, allowed: String
  ) async throws {
    try await withSite { site in
      let answer = try await site.send(method, path)
      #expect(answer.status == 405)
      #expect(answer.headers[.allow] == allowed)
      #expect(answer["/code"] == "method_not_allowed")
      #expect(answer["/detail"] == .string("This address takes \(allowed)."))
    }
  }

  @Test func `A path that is nowhere answers 404, whatever the method`() async throws {
    try await withSite { site in
      for method in [HTTPRequest.Method.get, .post, .delete, .patch] {
        let answer = try await site.send(method, "/api/v1/nowhere")
        #expect(answer.status == 404)
        #expect(answer.headers[.allow] == nil)
      }
    }
  }
}
