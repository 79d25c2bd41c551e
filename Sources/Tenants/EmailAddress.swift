/// The shape of an e-mail address, checked loosely: only a letter sent there proves it.
enum EmailAddress {
  /// RFC 5321 §4.5.3.1 allows no longer path.
  static let maximumBytes = 254

  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= maximumBytes, 1...64 ~= parts[0].utf8.count,
      text.unicodeScalars.allSatisfy({ !isForbidden($0) })
    else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !parts[0].contains("..")
      && labels.count >= 2
      && labels.allSatisfy { label in
        1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
          && label.unicodeScalars.allSatisfy {
            $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil
          }
      }
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      || scalar.properties.generalCategory == .format
      || #"()<>[]:;,\""#.unicodeScalars.contains(scalar)
  }
}
