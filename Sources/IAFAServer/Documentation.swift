internal import Events
internal import Hummingbird

/// `/openapi.json` and its readable page.
struct DocumentationRoutes: Sendable {
  func document(_ call: Call) -> Response { Response(json: ["openapi": "3.1.0"]) }

  func page(_ call: Call) -> Response { Response(status: .ok) }
}
