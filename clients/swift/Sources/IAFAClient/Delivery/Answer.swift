internal import Foundation

/// What came back for a request.
struct Answer: Sendable {
  var status: Int
  var retryAfter: String?
  var body: Data

  init(status: Int, retryAfter: String? = nil, body: Data = Data()) {
    self.status = status
    self.retryAfter = retryAfter
    self.body = body
  }
}

/// What an answer means for the events that were sent.
enum Verdict: Equatable {
  /// The server is through with all of them; these, by place, it refuses for good.
  case settled(refused: [Int: [IAFAFault]])
  /// Too much at once, or one that spoils the rest.
  case unacceptable(String)
  /// Somebody has to mend a setting.
  case misconfigured(status: Int, message: String)
  /// Again later.
  case passing(reason: String, retryAfter: String?)

  /// - Parameter count: how many events were sent.
  static func of(_ answer: Answer, count: Int) -> Verdict {
    let body = Body(answer.body)
    let said = "\(answer.status) \(body.detail ?? "without a word that IAFA would say")"
    switch answer.status {
    // The count, because a hotel's sign-in page answers 200 to everything, and much answers "ok".
    case 200 where body.isOK && body.total == count:
      return .settled(refused: body.refused)
    case 422 where body.refused.count == count:
      return .settled(refused: body.refused)
    case 400, 413, 422:
      return .unacceptable(said)
    case 408, 425, 429, 500...599, 200...299:
      return .passing(reason: said, retryAfter: answer.retryAfter)
    // 401, 403, 404; a redirection, which would lose the body; and whatever else a proxy may say.
    default:
      return .misconfigured(status: answer.status, message: body.detail ?? "")
    }
  }

  /// The JSON of an answer, if it is any.
  private struct Body {
    var isOK = false
    var total: Int?
    var refused: [Int: [IAFAFault]] = [:]
    var detail: String?

    init(_ data: Data) {
      // What is no JSON is not from the server, and says nothing.
      guard let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        return
      }
      isOK = json["status"] as? String == "ok"
      detail = json["detail"] as? String
      let rejected = json["rejected"] as? [[String: Any]] ?? []
      for entry in rejected {
        guard let index = entry["index"] as? Int else { continue }
        let faults = (entry["errors"] as? [[String: Any]] ?? []).map { fault in
          IAFAFault(
            fault["pointer"] as? String ?? "", fault["code"] as? String ?? "refused",
            fault["message"] as? String ?? "")
        }
        refused[index] = faults
      }
      if let accepted = json["accepted"] as? Int, let duplicates = json["duplicates"] as? Int {
        total = accepted + duplicates + rejected.count
      }
    }
  }
}
