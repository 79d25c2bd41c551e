internal import Events

/// How a route is called from a shell.
struct CurlExample {
  let method: String
  let path: String
  let parameters: [JSON]
  let body: JSON?
  let security: JSON

  var text: String {
    // With a body curl says POST by itself.
    let isPlain = method == (body == nil ? "get" : "post")
    var lines = ["curl" + (isPlain ? "" : " -X \(method.uppercased())") + " \(address)"]
    lines += headers.map { "-H '\($0)'" }
    if let body {
      let quoted = body.prettyText().split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: #"'\''"#)
      lines.append("-d '\(quoted)'")
    }
    return lines.joined(separator: " \\\n  ")
  }

  private var address: String {
    var path = path
    var query: [String] = []
    for parameter in parameters {
      guard let name = parameter["name"]?.text, let example = parameter["example"] else { continue }
      let value = example.text ?? example.jsonText
      if parameter["in"]?.text == "path" {
        path = path.replacing("{\(name)}", with: value)
      } else {
        query.append("\(name)=\(value)")
      }
    }
    let address = "http://127.0.0.1:8000\(path)"
    return query.isEmpty ? address : "'\(address)?\(query.joined(separator: "&"))'"
  }

  /// The first way to be let in, for a program.
  private var headers: [String] {
    let first = security.elements?.first?.members?.first?.key
    let key =
      switch first {
      case "bearer": ["Authorization: Bearer TOKEN"]
      case "writeKey": ["X-API-Key: pk_…"]
      default: [String]()
      }
    return key + (body == nil ? [] : ["Content-Type: application/json"])
  }
}

extension JSON {
  /// JSON for people: what fits in a line stays in one.
  ///
  /// - Parameter lead: characters that stand before it on its first line.
  func prettyText(indent: Int = 0, lead: Int = 0, width: Int = 58) -> String {
    let line = spacedText
    if lead + line.count <= width { return line }
    let inner = indent + 2
    let space = String(repeating: " ", count: inner)
    let end = String(repeating: " ", count: indent)
    switch self {
    case .array(let elements) where !elements.isEmpty:
      let rows = elements.map { space + $0.prettyText(indent: inner, lead: inner, width: width) }
      return "[\n" + rows.joined(separator: ",\n") + "\n\(end)]"
    case .object(let members) where !members.isEmpty:
      let rows = members.map { member in
        let key = space + JSON.string(member.key).jsonText + ": "
        return key + member.value.prettyText(indent: inner, lead: key.count, width: width)
      }
      return "{\n" + rows.joined(separator: ",\n") + "\n\(end)}"
    default: return line
    }
  }

  /// On one line, with a space after each comma and colon.
  private var spacedText: String {
    switch self {
    case .array(let elements): return "[" + elements.map(\.spacedText).joined(separator: ", ") + "]"
    case .object(let members):
      let texts = members.map { JSON.string($0.key).jsonText + ": " + $0.value.spacedText }
      return "{" + texts.joined(separator: ", ") + "}"
    default: return jsonText
    }
  }
}
