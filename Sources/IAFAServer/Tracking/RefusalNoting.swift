internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Tenants

/// What is known of a request for events when it is refused.
struct Attempt {
  var keyInBody: String?
  /// The one event of the request, unchecked.
  var event: JSON?
}

extension TrackRoutes {
  /// Answers a request, and notes for its project why, where it is refused.
  func noting(
    _ call: Call, _ answer: (inout Attempt) async throws -> Response
  ) async throws -> Response {
    var attempt = Attempt()
    do {
      return try await answer(&attempt)
    } catch {
      if let problem = Problem(error), let reason = problem.refusalReason {
        note(
          reason, problem.sentence, status: problem.status.code, call, key: attempt.keyInBody,
          event: attempt.event)
      }
      throw error
    }
  }

  /// Notes the refused events of a batch, which was answered `status`.
  func note(
    _ refusals: [(index: Int, event: JSON, refusal: Refusal)], status: Int, of project: Project,
    _ call: Call
  ) {
    for (index, event, refusal) in refusals {
      guard let first = refusal.faults.first else { continue }
      let content = content(
        first.code, refusal.faults.sentence, status: status, call, project, event: event)
      refusalLog.note(
        content, eventID: event["id"]?.text?.shortened(64), index: index, at: now())
    }
  }

  /// A request belongs to the project of its key. With a wrong key it belongs to the projects that
  /// claim its origin; nobody proved to be theirs, so they learn nothing of its content.
  private func note(
    _ reason: String, _ detail: String, status: Int, _ call: Call, key keyInBody: String?,
    event: JSON?
  ) {
    if let key = call.writeKey(inBody: keyInBody), let project = tenants.projectForWriteKey(key) {
      let content = content(reason, detail, status: status, call, project, event: event)
      refusalLog.note(
        content, eventID: event?["id"]?.text?.shortened(64), index: nil, at: now())
    } else if let origin = call.request.headers[.origin] {
      for project in tenants.projects(claiming: origin) {
        let content = content(reason, detail, status: status, call, project, event: nil)
        refusalLog.note(content, eventID: nil, index: nil, at: now())
      }
    }
  }

  private func content(
    _ reason: String, _ detail: String, status: Int, _ call: Call, _ project: Project,
    event: JSON?
  ) -> NotedRefusal.Content {
    NotedRefusal.Content(
      project: project.id, route: call.request.uri.path.shortened(64), status: status,
      reason: reason, detail: detail.shortened(500),
      origin: call.request.headers[.origin]?.shortened(255),
      eventType: event?["event_type"]?.text?.shortened(100),
      userAgent: call.request.headers[.userAgent]?.shortened(255))
  }
}

extension Problem {
  /// The closed list of docs/ingestion-rules.md, I16; nil for what is no refusal of its own.
  fileprivate var refusalReason: String? {
    switch code {
    case "key_missing", "key_unknown": "invalid_key"
    case "origin_not_allowed", "rate_limited", "too_large": code
    case "too_many_events": "too_large"
    case "unsupported_encoding": "wrong_encoding"
    // Bad JSON has a fault with its place; bad gzip has no place to name.
    case "malformed": faults.isEmpty ? "wrong_encoding" : "not_json"
    case "invalid": faults.first?.code
    case "overloaded", "disk_full", "storage_failed": "overloaded"
    // Its events are noted one by one.
    default: nil
    }
  }

  fileprivate var sentence: String { code == "invalid" ? faults.sentence : detail }
}

extension [Fault] {
  /// What the sender was told, on one line; a fault's field is named where its message does not.
  fileprivate var sentence: String {
    map { fault in
      let field = fault.pointer.split(separator: "/").last.map(String.init) ?? ""
      return field.isEmpty || fault.message.contains(field)
        ? fault.message : "\(field): \(fault.message)"
    }.joined(separator: "; ")
  }
}

extension Call {
  /// The write key that a request for events was sent with.
  func writeKey(inBody keyInBody: String?) -> String? {
    if let key = request.headers[.xAPIKey] { return key }
    if let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") {
      return String(header.dropFirst("bearer ".count)).trimmingSpaces
    }
    return keyInBody
  }
}

extension String {
  /// At most so many characters: what strangers send is kept in memory.
  fileprivate func shortened(_ limit: Int) -> String {
    utf8.count <= limit ? self : String(unicodeScalars.prefix(limit)) + "…"
  }
}
