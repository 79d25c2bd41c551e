internal import Foundation

/// Which seeds the simulations run: `IAFA_SEEDS` is how many, `IAFA_SEED` names a single one.
package enum Seeds {
  package static let all: ClosedRange<UInt64> = {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["IAFA_SEED"].flatMap({ UInt64($0) }) { return one...one }
    return 1...max(1, environment["IAFA_SEEDS"].flatMap { UInt64($0) } ?? ordinary.upperBound)
  }()

  /// As many as every run of the tests has time for.
  package static let ordinary: ClosedRange<UInt64> = 1...500

  /// Runs one after the other, up to the first that fails, which the error names. Other tests get
  /// their turns in between: there are only as many threads as cores.
  package nonisolated(nonsending) static func run(
    _ seeds: ClosedRange<UInt64> = all, _ body: (UInt64) throws -> Void
  ) async throws {
    for seed in seeds {
      do { try body(seed) } catch { throw Violation("IAFA_SEED=\(seed): \(error)") }
      await Task.yield()
    }
  }

  /// The first of the ordinary seeds whose run breaks a promise, as it must with a planted mistake.
  package nonisolated(nonsending) static func firstViolation(
    _ body: (UInt64) throws -> Void
  ) async throws -> UInt64? {
    for seed in ordinary {
      do { try body(seed) } catch is Violation { return seed }
      await Task.yield()
    }
    return nil
  }
}

/// A promise that was broken.
package struct Violation: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
