internal import Events
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Reports
internal import Segments
internal import Tenants

/// An error as a client sees it: `application/problem+json` (RFC 9457).
///
/// The one table of errors: everything that is thrown below becomes one of these, and nothing of
/// what went wrong inside (a path, SQL, a stack) is in it.
package struct Problem: Error, Sendable {
  var status: HTTPResponse.Status
  /// A closed, machine-readable reason.
  var code: String
  var detail: String
  var faults: [Fault] = []
  var retryAfterSeconds: Int?
  var allowedMethods: [HTTPRequest.Method] = []
  /// Members of its own, such as `rejected`.
  var extra: [JSONMember] = []

  init(
    _ status: HTTPResponse.Status, _ code: String, _ detail: String, faults: [Fault] = [],
    retryAfterSeconds: Int? = nil, extra: [JSONMember] = []
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.faults = faults
    self.retryAfterSeconds = retryAfterSeconds
    self.extra = extra
  }

  static func invalid(_ faults: [Fault]) -> Problem {
    let detail =
      faults.count == 1
      ? faults[0].message : "\(faults.count) things are wrong; `errors` names each."
    return Problem(.unprocessableContent, "invalid", detail, faults: faults)
  }

  static func malformed(_ error: JSONSyntaxError) -> Problem {
    let message = "the body is not JSON: \(error.message) at byte \(error.offset)"
    return Problem(
      .badRequest, "malformed", message, faults: [Fault("", "malformed", message)])
  }

  static let notFound = Problem(.notFound, "not_found", "There is nothing here for you.")

  static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Problem {
    let names = allowed.map(\.rawValue).joined(separator: ", ")
    var problem = Problem(.methodNotAllowed, "method_not_allowed", "This address takes \(names).")
    problem.allowedMethods = allowed
    return problem
  }

  static let internalError = Problem(
    .internalServerError, "internal", "The server failed; it is in its log.")

  static func tooLarge(_ limit: Int) -> Problem {
    Problem(
      .contentTooLarge, "too_large",
      "The body is larger than \(limit >> 20) MiB; send it in parts. Nothing of it was stored.")
  }

  var json: JSON {
    var members: [JSONMember] = [
      JSONMember("type", .string("urn:iafa:problem:\(code)")),
      JSONMember("title", .string(status.reasonPhrase)),
      JSONMember("status", .number(status.code)),
      JSONMember("code", .string(code)),
      JSONMember("detail", .string(detail)),
    ]
    if !faults.isEmpty { members.append(JSONMember("errors", .array(faults.map(\.json)))) }
    return .object(members + extra)
  }

  var response: Response {
    var response = Response(json: json, status: status)
    response.headers[.contentType] = "application/problem+json; charset=utf-8"
    if let retryAfterSeconds { response.headers[.retryAfter] = String(retryAfterSeconds) }
    if !allowedMethods.isEmpty {
      response.headers[.allow] = allowedMethods.map(\.rawValue).joined(separator: ", ")
    }
    if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }
}

extension Problem {
  /// What a client is told of an error; nil where it is nobody's fault but ours, and to be logged.
  init?(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let syntax as JSONSyntaxError: self = .malformed(syntax)
    case let fault as Fault: self = .invalid([fault])
    case let tenant as TenantError:
      guard let problem = Problem(tenant) else { return nil }
      self = problem
    case StoreError.overloaded:
      self = Problem(
        .serviceUnavailable, "overloaded", "Too much waits to be written; send it again later.",
        retryAfterSeconds: 5)
    case StoreError.full:
      self = Problem(
        .serviceUnavailable, "disk_full",
        "The disk is full; nothing of this request was stored. Free some space and send it again.",
        retryAfterSeconds: 10)
    case StoreError.failed:
      self = Problem(
        .serviceUnavailable, "storage_failed",
        "The disk failed; nothing of this request was promised. The server stops; started again, "
          + "it has everything that it acknowledged.",
        retryAfterSeconds: 10)
    case let report as ReportError: self.init(report)
    case ErasureError.damagedFile:
      self = Problem(
        .conflict, "damaged_file",
        "A file that may hold events of this person can't be read, so nothing was erased; "
          + "`iafa verify` names it.")
    case ErasureError.busy:
      self = Problem(
        .serviceUnavailable, "busy",
        "This person is being identified all the time; nothing was erased. Try again.",
        retryAfterSeconds: 1)
    case let http as HTTPError where http.status == .notFound: self = .notFound
    case let http as HTTPError where http.status == .contentTooLarge: self = .tooLarge(10 << 20)
    case let http as HTTPError:
      self = Problem(http.status, "refused", http.body ?? http.status.reasonPhrase)
    default: return nil
    }
  }

  private init(_ error: ReportError) {
    switch error {
    case .busy:
      self = Problem(
        .tooManyRequests, "busy", "Too many reports are being made; ask again in a moment.",
        retryAfterSeconds: 2)
    case .timedOut(let seconds):
      self = Problem(
        .serviceUnavailable, "timed_out",
        "The report took longer than \(Int(seconds)) seconds; ask for a shorter range.",
        retryAfterSeconds: 10)
    case .tooManyEventsAtOneInstant(let count, let time):
      self = Problem(
        .unprocessableContent, "too_many_events_at_one_instant",
        "One person has \(count) events of this funnel at \(time), more than the 64 of one "
          + "instant that can be put in order; filter some of them out.")
    case .tooManyBreakdownValues(let limit):
      self = .invalid([
        Fault(
          "/breakdown", "too_many_values",
          "the breakdown has more than \(limit) values; choose a property with fewer")
      ])
    }
  }

  private init?(_ error: TenantError) {
    switch error {
    case .notFound: self = .notFound
    case .duplicateEmail:
      self = Problem(.conflict, "duplicate_email", "There is an account with this e-mail address.")
    case .invalid(let faults): self = .invalid(faults)
    case .badCredentials:
      self = Problem(
        .unauthorized, "bad_credentials", "The e-mail address or the password is wrong.")
    case .unauthenticated:
      self = Problem(.unauthorized, "unauthenticated", "Sign in, or send a valid token.")
    case .forbidden:
      self = Problem(.forbidden, "forbidden", "Your role does not allow this.")
    case .registrationClosed:
      self = Problem(
        .forbidden, "registration_closed", "This server takes new accounts by invitation only.")
    case .throttled(let seconds):
      self = Problem(
        .tooManyRequests, "throttled", "Too many failed attempts; wait \(seconds) seconds.",
        retryAfterSeconds: seconds)
    case .busy(let seconds):
      self = Problem(
        .serviceUnavailable, "busy", "Too many sign-ins at once; try again in a moment.",
        retryAfterSeconds: seconds)
    case .versionMismatch:
      self = Problem(
        .preconditionFailed, "version_mismatch",
        "It was changed meanwhile; read it again and repeat your change.")
    case .storage: return nil
    }
  }
}

/// Turns every error into an answer and logs those that are ours; the outermost middleware.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      if let problem = Problem(error) { return problem.response }
      // Who left before the answer was there is no failure, and nobody reads this one.
      context.logger.log(
        level: error is CancellationError ? .debug : .error,
        "request failed",
        metadata: [
          "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")",
          "error": "\(error)",
        ])
      return Problem.internalError.response
    }
  }
}
