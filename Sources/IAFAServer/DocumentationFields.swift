internal import Events

/// Schemas of the document as lists of fields.
struct DocumentationFields {
  let document: JSON

  /// Of a request, what is needed is marked; of an answer, what may be left out.
  enum Place { case request, answer }

  /// What a reference stands for; members beside it (a description) have the last word.
  func resolved(_ json: JSON) -> JSON {
    guard let reference = json["$ref"]?.text, reference.hasPrefix("#/") else { return json }
    let target = reference.dropFirst(2).split(separator: "/").reduce(document) { place, token in
      place[String(token)] ?? [:]
    }
    let beside = (json.members ?? []).filter { $0.key != "$ref" }
    let others = (resolved(target).members ?? []).filter { member in
      !beside.contains { $0.key == member.key }
    }
    return .object(others + beside)
  }

  /// The example of a body or an answer.
  func example(_ json: JSON?) -> JSON? {
    json.flatMap { resolved($0)["content"]?.members?.first?.value["example"] }
  }

  // MARK: - Parameters

  func table(of parameters: [JSON]) -> String {
    guard !parameters.isEmpty else { return "" }
    let rows = parameters.map { parameter in
      let json = parameter["schema"] ?? parameter["content"]?.members?.first?.value["schema"] ?? [:]
      let schema = resolved(json)
      let isRequired = parameter["required"]?.boolean ?? false
      return """
        <tr><th scope="row"><code>\(HTML.escaped(parameter["name"]?.text ?? ""))</code></th>
        <td>\(HTML.escaped(parameter["in"]?.text ?? ""))</td>
        <td><span class="type">\(type(of: schema))</span>\(mark(isRequired, .request))
        <p>\(HTML.inline(parameter["description"]?.text ?? ""))</p></td></tr>

        """
    }
    return """
      <h4>Parameters</h4>
      <table>
      <thead>
      <tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">What</th></tr>
      </thead>
      <tbody>
      \(rows.joined())</tbody>
      </table>
      """
  }

  // MARK: - Fields

  /// The fields of a schema, indented as they nest; its type alone where it has none.
  func list(of json: JSON, in place: Place) -> String {
    let inner = nested(json, place, within: [])
    let schema = resolved(json)
    guard inner.isEmpty || schema["items"] != nil else { return inner }
    return "<p class=\"type\">\(type(of: schema))</p>\n" + inner
  }

  /// - Parameter names: references that this one stands in, so that a schema within itself ends.
  private func nested(_ json: JSON, _ place: Place, within names: [String]) -> String {
    let reference = json["$ref"]?.text
    if let reference, names.contains(reference) { return "" }
    let names = names + [reference].compactMap(\.self)
    let schema = resolved(json)
    var html = ""
    if let properties = schema["properties"]?.members {
      let required = Set((schema["required"]?.elements ?? []).compactMap(\.text))
      let items = properties.map { property in
        item(
          property.key, property.value, isRequired: required.contains(property.key), place,
          within: names)
      }
      html += "<ul class=\"fields\">\n\(items.joined())</ul>\n"
    }
    if let element = schema["items"] { html += nested(element, place, within: names) }
    for choice in schema["anyOf"]?.elements ?? [] {
      let inner = nested(choice, place, within: names)
      guard !inner.isEmpty else { continue }
      html += "<p class=\"choice\">\(HTML.escaped(resolved(choice)["title"]?.text ?? ""))</p>\n"
      html += inner
    }
    return html
  }

  private func item(
    _ name: String, _ json: JSON, isRequired: Bool, _ place: Place, within names: [String]
  ) -> String {
    let schema = resolved(json)
    let isKnown = json["$ref"]?.text.map(names.contains) ?? false
    let inner = nested(json, place, within: names)
    let description =
      schema["description"]?.text ?? schema["items"].flatMap { resolved($0)["description"]?.text }
    let type = "<span class=\"type\">\(type(of: schema))</span>"
    return """
      <li><code>\(HTML.escaped(name))</code> \(type)\(mark(isRequired, place))
      \(isKnown ? "" : description.map { "<p>\(HTML.inline($0))</p>" } ?? "")
      \(inner)</li>

      """
  }

  private func mark(_ isRequired: Bool, _ place: Place) -> String {
    switch (place, isRequired) {
    case (.request, true): " <span class=\"mark\">required</span>"
    case (.answer, false): " <span class=\"mark\">may be absent</span>"
    default: ""
    }
  }

  // MARK: - Types

  /// A schema's type in the terms of JSON Schema, with its bounds.
  private func type(of json: JSON) -> String {
    let schema = resolved(json)
    if let constant = schema["const"] { return code(constant) }
    if let choices = schema["enum"]?.elements {
      let words = choices.map(code)
      let last = words.last.map { words.count > 1 ? " or \($0)" : $0 } ?? ""
      return words.dropLast().joined(separator: ", ") + last + standard(schema)
    }
    if let choices = schema["anyOf"]?.elements, schema["type"] == nil {
      var types: [String] = []
      for type in choices.map(type(of:)) where !types.contains(type) { types.append(type) }
      return types.joined(separator: " or ") + standard(schema)
    }
    var names = [schema["type"]?.text].compactMap(\.self)
    if names.isEmpty { names = (schema["type"]?.elements ?? []).compactMap(\.text) }
    if let format = schema["format"]?.text, let place = names.firstIndex(of: "string") {
      names[place] = "string (\(format))"
    }
    if let element = schema["items"], let place = names.firstIndex(of: "array"), names.count < 4 {
      names[place] = "array of " + kind(of: resolved(element))
    }
    let text = names.isEmpty ? "anything" : names.joined(separator: " or ")
    return text + bounds(schema) + standard(schema)
  }

  /// The type alone, as the name of what a list holds.
  private func kind(of schema: JSON) -> String {
    let names = (schema["type"]?.elements ?? [schema["type"] ?? "object"]).compactMap(\.text)
    return names.map { $0 + "s" }.joined(separator: " or ")
  }

  private func bounds(_ schema: JSON) -> String {
    let kinds = [
      ("minLength", "maxLength", "characters"), ("minimum", "maximum", ""),
      ("minItems", "maxItems", "entries"), ("minProperties", "maxProperties", "keys"),
    ]
    return kinds.map { low, high, unit in
      let range =
        switch (schema[low]?.integer, schema[high]?.integer) {
        case (let low?, let high?): low == high ? ", \(low)" : ", \(low) to \(high)"
        case (let low?, nil): ", \(low) or more"
        case (nil, let high?): ", at most \(high)"
        case (nil, nil): ""
        }
      return range.isEmpty || unit.isEmpty ? range : range + " " + unit
    }.joined()
  }

  private func standard(_ schema: JSON) -> String {
    schema["default"].map { ", default \(code($0))" } ?? ""
  }

  private func code(_ json: JSON) -> String {
    "<code>\(HTML.escaped(json.text ?? json.jsonText))</code>"
  }
}
