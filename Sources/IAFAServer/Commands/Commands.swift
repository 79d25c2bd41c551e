package import Events
internal import Foundation
internal import Funnels
internal import Reports
internal import Segments
internal import Tenants

/// How far a command is.
package struct CommandProgress: Sendable {
  /// 0 to 1.
  package var fraction: Double
  package var text: String
}

/// Why a command failed, in words for the person at the terminal.
package struct CommandFailure: Error, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

extension IAFA {
  /// Performs a command of the command line, in this process.
  ///
  /// The same whether the process is the command itself or a server that was asked through its
  /// socket.
  ///
  /// - Returns: an object; `text`, where there is one, is what a person is shown.
  package func perform(
    _ command: JSON, progress: @escaping @Sendable (CommandProgress) -> Void
  ) async throws -> JSON {
    do {
      switch command["command"]?.text {
      case "compact":
        let days = try await store.flushAndCompact(now: now())
        return ["text": .string("\(days) day files written; every closed day is published.")]
      case "funnel": return try await funnel(command)
      case "verify": return try await verify(command)
      case "backup": return try await backup(command, progress: progress)
      case "import": return try await importFiles(command, progress: progress)
      case "demo": return try await demo(command, progress: progress)
      default: throw CommandFailure("there is no such command")
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(Self.words(error))
    }
  }

  static func words(_ error: any Error) -> String {
    guard let problem = Problem(error) else { return "\(error)" }
    guard !problem.faults.isEmpty else { return problem.detail }
    return problem.faults.map { fault in
      fault.pointer.isEmpty ? fault.message : "\(fault.pointer): \(fault.message)"
    }.joined(separator: "\n")
  }

  /// A project that the person at the machine named.
  func project(named text: String?) throws -> Project {
    guard let id = text.flatMap(UUIDValue.init),
      let project = tenants.allProjects.first(where: { $0.id == id })
    else { throw CommandFailure("there is no project \(text ?? "")") }
    return project
  }

  private func funnel(_ command: JSON) async throws -> JSON {
    let project = try project(named: command["project"]?.text)
    let definition = command["definition"] ?? .null
    switch Funnel.read(definition, as: .adHoc, ignoring: ["project_id", "is_active"]) {
    case .failure(let faults):
      throw Problem.invalid(faults.faults)
    case .success(let funnel):
      let body: JSON = [
        "start_date": command["start_date"] ?? .null, "end_date": command["end_date"] ?? .null,
      ]
      let question = try asked {
        try ReportOptions(body).asked(funnel, project: project, now: now())
      }
      return ReportJSON.bars(try await reporter.report(question.query), question)
    }
  }

  /// Faults of what was asked under the names of the command line.
  private func asked<Value>(_ question: () throws -> Value) throws -> Value {
    do {
      return try question()
    } catch let problem as Problem {
      let options = ["/start_date": "--start", "/end_date": "--end"]
      var problem = problem
      problem.faults = problem.faults.map { fault in
        var fault = fault
        fault.pointer = options[fault.pointer] ?? fault.pointer
        for (pointer, option) in options {
          fault.message.replace(pointer.dropFirst(), with: option)
        }
        return fault
      }
      throw problem
    }
  }
}

extension IAFA {
  /// Whether a directory holds anything of ours; commands that only use one make none.
  package static func isDataDirectory(_ path: String) -> Bool {
    ["FORMAT", "manifest"].contains {
      FileManager.default.fileExists(atPath: path + "/" + $0)
    }
  }
}
