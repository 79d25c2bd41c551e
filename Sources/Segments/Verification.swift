internal import EventLog
internal import Events

/// What reading everything has shown.
package struct Verification: Sendable {
  package struct Finding: Sendable, Equatable {
    /// Relative to the data directory.
    package var path: String
    package var problem: String
  }

  package var filesRead = 0
  package var findings: [Finding] = []
}

extension EventStore {
  /// Reads every file whole and compares it with what was written, while the store works.
  package func verify() async throws -> Verification {
    var verification = Verification()
    let manifest = catalog.manifest
    let damaged = await files.compareAll()
    verification.filesRead = catalog.files.count
    for file in damaged {
      let isThere = try POSIXDisk().identity(of: file.path) != nil
      verification.findings.append(
        .init(
          path: relative(file.path),
          problem: "\(isThere ? "is not what was written" : "is missing"); "
            + "\(file.rows) events can't be read"))
    }
    for day in manifest.days.values.sorted(by: { $0.key < $1.key }) {
      let own = try POSIXDisk().identity(of: layout.path(of: day))
      let published = try POSIXDisk().identity(of: layout.published(day).path)
      guard let own, published?.isSameFile(as: own) != true else { continue }
      verification.findings.append(
        .init(
          path: relative(layout.published(day).path),
          problem: "is not the file that the server reads; the next start publishes it again"))
    }
    if recovery.damagedStretches > 0 {
      verification.findings.append(
        .init(
          path: "log",
          problem: "\(recovery.damagedStretches) stretches did not read at the last start"))
    }
    for loss in manifest.losses {
      verification.findings.append(
        .init(
          path: "log",
          problem: "records \(loss.first) to \(loss.first + UInt64(loss.records) - 1) are lost"))
    }
    return verification
  }

  /// Takes what is lost as lost: damaged files are put aside, and answers are no longer marked as
  /// partial for it.
  ///
  /// - Returns: how many events are gone with the files, and how many records with the log.
  package func acceptLosses() async throws -> (events: Int, records: Int) {
    try await maintenance.run {
      let damaged = await self.files.compareAll()
      return try await self.putAside(damaged)
    }
  }

  private func putAside(_ damaged: [SegmentFile]) throws -> (events: Int, records: Int) {
    let manifest = catalog.manifest
    let paths = Set(damaged.map(\.path))
    let parts = manifest.parts.filter { paths.contains(layout.path(of: $0)) }
    let days = manifest.days.values.filter { paths.contains(layout.path(of: $0)) }
    let disk = POSIXDisk()
    // A second name under quarantine/, since the first goes with the commit.
    for path in paths where try disk.identity(of: path) != nil {
      try layout.keep(path, disk)
    }
    try commit(
      Manifest.Change(
        nextFile: manifest.nextFile, removedParts: parts.map(\.name),
        removedDays: days.map(\.key).sorted(), acceptsLosses: true))
    for day in days { try layout.withdraw(day, disk) }
    return (damaged.reduce(0) { $0 + $1.rows }, manifest.losses.reduce(0) { $0 + $1.records })
  }

  private func relative(_ path: String) -> String {
    String(path.dropFirst(layout.root.count + 1))
  }
}
