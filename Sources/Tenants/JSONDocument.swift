package import Events

/// A metadata file: one JSON object with a format, its own name, a revision and a checksum beside
/// its content.
///
/// The checksum is SHA-256 over the compact text of everything but the checksum itself, so white
/// space is free and any other change is noticed. A file that does not hold up is refused, never
/// read in part: what it would lose are people's accounts.
package struct JSONDocument: Sendable {
  /// The newest layout of these files that this program reads; it writes no other.
  static let format = 2

  private let file: DurableFile
  package private(set) var revision = 0

  /// The document and its content; nil where the file does not exist yet.
  package static func open(
    _ path: String
  ) throws(TenantError) -> (document: JSONDocument, content: JSON?) {
    var document = JSONDocument(file: DurableFile(path: path))
    guard let bytes = try document.file.load() else { return (document, nil) }
    let content = try document.check(bytes)
    try document.checkAge()
    return (document, content)
  }

  /// The revision before can't be the later one, unless somebody swapped the two.
  private func checkAge() throws(TenantError) {
    guard let bytes = try DurableFile(path: file.previousPath).load() else { return }
    var previous = JSONDocument(file: file)
    // Damage of what is not in use costs nothing.
    guard (try? previous.check(bytes)) != nil, previous.revision > revision else { return }
    throw damaged("it is older than the revision kept before it")
  }

  private init(file: DurableFile) { self.file = file }

  /// Durable when it returns.
  package mutating func replace(with content: [JSONMember]) throws(TenantError) {
    var members = [
      JSONMember("format", .number(Self.format)), JSONMember("document", .string(file.name)),
      JSONMember("revision", .number(revision + 1)),
    ]
    members += content
    members.append(JSONMember("checksum", .string(Self.checksum(members))))
    try file.replace(with: Self.text(members))
    revision += 1
  }

  private mutating func check(_ bytes: [UInt8]) throws(TenantError) -> JSON {
    let value: JSON
    do {
      let parsed = try JSONParser.parse(bytes, maximumDepth: maximumDocumentDepth)
      guard parsed.faults.isEmpty else { throw damaged("it holds a value that can't be read") }
      value = parsed.value
    } catch let error as JSONSyntaxError {
      throw damaged("it is no JSON at byte \(error.offset): \(error.message)")
    } catch let error as TenantError {
      throw error
    } catch {
      throw damaged("it can't be read")
    }
    guard let format = value["format"]?.integer, let members = value.members else {
      throw damaged("it has no format")
    }
    guard format <= Self.format else {
      throw .storage(
        "\(file.path) has format \(format), and this program knows \(Self.format) at most: "
          + "run the newer version of iafa that wrote it")
    }
    guard let stored = value["checksum"]?.text, let revision = value["revision"]?.integer,
      Self.checksum(members.filter { $0.key != "checksum" }) == stored
    else { throw damaged("its checksum does not hold") }
    // Format 1 did not say which file it was.
    guard value["document"]?.text == file.name || format == 1 else {
      throw damaged("it is the content of \(value["document"]?.text ?? "another file")")
    }
    self.revision = revision
    return value
  }

  private func damaged(_ reason: String) -> TenantError {
    .storage(
      "\(file.path) is damaged: \(reason). Nothing was changed. The revision before it is "
        + "\(file.previousPath): copy it over \(file.name), or take the file from a backup, "
        + "then start again")
  }

  private static func checksum(_ members: [JSONMember]) -> String {
    var bytes: [UInt8] = []
    JSON.object(members).write(into: &bytes)
    return Digest.sha256(bytes).hexadecimal
  }

  /// One record a line, so that a person can read the file and compare two of them.
  private static func text(_ members: [JSONMember]) -> [UInt8] {
    var bytes: [UInt8] = []
    var separator = "{\n"
    for member in members {
      bytes.append(contentsOf: separator.utf8)
      separator = ",\n"
      JSON.string(member.key).write(into: &bytes)
      bytes.append(contentsOf: ": ".utf8)
      guard case .array(let elements) = member.value, !elements.isEmpty else {
        member.value.write(into: &bytes)
        continue
      }
      var elementSeparator = "[\n  "
      for element in elements {
        bytes.append(contentsOf: elementSeparator.utf8)
        elementSeparator = ",\n  "
        element.write(into: &bytes)
      }
      bytes.append(contentsOf: "\n]".utf8)
    }
    bytes.append(contentsOf: "\n}\n".utf8)
    return bytes
  }
}

/// How deep a document may nest: enough for a funnel's filters (see `maximumDefinitionDepth`).
private let maximumDocumentDepth = 64
