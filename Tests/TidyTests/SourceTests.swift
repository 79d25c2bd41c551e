internal import Foundation
internal import Testing

/// What STYLE.md says about Swift and marks as enforced.
@Suite struct SourceTests {
  private struct Source {
    var file: TextFile
    var code: SwiftCode
  }

  /// The client, which apps build: it has an outside, and no `Mutex` below macOS 15.
  private static let library = "clients/swift/Sources"
  private static let wordsOfALibrary: Set = [#"\bpublic\b"#, #"\bNSLock\b"#]

  /// Read once for all rules; what can't be read fails ``init()``.
  private static let scanned = Result {
    try (Checkout.swiftFiles(under: "Sources") + Checkout.swiftFiles(under: library)).map {
      Source(file: $0, code: SwiftCode($0.text))
    }
  }
  private let sources: [Source]

  init() throws {
    sources = try Self.scanned.get()
    #expect(sources.count > 100, "the sources were not found")
  }

  /// Every place in the sources where a pattern is code and `isFault` holds.
  private func places(
    _ pattern: String, where isFault: (TextFile, SwiftCode, Int) -> Bool = { _, _, _ in true }
  ) throws -> [String] {
    var places: [String] = []
    for source in sources {
      for line in try source.code.lines(matching: pattern)
      where isFault(source.file, source.code, line - 1) {
        let text = source.file.lines[line - 1].drop { $0 == " " }
        places.append("\(source.file.path):\(line) \(text)")
      }
    }
    return places
  }

  @Test func `A line has at most 100 columns`() {
    expectNone(
      sources.map(\.file).flatMap { file in
        file.lines.enumerated().filter { $0.element.count > 100 }.map {
          "\(file.path):\($0.offset + 1) has \($0.element.count) columns"
        }
      })
  }

  @Test func `A function has at most 60 lines`() throws {
    var places: [String] = []
    var count = 0
    for source in sources {
      let functions = try SwiftFunction.all(in: source.code)
      count += functions.count
      for function in functions where function.lineCount > 60 {
        places.append(
          "\(source.file.path):\(function.line) \(function.name): \(function.lineCount)")
      }
    }
    #expect(count > 500, "functions were not recognised")
    expectNone(places)
  }

  @Test(arguments: [
    #"\btry!"#, #"\bas!"#, #"\bfatalError\b"#, #"\bassertionFailure\b"#, #"\bpublic\b"#,
    #"\bopen\s+class\b"#, #"@preconcurrency\b"#, #"\bunowned\b"#, #"\bNSLock\b"#,
    #"\bXCTest\b"#,
  ])
  func `A word that is never used`(pattern: String) throws {
    // `members(public:)` and its like are labels.
    expectNone(
      try places(pattern + #"(?!\s*(\w+\s*)?:)"#) { file, _, _ in
        !(file.path.hasPrefix(Self.library) && Self.wordsOfALibrary.contains(pattern))
      })
  }

  @Test(arguments: [
    #"\btry\?"#, #"@unchecked\s+Sendable"#, #"\bnonisolated\(unsafe\)"#, #"\bTask\s*[{(]"#,
    #"\bTask\.(detached|immediate)\b"#,
  ])
  func `A word that needs its reason beside it or above`(pattern: String) throws {
    expectNone(try places(pattern) { _, code, line in !code.isExplained(line) })
  }

  /// Folders and files that may say `unsafe`, and for what.
  private static let unsafeFolders = ["Sources/DuckDB/", "Sources/EventLog/", "Sources/Threads/"]
  private static let unsafeFiles = [
    "Sources/IAFAServer/BuildServer.swift": "clock_gettime fills a C structure",
    "Sources/IAFAServer/Commands/CommandService.swift": "unlink is C",
    "Sources/IAFAServer/Commands/CommandSocket.swift": "a socket's address is a C structure",
    "Sources/IAFAServer/Commands/LineReader.swift": "an actor's executor is unowned",
    "Sources/IAFAServer/Documentation.swift": "the document is linked into the executable",
    "Sources/IAFAServer/Exploring/EventStream.swift":
      "a body's writer goes to the task that can be cancelled",
    "Sources/IAFAServer/Gzip.swift": "zlib's stream is a C structure with pointers",
    "Sources/IAFAServer/Page.swift": "the page's bytes are linked into the executable",
    "Sources/Segments/EventStore.swift": "an actor's executor is an unowned reference",
    "Sources/Segments/FileChecker.swift": "an actor's executor is an unowned reference",
    "Sources/Tenants/DurableFile.swift": "POSIX calls",
    "Sources/Tenants/KeyRing.swift": "the bytes of a key are lent as a pointer",
    "Sources/Tenants/PasswordHashing.swift": "libxcrypt is C",
    "Sources/Tenants/SecretFile.swift": "chmod is C",
    "Sources/Tenants/TenantStore.swift": "an actor's executor is an unowned reference",
    "clients/swift/Sources/IAFAClient/Queue/Files.swift": "POSIX calls",
  ]

  @Test func `Unsafe code stands where it is listed, with its reason`() throws {
    let unsafe = #"\bunsafe\b(?!:)"#
    expectNone(
      try places(unsafe) { file, _, _ in
        Self.unsafeFiles[file.path] == nil
          && !Self.unsafeFolders.contains { file.path.hasPrefix($0) }
      })
    let needless = try Self.unsafeFiles.keys.filter { path in
      try !sources.contains { try $0.file.path == path && !$0.code.lines(matching: unsafe).isEmpty }
    }
    expectNone(needless.map { "\($0) is listed and needs it no more" })
  }

  /// `\(unsafe: …)` puts text into SQL as it is.
  @Test func `Only the targets that write SQL put raw text into it`() throws {
    let writers: Set = ["DuckDB", "Segments", "Reports"]
    expectNone(try places(#"\bunsafe:"#) { file, _, _ in !writers.contains(file.target) })
  }

  /// Time is handed in, so that tests can say what time it is.
  @Test func `The clock is read where it is listed`() throws {
    let readers: Set = [
      // The one wall clock, handed to everything else.
      "Sources/IAFAServer/BuildServer.swift",
      // How long a report took.
      "Sources/Reports/Reporter.swift",
      // The client: the one wall clock; how long a request took; how long a call took.
      "clients/swift/Sources/IAFAClient/Queue/Files.swift",
      "clients/swift/Sources/IAFAClient/Delivery/Courier.swift",
      "clients/swift/Sources/client-probe/Measurement.swift",
    ]
    let clocks =
      #"\b(ContinuousClock|SuspendingClock|clock_gettime|gettimeofday|systemUptime)\b"#
      + #"|\bDate\(\)|\bDate\.now\b|\bDispatchTime\.now\b"#
    expectNone(try places(clocks) { file, _, _ in !readers.contains(file.path) })
  }

  @Test func `Only the executable prints`() throws {
    expectNone(
      try places(#"\b(debugPrint|print|dump|NSLog)\("#) { file, _, _ in
        file.target != "iafa"
      })
  }
}
