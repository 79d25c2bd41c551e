/// One thing that is wrong with what was sent, and how to mend it.
package struct Fault: Sendable, Hashable, Error {
  /// JSON pointer (RFC 6901) to the value at fault, e.g. `/stages/0/event`.
  package var pointer: String
  /// A closed, machine-readable reason.
  package var code: String
  package var message: String

  package init(_ pointer: String, _ code: String, _ message: String) {
    self.pointer = pointer
    self.code = code
    self.message = message
  }

  /// A key as a reference token of a JSON pointer.
  package static func token(_ key: String) -> String {
    var token = "/"
    for character in key.unicodeScalars {
      switch character {
      case "~": token += "~0"
      case "/": token += "~1"
      default: token.unicodeScalars.append(character)
      }
    }
    return token
  }

  package var json: JSON {
    ["pointer": .string(pointer), "code": .string(code), "message": .string(message)]
  }
}

/// An event that was not taken, with everything that is wrong with it.
package struct Refusal: Sendable, Equatable, Error {
  /// The id that the client gave, where it could be read.
  package var id: String?
  package var faults: [Fault]
}
