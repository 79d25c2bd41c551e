internal import Foundation

extension FileHandle {
  /// Writes for a person or a script to read. Where nobody can be told, as on a full disk or after
  /// a closed pipe, that is no reason to end: `write(_:)` would.
  func say(_ text: String) {
    try? write(contentsOf: Data(text.utf8))  // See above.
  }
}
