package import Events

/// Everything that is wrong with a definition, in the order it stands there.
package struct DefinitionFaults: Error, Sendable, Equatable {
  package var faults: [Fault] = []

  package init(_ faults: [Fault] = []) { self.faults = faults }

  mutating func add(_ pointer: String, _ code: String, _ message: String) {
    faults.append(Fault(pointer, code, message))
  }
}
