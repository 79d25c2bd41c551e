import Events
import Foundation
import Tenants
import Testing

@Suite("A metadata file holds its old content or its new, whatever happens")
struct JSONDocumentTests {
  private let content = [JSONMember("users", [["id": "a"], ["id": "b"]])]
  private let later = [JSONMember("users", [["id": "c"]])]

  @Test func `what was written is read back, with its revision`() async throws {
    try await withFolder { folder in
      var (document, absent) = try JSONDocument.open("\(folder)/users.json")
      #expect(absent == nil)
      try document.replace(with: content)
      try document.replace(with: later)
      let (reopened, read) = try JSONDocument.open("\(folder)/users.json")
      #expect(read?["users"] == [["id": "c"]])
      #expect(reopened.revision == 2)
    }
  }

  @Test func `the revision before is kept beside it and can take its place`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      try document.replace(with: later)
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.copyItem(atPath: path + ".previous", toPath: path)
      let (reopened, read) = try JSONDocument.open(path)
      #expect(read?["users"] == [["id": "a"], ["id": "b"]])
      #expect(reopened.revision == 1)
    }
  }

  @Test func `the file and its predecessor can be read by their owner only`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      try document.replace(with: later)
      try document.replace(with: content)
      for name in [path, path + ".previous"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: name)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
      }
    }
  }

  @Test func `a crash after half of the new file was written changes nothing`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      try #"{"format": 1, "users": [{"id"#.write(
        toFile: path + ".tmp", atomically: false, encoding: .utf8)
      var (reopened, read) = try JSONDocument.open(path)
      #expect(read?["users"] == [["id": "a"], ["id": "b"]])
      try reopened.replace(with: later)
      #expect(try JSONDocument.open(path).content?["users"] == [["id": "c"]])
      #expect(!FileManager.default.fileExists(atPath: path + ".tmp"))
    }
  }

  @Test func `a crash after the old file got its second name changes nothing`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      try FileManager.default.linkItem(atPath: path, toPath: path + ".previous")
      var (reopened, read) = try JSONDocument.open(path)
      #expect(read?["users"] == [["id": "a"], ["id": "b"]])
      try reopened.replace(with: later)
      #expect(try JSONDocument.open(path).content?["users"] == [["id": "c"]])
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: path + ".previous", toPath: path)
      #expect(try JSONDocument.open(path).content?["users"] == [["id": "a"], ["id": "b"]])
    }
  }

  @Test func `a file that has changed places with another or with its predecessor is refused`()
    async throws
  {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      try document.replace(with: later)
      try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/funnels.json")
      guard
        case .storage(let other) = await tenantError({
          try JSONDocument.open("\(folder)/funnels.json")
        })
      else {
        Issue.record("users were read as funnels")
        return
      }
      #expect(other.contains("the content of users.json"))
      try FileManager.default.moveItem(atPath: path, toPath: path + ".x")
      try FileManager.default.moveItem(atPath: path + ".previous", toPath: path)
      try FileManager.default.moveItem(atPath: path + ".x", toPath: path + ".previous")
      guard case .storage(let older) = await tenantError({ try JSONDocument.open(path) }) else {
        Issue.record("the older revision was read")
        return
      }
      #expect(older.contains("older than the revision kept before it"))
    }
  }

  @Test func `a file cut short anywhere is refused, and the way out is named`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      // The last byte is a line feed, which carries nothing.
      for length in 0..<whole.count - 1 {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        let error = await tenantError { try JSONDocument.open(path) }
        guard case .storage(let message) = error else {
          Issue.record("cut to \(length) bytes: \(String(describing: error))")
          continue
        }
        #expect(message.contains("users.json.previous"))
      }
    }
  }

  @Test func `any changed bit that changes the meaning is noticed`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      let original = try JSONDocument.open(path).content
      for index in whole.indices {
        for bit in 0..<8 {
          var changed = whole
          changed[index] ^= 1 << bit
          try changed.write(to: URL(fileURLWithPath: path))
          let read = try? JSONDocument.open(path).content  // refusing is what we want
          #expect(read == nil || read == original, "byte \(index), bit \(bit)")
        }
      }
    }
  }

  @Test func `a failed write throws and leaves the file and its revision`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      var document = try JSONDocument.open(path).document
      try document.replace(with: content)
      // A directory where the new file should be written can't be opened for writing.
      try FileManager.default.createDirectory(
        atPath: path + ".tmp/in-the-way", withIntermediateDirectories: true)
      guard case .storage = await tenantError({ try document.replace(with: later) }) else {
        Issue.record("the write should have failed")
        return
      }
      #expect(document.revision == 1)
      #expect(try JSONDocument.open(path).content?["users"] == [["id": "a"], ["id": "b"]])
    }
  }

  @Test func `a newer format is refused by name`() async throws {
    try await withFolder { folder in
      let path = "\(folder)/users.json"
      try #"{"format": 3, "revision": 1, "users": [], "checksum": ""}"#.write(
        toFile: path, atomically: false, encoding: .utf8)
      guard case .storage(let message) = await tenantError({ try JSONDocument.open(path) }) else {
        Issue.record("a newer format was read")
        return
      }
      #expect(message.contains("format 3") && message.contains("newer version"))
    }
  }
}
