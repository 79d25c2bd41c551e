/// Which passwords are taken: long enough, and not among the first that anyone would guess.
///
/// No rules on digits or symbols: they make passwords worse (NIST SP 800-63B §5.1.1.2).
enum PasswordPolicy {
  static let length = 10...256

  /// What a guesser would try first here.
  private static let productWords = [
    "inspiration", "analyzer", "analytics", "dashboard", "password", "funnel", "action", "admin",
    "iafa", "letmein", "welcome", "changeme",
  ]
  /// Characters that must remain once the guessable words are taken out.
  private static let minimumRest = 4

  /// What is wrong with a password; nil where nothing is.
  ///
  /// `personal` are the account's own words.
  static func fault(_ password: String, personal: [String]) -> (code: String, message: String)? {
    let count = password.unicodeScalars.count
    if count < length.lowerBound {
      return ("too_short", "password must have \(length.lowerBound) characters at least.")
    }
    if count > length.upperBound {
      return ("too_long", "password may have \(length.upperBound) characters at most.")
    }
    let lower = password.asciiLowercased
    guard commonPasswords.contains(Substring(lower)) || isMadeOfWords(lower, personal) else {
      return nil
    }
    return (
      "too_common",
      "password is among the first that anyone would guess: three or four random words are better."
    )
  }

  /// Whether hardly anything but guessable words, digits and punctuation is left.
  private static func isMadeOfWords(_ password: String, _ personal: [String]) -> Bool {
    var rest = password
    let words = (productWords + personal.map(\.asciiLowercased).filter { $0.utf8.count >= 4 })
      .sorted { $0.utf8.count > $1.utf8.count }
    var found = false
    for word in words {
      let parts = rest.split(separator: word, omittingEmptySubsequences: false)
      found = found || parts.count > 1
      rest = parts.joined(separator: " ")
    }
    let letters = rest.unicodeScalars.filter { $0.properties.isAlphabetic || $0.value > 127 }
    return found && letters.count < minimumRest
  }
}
