internal import Events

/// The OpenAPI document as a page for people: a pure function of the document.
struct DocumentationPage {
  let document: JSON
  let fields: DocumentationFields

  init(_ document: JSON) {
    self.document = document
    fields = DocumentationFields(document: document)
  }

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title) API</title>
    <meta name="color-scheme" content="light dark">
    <link rel="stylesheet" href="/docs.css">
    </head>
    <body>
    <a class="skip" href="#content">To the content</a>
    \(navigation)
    <main id="content">
    \(introduction)
    \(tags.map(section).joined())
    </main>
    </body>
    </html>

    """
  }

  // MARK: - What the document holds

  private struct Operation {
    let method: String
    let path: String
    let json: JSON
    /// Its own and those of its path.
    let parameters: [JSON]

    var id: String { json["operationId"]?.text ?? "" }
    var summary: String { HTML.escaped(json["summary"]?.text ?? "") }
    var chip: String {
      "<b class=\"method \(method)\">\(method.uppercased())</b>"
    }
    var route: String { "<code>\(HTML.breakable(path))</code>" }
  }

  private static let methods = ["get", "post", "put", "delete"]

  private var title: String { HTML.escaped(document["info"]?["title"]?.text ?? "") }

  private var tags: [JSON] { document["tags"]?.elements ?? [] }

  private func operations(of tag: JSON) -> [Operation] {
    (document["paths"]?.members ?? []).flatMap { path in
      (path.value.members ?? []).compactMap { member in
        guard Self.methods.contains(member.key),
          member.value["tags"]?.elements?.first == tag["name"]
        else { return nil }
        let parameters =
          (path.value["parameters"]?.elements ?? []) + (member.value["parameters"]?.elements ?? [])
        return Operation(
          method: member.key, path: path.key, json: member.value,
          parameters: parameters.map(fields.resolved))
      }
    }
  }

  private static func anchor(_ tag: JSON) -> String {
    (tag["name"]?.text ?? "").lowercased().split(separator: " ").joined(separator: "-")
  }

  // MARK: - Left: groups and routes

  private var navigation: String {
    let groups = tags.map { tag in
      let routes = operations(of: tag).map { operation in
        "<li><a href=\"#\(operation.id)\">\(operation.summary) \(operation.chip)</a></li>\n"
      }
      return """
        <h2><a href="#\(Self.anchor(tag))">\(HTML.escaped(tag["name"]?.text ?? ""))</a></h2>
        <ul>
        \(routes.joined())</ul>

        """
    }
    return """
      <nav aria-label="Routes">
      <p class="brand"><a href="/">\(title)</a> API</p>
      <details>
      <summary>Contents</summary>
      <ul>
      <li><a href="#rules">What holds everywhere</a></li>
      <li><a href="#keys">Keys and sign-in</a></li>
      <li><a href="#errors">Errors</a></li>
      </ul>
      \(groups.joined())</details>
      </nav>
      """
  }

  // MARK: - Right: what holds for all, then every route

  private var introduction: String {
    let info = document["info"] ?? [:]
    let schemes = document["components"]?["securitySchemes"]?.members ?? []
    let problem = document["components"]?["schemas"]?["Problem"] ?? [:]
    let example = fields.example(document["components"]?["responses"]?["Invalid"])
    let keys = schemes.map { scheme in
      """
      <dt id="key-\(scheme.key)"><code>\(HTML.escaped(scheme.key))</code></dt>
      <dd>\(HTML.inline(scheme.value["description"]?.text ?? ""))</dd>

      """
    }
    return """
      <header>
      <h1>\(HTML.escaped(info["summary"]?.text ?? ""))</h1>
      <p class="lead">The API of this server, version \(HTML.escaped(info["version"]?.text ?? "")).
      For programs: <a href="/openapi.json">openapi.json</a></p>
      </header>
      <section id="rules">
      <h2>What holds everywhere</h2>
      <div class="columns">
      <div class="prose">\(HTML.paragraphs(info["description"]?.text ?? ""))</div>
      <div class="examples">\(firstCall)</div>
      </div>
      </section>
      <section id="keys">
      <h2>Keys and sign-in</h2>
      <dl class="keys">
      \(keys.joined())</dl>
      </section>
      <section id="errors">
      <h2>Errors</h2>
      <div class="columns">
      <div>
      <p>\(HTML.inline(problem["description"]?.text ?? ""))</p>
      \(fields.list(of: problem, in: .answer))
      </div>
      <div class="examples">\(example.map { block("Example", $0.prettyText()) } ?? "")</div>
      </div>
      </section>

      """
  }

  private func section(_ tag: JSON) -> String {
    """
    <section id="\(Self.anchor(tag))">
    <h2>\(HTML.escaped(tag["name"]?.text ?? ""))</h2>
    <div class="prose">\(HTML.paragraphs(tag["description"]?.text ?? ""))</div>
    \(operations(of: tag).map(article).joined())</section>

    """
  }

  /// The first route of all, so that a reader can begin at once.
  private var firstCall: String {
    tags.first.flatMap { operations(of: $0).first }.map { block($0.summary, curl($0).text) } ?? ""
  }

  private func security(of operation: Operation) -> JSON {
    operation.json["security"] ?? document["security"] ?? []
  }

  private func curl(_ operation: Operation) -> CurlExample {
    CurlExample(
      method: operation.method, path: operation.path, parameters: operation.parameters,
      body: fields.example(operation.json["requestBody"]), security: security(of: operation))
  }

  private func article(_ operation: Operation) -> String {
    let responses = (operation.json["responses"]?.members ?? []).map {
      (status: $0.key, json: fields.resolved($0.value))
    }
    let good = responses.filter { $0.status < "400" }
    let bad = responses.filter { $0.status >= "400" }
    let answer = good.lazy.compactMap { fields.example($0.json) }.first
    return """
      <article id="\(operation.id)">
      <h3><a href="#\(operation.id)">\(operation.summary)</a></h3>
      <p class="route">\(operation.chip) \(operation.route)</p>
      <div class="columns">
      <div>
      \(HTML.paragraphs(operation.json["description"]?.text ?? ""))
      \(keys(security(of: operation)))
      \(fields.table(of: operation.parameters))
      \(body(operation.json["requestBody"]))
      <h4>Answers</h4>
      \(good.map(self.answer).joined())
      \(errors(bad))
      </div>
      <div class="examples">
      \(block("Request", curl(operation).text))
      \(answer.map { block("Answer", $0.prettyText()) } ?? "")
      </div>
      </div>
      </article>

      """
  }

  /// The ways to be let in: any one of them is enough.
  private func keys(_ security: JSON) -> String {
    let ways = (security.elements ?? []).map { way in
      let names = (way.members ?? []).map { scheme in
        "<a href=\"#key-\(scheme.key)\">\(HTML.escaped(scheme.key))</a>"
      }
      return names.isEmpty ? "nothing in the header" : names.joined(separator: " with ")
    }
    let text = ways.isEmpty ? "nothing: it is open to anyone" : ways.joined(separator: ", or ")
    return "<p class=\"needs\">Needs \(text).</p>"
  }

  private func body(_ json: JSON?) -> String {
    guard let json, let content = json["content"]?.members, let first = content.first else {
      return ""
    }
    let types = content.map { "<code>\(HTML.escaped($0.key))</code>" }.joined(separator: " or ")
    return """
      <h4>Body</h4>
      <p class="type">\(types)</p>
      \(HTML.paragraphs(json["description"]?.text ?? ""))
      \(fields.list(of: first.value["schema"] ?? [:], in: .request))
      """
  }

  private func answer(status: String, json: JSON) -> String {
    let summary =
      "<b class=\"status\">\(HTML.escaped(status))</b> "
      + HTML.inline(json["description"]?.text ?? "")
    let headers = (json["headers"]?.members ?? []).map { header in
      """
      <li><code>\(HTML.escaped(header.key))</code> <span class="type">header</span>
      <p>\(HTML.inline(fields.resolved(header.value)["description"]?.text ?? ""))</p></li>

      """
    }
    let content = json["content"]?.members?.first
    guard !headers.isEmpty || content != nil else { return "<p class=\"answer\">\(summary)</p>\n" }
    return """
      <details class="answer">
      <summary>\(summary)</summary>
      \(headers.isEmpty ? "" : "<ul class=\"fields\">\(headers.joined())</ul>")
      \(content.map { "<p class=\"type\"><code>\(HTML.escaped($0.key))</code></p>" } ?? "")
      \(content.map { fields.list(of: $0.value["schema"] ?? [:], in: .answer) } ?? "")
      </details>

      """
  }

  private func errors(_ responses: [(status: String, json: JSON)]) -> String {
    guard !responses.isEmpty else { return "" }
    let rows = responses.map { response in
      """
      <dt>\(HTML.escaped(response.status))</dt>
      <dd>\(HTML.inline(response.json["description"]?.text ?? ""))</dd>

      """
    }
    return "<dl class=\"errors\">\n\(rows.joined())</dl>\n"
  }

  private func block(_ title: String, _ text: String) -> String {
    """
    <figure><figcaption>\(title)</figcaption>
    <pre tabindex="0"><code>\(HTML.escaped(text))</code></pre></figure>
    """
  }
}

/// Text as HTML; nothing of a document can become markup.
enum HTML {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  /// A path that may break before each slash.
  static func breakable(_ path: String) -> String {
    escaped(path).split(separator: "/").map { "<wbr>/\($0)" }.joined()
  }

  /// Text with `code` in it.
  static func inline(_ text: String) -> String {
    escaped(text).split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset % 2 == 0 ? String($0.element) : "<code>\($0.element)</code>" }.joined()
  }

  /// Paragraphs, parted by empty lines.
  static func paragraphs(_ text: String) -> String {
    text.split(separator: "\n\n").map { "<p>\(inline(String($0)))</p>\n" }.joined()
  }
}
