import Events
import Testing

@testable import Funnels

func json(_ text: String) throws -> JSON {
  try JSONParser.parse(Array(text.utf8)).value
}

func funnel(_ text: String, as use: Funnel.Use = .adHoc) throws -> Funnel {
  try funnel(json(text), as: use)
}

func funnel(_ json: JSON, as use: Funnel.Use = .adHoc) throws -> Funnel {
  switch Funnel.read(json, as: use) {
  case .success(let funnel): return funnel
  case .failure(let faults):
    Issue.record("\(faults.faults)")
    throw faults
  }
}

/// The faults of a definition as `pointer code`.
func faults(_ text: String, as use: Funnel.Use = .adHoc) throws -> [String] {
  guard case .failure(let faults) = Funnel.read(try json(text), as: use) else { return [] }
  return faults.faults.map { "\($0.pointer) \($0.code)" }
}

/// An ad-hoc funnel of stages A, B, C, … with further members given as JSON text.
func letters(_ stages: String, _ rest: String = "") throws -> Funnel {
  let list = stages.map { #"{"name":"\#($0)","event":"\#($0)"}"# }.joined(separator: ",")
  return try funnel(#"{"stages":[\#(list)]\#(rest.isEmpty ? "" : "," + rest)}"#)
}
