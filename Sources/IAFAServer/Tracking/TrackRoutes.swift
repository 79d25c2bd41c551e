internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Segments
internal import Tenants

/// `POST /track`, `/track/batch`, `/identify`: the way in for events.
struct TrackRoutes: Sendable {
  let tenants: TenantStore
  let store: EventStore
  let keys: KeyRing
  let now: @Sendable () -> Instant
  let requestsPerMinutePerAddress: Int
  let refusalLog: RefusalLog
  private let projectLimit = RateLimit<UUIDValue>(capacity: 100_000)
  private let addressLimit = RateLimit<String>(capacity: 100_000)

  static let paths: Set<String> = ["/api/v1/track", "/api/v1/track/batch", "/api/v1/identify"]

  init(
    tenants: TenantStore, store: EventStore, keys: KeyRing, requestsPerMinutePerAddress: Int,
    refusalLog: RefusalLog, now: @escaping @Sendable () -> Instant
  ) {
    self.tenants = tenants
    self.store = store
    self.keys = keys
    self.requestsPerMinutePerAddress = requestsPerMinutePerAddress
    self.refusalLog = refusalLog
    self.now = now
  }

  func track(_ call: Call) async throws -> Response {
    try await noting(call) { attempt in
      let (element, project) = try await one(call, &attempt)
      let admission = try await admission(
        project, call, sentAt: element.json["sent_at"], [element])
      let entry = try accepted(admission.admit(element))
      let isDuplicate = try await store.accept([entry])[0]
      var answer: [JSONMember] = [
        JSONMember("status", "ok"), JSONMember("accepted", .number(isDuplicate ? 0 : 1)),
        JSONMember("duplicates", .number(isDuplicate ? 1 : 0)),
      ]
      if case .event(let event) = entry {
        answer.append(JSONMember("id", .string(event.id.description)))
      }
      return Response(json: .object(answer))
    }
  }

  func identify(_ call: Call) async throws -> Response {
    try await noting(call) { attempt in
      var (element, project) = try await one(call, &attempt)
      if case .object(let members) = element.json {
        let body = members.filter { $0.key != "type" && $0.key != "event_type" }
        element.json = .object(body + [JSONMember("type", "identify")])
      }
      let admission = try await admission(project, call, sentAt: nil, [])
      let entry = try accepted(admission.admit(element))
      _ = try await store.accept([entry])
      return Response(json: ["status": "ok"])
    }
  }

  func batch(_ call: Call) async throws -> Response {
    try await noting(call) { attempt in
      let batch = try IncomingBatch.read(try await call.body(limit: Limits.bodyBytes))
      attempt.keyInBody = batch.apiKey
      let project = try project(call, keyInBody: batch.apiKey)
      guard batch.elements.count <= Limits.batchEvents else {
        throw Problem(
          .contentTooLarge, "too_many_events",
          "A batch has at most \(Limits.batchEvents) events, not \(batch.elements.count). "
            + "Nothing of it was stored.")
      }
      try admit(project, cost: batch.elements.count)
      return try await take(batch, project, call)
    }
  }

  /// The body of a request for one event, and its project.
  private func one(
    _ call: Call, _ attempt: inout Attempt
  ) async throws -> (IncomingBatch.Element, Project) {
    let element = try IncomingBatch.readOne(try await call.body(limit: Limits.bodyBytes))
    attempt.keyInBody = element.json["api_key"]?.text
    attempt.event = element.json
    let project = try project(call, keyInBody: attempt.keyInBody)
    try admit(project, cost: 1)
    return (element, project)
  }

  /// Takes what is right in a batch and names the rest.
  private func take(
    _ batch: IncomingBatch, _ project: Project, _ call: Call
  ) async throws -> Response {
    let admission = try await admission(project, call, sentAt: batch.sentAt, batch.elements)
    var entries: [Entry] = []
    entries.reserveCapacity(batch.elements.count)
    var refused: [(index: Int, event: JSON, refusal: Refusal)] = []
    for (place, element) in batch.elements.enumerated() {
      switch admission.admit(element, place: place) {
      case .success(let entry): entries.append(entry)
      case .failure(let refusal): refused.append((place, element.json, refusal))
      }
    }
    let rejected = refused.map { Self.json($0.refusal, index: $0.index) }
    if entries.isEmpty, !rejected.isEmpty {
      note(refused, status: 422, of: project, call)
      throw Problem(
        .unprocessableContent, "all_rejected", "Every event was refused; `rejected` says why.",
        extra: [JSONMember("rejected", .array(rejected))])
    }
    let duplicates = entries.isEmpty ? 0 : try await store.accept(entries).count { $0 }
    note(refused, status: 200, of: project, call)
    return Response(json: [
      "status": "ok", "accepted": .number(entries.count - duplicates),
      "duplicates": .number(duplicates), "rejected": .array(rejected),
    ])
  }

  // MARK: - What is checked before an event is looked at

  private func project(_ call: Call, keyInBody: String?) throws -> Project {
    let headers = call.request.headers
    let key = call.writeKey(inBody: keyInBody)
    guard let key, let project = tenants.projectForWriteKey(key) else {
      if let seconds = addressLimit.take(
        call.address, cost: 1, perMinute: requestsPerMinutePerAddress, now: now())
      {
        throw Problem(
          .tooManyRequests, "rate_limited", "Too many requests without a valid key.",
          retryAfterSeconds: seconds)
      }
      let detail =
        key == nil
        ? "Send the project's write key: header X-API-Key, Authorization: Bearer, or api_key in "
          + "the body." : "There is no project with this write key."
      throw Problem(.unauthorized, key == nil ? "key_missing" : "key_unknown", detail)
    }
    guard project.accepts(origin: headers[.origin]) else {
      throw Problem(
        .forbidden, "origin_not_allowed",
        "The project does not take events from \(headers[.origin] ?? ""); add it to "
          + "allowed_origins.")
    }
    return project
  }

  private func admit(_ project: Project, cost: Int) throws {
    let perMinute = project.settings.rateLimitPerMinute
    guard
      let seconds = projectLimit.take(project.id, cost: cost, perMinute: perMinute, now: now())
    else { return }
    throw Problem(
      .tooManyRequests, "rate_limited",
      "The project takes \(perMinute) events a minute; nothing of this request was stored.",
      retryAfterSeconds: seconds)
  }

  private func admission(
    _ project: Project, _ call: Call, sentAt: JSON?, _ elements: [IncomingBatch.Element]
  ) async throws -> Admission {
    let received = now()
    var admission = Admission(
      project: project.id, received: received, retentionDays: project.settings.retentionDays,
      ipHash: call.address.isEmpty ? nil : keys.ipHash(call.address, day: received.day))
    try admission.correctClock(sentAt: sentAt)
    let isWanted = elements.contains {
      $0.json["user_id"]?.text == Admission.visitorOfTheDay
    }
    if isWanted, !call.address.isEmpty {
      admission.dailyVisitor = try await tenants.dailySalt(received.day).visitor(
        project: project.id, network: ClientAddress.network(of: call.address),
        userAgent: call.request.headers[.userAgent] ?? "")
    }
    return admission
  }

  private func accepted(_ result: Result<Entry, Refusal>) throws -> Entry {
    switch result {
    case .success(let entry): return entry
    case .failure(let refusal): throw Problem.invalid(refusal.faults)
    }
  }

  private static func json(_ refusal: Refusal, index: Int) -> JSON {
    [
      "index": .number(index), "id": .optional(refusal.id),
      "errors": .array(refusal.faults.map(\.json)),
    ]
  }
}

extension String {
  var trimmingSpaces: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension HTTPField.Name {
  static let xAPIKey = named("X-API-Key")
  static let xCSRF = named("X-CSRF")
  static let xForwardedFor = named("X-Forwarded-For")
  static let xForwardedProto = named("X-Forwarded-Proto")

  /// A header that HTTPTypes has no name for.
  static func named(_ text: StaticString) -> Self {
    guard let name = Self(text.description) else { preconditionFailure("no header name") }
    return name
  }
}
