#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `config/secret_key`: the server's secret where the operator gives none.
package struct SecretFile: Sendable {
  private let file: DurableFile

  package init(dataDirectory: String) {
    file = DurableFile(path: "\(dataDirectory)/config/secret_key")
  }

  /// The keys of the server.
  ///
  /// `given` and `givenPrevious` are the operator's own (`SECRET_KEY`, `SECRET_KEY_PREVIOUS`);
  /// without them the file is read, and made on the first start.
  package func keyRing(
    given: String? = nil, givenPrevious: String? = nil
  ) throws(TenantError) -> KeyRing {
    // Who goes over from the file to a secret of their own has changed it, too.
    let replaced =
      if let givenPrevious {
        try Self.checked(givenPrevious, "SECRET_KEY_PREVIOUS")
      } else {
        try stored(given == nil ? file.previousPath : file.path)
      }
    if let given {
      return KeyRing(secret: try Self.checked(given, "SECRET_KEY"), previous: replaced)
    }
    let secret = if let secret = try stored(file.path) { secret } else { try generate() }
    return KeyRing(secret: secret, previous: replaced)
  }

  /// Makes a new secret; the one before stays valid, until its file is removed.
  package func rotate() throws(TenantError) { _ = try generate() }

  private func generate() throws(TenantError) -> [UInt8] {
    try DurableFile.makeDirectories(above: file.path)
    let text = Digest.randomBytes(32).base64URL
    try file.replace(with: Array((text + "\n").utf8))
    return Array(text.utf8)
  }

  private func stored(_ path: String) throws(TenantError) -> [UInt8]? {
    guard let bytes = try DurableFile(path: path).load() else { return nil }
    guard unsafe chmod(path, 0o600) == 0 else {
      throw .storage("cannot keep others from reading \(path)")
    }
    return try Self.checked(String(decoding: bytes, as: UTF8.self), path)
  }

  /// A secret that can't be guessed; a sample from a manual is none.
  private static func checked(_ text: String, _ source: String) throws(TenantError) -> [UInt8] {
    let secret = Array(text.trimmed.utf8)
    guard secret.count >= 32, Set(secret).count >= 10 else {
      throw .storage(
        "\(source) must be 32 random characters at least; `openssl rand -hex 32` makes one")
    }
    return secret
  }
}
