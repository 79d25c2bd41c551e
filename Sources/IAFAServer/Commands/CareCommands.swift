internal import Events
internal import Foundation
internal import Segments
internal import Tenants

/// Looking after a data directory: `iafa verify`, `backup` and `restore`.
extension IAFA {
  /// Reads everything; fails where something is not what was written.
  func verify(_ command: JSON) async throws -> JSON {
    if command["accept_loss"] == true {
      let (events, records) = try await store.acceptLosses()
      return [
        "text": .string(
          "\(events) events in damaged files and \(records) records of the log are given up; "
            + "the files are kept in quarantine/.")
      ]
    }
    let verification = try await store.verify()
    var findings = verification.findings.map { "\($0.path) \($0.problem)" }
    for path in Self.metadata where path.hasSuffix(".json") {
      do {
        _ = try JSONDocument.open(store.layout.root + "/" + path)
      } catch {
        findings.append("\(path): \(Self.words(error))")
      }
    }
    guard findings.isEmpty else {
      throw CommandFailure(
        findings.joined(separator: "\n")
          + "\nBring the files back from a backup, or give up what is lost: "
          + "iafa verify --accept-loss")
    }
    return [
      "files": .number(verification.filesRead),
      "text": .string(
        "\(verification.filesRead) files with \(store.storedRows) events read; "
          + "everything is as it was written."),
    ]
  }

  func backup(
    _ command: JSON, progress: @escaping @Sendable (CommandProgress) -> Void
  ) async throws -> JSON {
    guard let target = command["directory"]?.text else {
      throw CommandFailure("name the directory that the backup goes to")
    }
    let root = store.layout.root
    do {
      let events = try await store.backup(
        to: target, now: now(),
        others: { target in try await copyMetadata(from: root, to: target) },
        progress: { progress(CommandProgress(fraction: $0, text: "copying")) })
      return [
        "events": .number(events),
        "text": .string("\(events) events and all settings are in \(target)"),
      ]
    } catch let error as BackupError {
      throw CommandFailure(error.description)
    }
  }

  /// Makes a data directory out of a backup; no server may be running on it.
  package static func restore(from backup: String, to dataDirectory: String) throws -> String {
    do {
      let taken = try DataDirectory.restore(from: backup, to: dataDirectory)
      return "\(dataDirectory) is as it was when the backup was taken, \(taken)"
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  private static let metadata = [
    "metadata/users.json", "metadata/sessions.json", "metadata/projects.json",
    "metadata/funnels.json", "config/app_config.json", "config/secret_key",
  ]

  /// - Returns: the paths of what is there; a secret may be in the environment instead.
  private func copyMetadata(from root: String, to target: String) async throws -> [String] {
    try await tenants.whileUnchanged {
      var copied: [String] = []
      let trackers = try FileManager.default.contentsOfDirectory(atPath: root + "/trackers")
      let paths = Self.metadata + trackers.map { "trackers/" + $0 }
      for path in paths where FileManager.default.fileExists(atPath: root + "/" + path) {
        try FileManager.default.copyItem(atPath: root + "/" + path, toPath: target + "/" + path)
        copied.append(path)
      }
      return copied
    }
  }
}
