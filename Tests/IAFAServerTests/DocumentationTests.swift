import Events
import Foundation
import Testing

@testable import IAFAServer

/// docs/api/openapi.json, held against the routes.
@Suite struct DocumentationTests {
  private let document: JSON

  init() throws {
    let (json, faults) = try JSONParser.parse(try DocumentationRoutes.linkedDocument())
    #expect(faults.isEmpty)
    document = json
  }

  /// One method of one path.
  private struct Operation {
    let name: String
    let path: JSON
    let json: JSON
  }

  private var operations: [Operation] {
    (document["paths"]?.members ?? []).flatMap { path in
      (path.value.members ?? []).filter { $0.key != "parameters" }.map {
        Operation(
          name: "\($0.key.uppercased()) \(path.key)", path: path.value, json: $0.value)
      }
    }
  }

  private func follow(_ reference: String) -> JSON? {
    reference.dropFirst(2).split(separator: "/").reduce(document as JSON?) { $0?[String($1)] }
  }

  private func references(in json: JSON) -> [String] {
    switch json {
    case .array(let elements): elements.flatMap(references)
    case .object(let members):
      members.flatMap { member in
        if member.key == "$ref", let text = member.value.text { return [text] }
        return references(in: member.value)
      }
    default: []
    }
  }

  /// The assembler includes the file and SwiftPM does not know it; a build may lag behind.
  @Test func `The document in the executable is the one in the checkout`() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/api/openapi.json")
    let bytes = try Array(Data(contentsOf: file.standardized))
    #expect(
      try DocumentationRoutes.linkedDocument() == bytes,
      "touch Sources/CAssets/assets.S and build anew")
  }

  @Test func `The document names every route and nothing else`() async throws {
    try await withRoutes { routes in
      let served = routes.map { "\($0.method) \($0.path)" }
      #expect(served.count > 30)
      #expect(Set(served).count == served.count)
      #expect(operations.map(\.name).sorted() == served.sorted())
    }
  }

  @Test func `What only somebody signed in may do says so in the document`() async throws {
    try await withRoutes { routes in
      for route in routes {
        let name = "\(route.method) \(route.path)"
        let operation = try #require(operations.first { $0.name == name })
        let ways = operation.json["security"] ?? document["security"] ?? []
        let schemes = (ways.elements ?? []).map { Set(($0.members ?? []).map(\.key)) }
        let cookie: Set = name.hasPrefix("GET") ? ["cookie"] : ["cookie", "csrf"]
        if route.access == .person {
          #expect(schemes == [["bearer"], cookie], "\(name)")
          #expect(operation.json["responses"]?["401"] != nil, "\(name)")
        } else {
          #expect(!schemes.contains(["cookie"]), "\(name)")
        }
      }
    }
  }

  @Test func `Every reference leads somewhere, and everything shared is used`() throws {
    let references = Set(references(in: document))
    #expect(references.count > 50)
    for reference in references {
      #expect(reference.hasPrefix("#/") && follow(reference) != nil, "\(reference)")
    }
    for kind in document["components"]?.members ?? [] where kind.key != "securitySchemes" {
      for member in kind.value.members ?? [] {
        #expect(
          references.contains("#/components/\(kind.key)/\(member.key)"), "\(member.key) is not used"
        )
      }
    }
  }

  @Test func `Every route has a summary, a name of its own and a group`() {
    let groups = (document["tags"]?.elements ?? []).compactMap { $0["name"] }
    let names = operations.map { $0.json["operationId"]?.text ?? "" }
    #expect(Set(names).count == names.count && !names.contains(""))
    for operation in operations {
      #expect(operation.json["summary"]?.text?.isEmpty == false, "\(operation.name)")
      let tags = operation.json["tags"]?.elements ?? []
      #expect(tags.count == 1 && tags.allSatisfy(groups.contains), "\(operation.name)")
    }
  }

  @Test func `Every part of a path is a parameter`() {
    for operation in operations {
      let parameters = [operation.path, operation.json]
        .flatMap { $0["parameters"]?.elements ?? [] }
        .map { $0["$ref"]?.text.flatMap(follow) ?? $0 }
        .filter { $0["in"] == "path" }
      let named = operation.name.matches(of: /\{(\w+)\}/).map { String($0.1) }
      #expect(parameters.compactMap { $0["name"]?.text } == named, "\(operation.name)")
      #expect(parameters.allSatisfy { $0["required"] == true }, "\(operation.name)")
    }
  }

  @Test func `The page shows every route and runs nothing`() {
    let html = DocumentationPage(document).html
    for operation in operations {
      let id = operation.json["operationId"]?.text ?? ""
      #expect(html.contains("<article id=\"\(id)\">"), "\(id)")
      #expect(html.contains("href=\"#\(id)\""), "\(id)")
    }
    for forbidden in ["<script", "<style", " style=", "javascript:", "http-equiv"] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
  }

  @Test func `Nothing that the document says becomes markup`() {
    let evil = "<img src=x onerror=\"y\">"
    let page = DocumentationPage([
      "info": ["title": .string(evil), "summary": .string(evil), "description": .string(evil)],
      "tags": [["name": "T", "description": .string(evil)]],
      "paths": .object([
        JSONMember(
          "/\(evil)",
          [
            "get": [
              "operationId": "o", "tags": ["T"], "summary": .string(evil),
              "responses": ["200": ["description": .string(evil)]],
            ]
          ])
      ]),
    ])
    #expect(page.html.contains("&lt;img"))
    #expect(!page.html.contains("<img"))
  }

  @Test func `An example is a command that a shell reads as one`() {
    let curl = CurlExample(
      method: "post", path: "/a/{id}",
      parameters: [
        ["name": "id", "in": "path", "example": "7"],
        ["name": "day", "in": "query", "example": "2026-11-23"],
        ["name": "none", "in": "query"],
      ],
      body: ["text": "it's"], security: [["bearer": []]])
    #expect(
      curl.text == #"""
        curl 'http://127.0.0.1:8000/a/7?day=2026-11-23' \
          -H 'Authorization: Bearer TOKEN' \
          -H 'Content-Type: application/json' \
          -d '{"text": "it'\''s"}'
        """#)
  }

  private func withRoutes(_ body: ([Route]) throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "iafa-documentation-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let configuration = try await ServerConfiguration.load(flags: [
      "DATA_DIR": folder.path, "ENVIRONMENT": "test", "BCRYPT_COST": "4",
    ])
    try body(try await IAFA.open(configuration).services().routes)
  }
}
