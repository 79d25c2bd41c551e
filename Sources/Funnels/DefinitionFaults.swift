/// One thing that is wrong with a definition, in the words of a problem document.
package struct DefinitionFault: Sendable, Hashable {
  /// RFC 6901: where in the definition.
  package var pointer: String
  package var code: String
  /// How to mend it.
  package var message: String

  package init(pointer: String, code: String, message: String) {
    self.pointer = pointer
    self.code = code
    self.message = message
  }
}

/// Everything that is wrong with a definition, in the order it stands there.
package struct DefinitionFaults: Error, Sendable, Equatable {
  package var faults: [DefinitionFault] = []

  package init(_ faults: [DefinitionFault] = []) { self.faults = faults }

  mutating func add(_ pointer: String, _ code: String, _ message: String) {
    faults.append(DefinitionFault(pointer: pointer, code: code, message: message))
  }
}

/// A key as one token of a JSON pointer (RFC 6901).
func pointerToken(_ key: String) -> String {
  var token = ""
  for scalar in key.unicodeScalars {
    switch scalar {
    case "~": token += "~0"
    case "/": token += "~1"
    default: token.unicodeScalars.append(scalar)
    }
  }
  return token
}
