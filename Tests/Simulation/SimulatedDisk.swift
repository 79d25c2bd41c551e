package import EventLog
internal import Synchronization

/// A file system in memory that does to what was not synced whatever a real one may do.
///
/// Time stands still in it: it changes only when it is called. ``afterPowerCut(_:)`` answers one
/// of the states that a power cut can leave, ``afterKill()`` what the next process finds when only
/// the process ended. Random choices come from dice, so that a seed repeats them.
package final class SimulatedDisk: Disk {
  package enum Operation: String, CaseIterable, Sendable {
    case createDirectory, list, create, open, size, allocate, write, read, sync, truncate, rename,
      link, remove, syncDirectory, identity, freeBytes
  }

  package enum Failure: Sendable, Hashable {
    /// The call does nothing and throws; a sync drops pages and a write may be partly done.
    case error(Int32)
    /// The process ends: this call and every later one throws ``endOfProcess``.
    case crashBefore
    case crashAfter
  }

  /// The error number of calls of a process that is no more.
  package static let endOfProcess: Int32 = 9999
  package static let inputOutputError: Int32 = 5
  package static let noSpace: Int32 = 28

  private let state: Mutex<State>

  /// - Parameter ignoring: operations that say that they were done and do nothing: a planted
  ///   fault, which a test of what stands on a disk must notice.
  package init(seed: UInt64, ignoring: Set<Operation> = []) {
    state = Mutex(State(dice: Dice(seed: seed), ignored: ignoring))
  }

  private init(_ state: consuming State) { self.state = Mutex(state) }

  /// What is wrong from now on; see ``init(seed:ignoring:)``.
  package func ignore(_ operations: Set<Operation>) {
    state.withLock { $0.ignored = operations }
  }

  // MARK: - Faults

  /// Lets the n-th call from now on fail, counted from 1.
  package func fail(call: Int, of operation: Operation? = nil, with failure: Failure) {
    state.withLock {
      $0.fault = Fault(operation: operation, callsLeft: call, failure: failure)
      $0.failedOperation = nil
    }
  }

  /// The operation that failed as ``fail(call:of:with:)`` wanted; nil as long as none did.
  package var failedOperation: Operation? { state.withLock { $0.failedOperation } }

  /// Whether the process that uses the disk still runs.
  package var isAlive: Bool { state.withLock { !$0.isDead } }

  /// Whether a failed sync left pages in the cache that look clean and are not on the medium.
  package var hasDroppedPages: Bool {
    state.withLock { $0.files.values.contains { !$0.dropped.isEmpty } }
  }

  /// One of the states in which a power cut can leave the disk.
  package func afterPowerCut(_ dice: inout Dice) -> SimulatedDisk {
    state.withLock { state in
      var next = State(dice: Dice(seed: dice.next()), ignored: state.ignored)
      next.names = state.names.afterPowerCut(&dice)
      next.directories = state.directories
      next.nextInode = state.nextInode
      for (inode, file) in state.files.sorted(by: { $0.key < $1.key }) {
        next.files[inode] = file.afterPowerCut(&dice)
      }
      return SimulatedDisk(next)
    }
  }

  /// The disk as the next process finds it: nothing is lost, and nothing more is durable.
  package func afterKill() -> SimulatedDisk {
    state.withLock { state in
      var next = state
      next.isDead = false
      next.fault = nil
      next.failedOperation = nil
      next.openFiles = [:]
      return SimulatedDisk(next)
    }
  }

  /// Flips a bit of one of a directory's files, zeros that were reserved included.
  ///
  /// - Parameter places: the bytes that may be hit.
  /// - Returns: where it was; nil where there is none.
  package func flipBit(
    in directory: String, at places: Range<Int> = 0..<Int.max, _ dice: inout Dice
  ) -> (path: String, bit: Int)? {
    state.withLock { state in
      guard let inode = state.inode(directory) else { return nil }
      let paths = state.names.list(inode).map { directory + "/" + $0 }.filter { path in
        (state.file(path)?.seen.count ?? 0) > places.lowerBound
      }
      guard !paths.isEmpty else { return nil }
      let path = paths[dice.number(0..<paths.count)]
      guard let inode = state.inode(path), let content = state.file(path)?.seen else { return nil }
      // Most of a reserved file is zeros: most of the flips go to where it is written.
      let written = (content.lastIndex { $0 != 0 } ?? 0) + 1
      let end = dice.chance(75) && written > places.lowerBound ? written : content.count
      let byte = dice.number(places.lowerBound..<min(end, places.upperBound))
      let bit = 8 * byte + dice.number(0..<8)
      state.files[inode]?.flipBit(bit)
      return (path, bit)
    }
  }

  // MARK: - Disk

  package func createDirectory(_ path: String) throws(DiskError) {
    try perform(.createDirectory, path) { (state) throws(DiskError) in
      let name = try state.name(path, .createDirectory)
      guard state.names[name] == nil else { return }
      let inode = state.newInode()
      state.directories.insert(inode)
      state.names.add(name, inode: inode)
    }
  }

  package func list(_ directory: String) throws(DiskError) -> [String] {
    try perform(.list, directory) { (state) throws(DiskError) in
      state.names.list(try state.directory(directory, .list))
    }
  }

  package func create(_ path: String) throws(DiskError) -> DiskFile {
    try perform(.create, path) { (state) throws(DiskError) in
      let name = try state.name(path, .create)
      guard state.names[name] == nil else { throw Operation.create.error(path, 17 /* EEXIST */) }
      let inode = state.newInode()
      state.files[inode] = SimulatedFile()
      state.names.add(name, inode: inode)
      return state.open(inode)
    }
  }

  package func open(_ path: String) throws(DiskError) -> DiskFile {
    try perform(.open, path) { (state) throws(DiskError) in
      guard let inode = state.inode(path), state.files[inode] != nil else {
        throw Operation.open.error(path, 2 /* ENOENT */)
      }
      return state.open(inode)
    }
  }

  package func size(of file: DiskFile) throws(DiskError) -> Int {
    try perform(.size, file) { $0.seen.count }
  }

  package func allocate(_ file: DiskFile, size: Int) throws(DiskError) {
    try perform(.allocate, file) { if size > $0.seen.count { $0.resize(to: size) } }
  }

  package func write(_ bytes: [UInt8], to file: DiskFile, at offset: Int) throws(DiskError) {
    try perform(
      .write, file, { $0.write(bytes, at: offset) },
      onError: { $0.write(Array(bytes.prefix($1.number(0...bytes.count))), at: offset) })
  }

  package func read(_ file: DiskFile, at offset: Int, count: Int) throws(DiskError) -> [UInt8] {
    try perform(.read, file) { content in
      let start = min(offset, content.seen.count)
      return Array(content.seen[start..<min(start + count, content.seen.count)])
    }
  }

  package func sync(_ file: DiskFile) throws(DiskError) {
    try perform(.sync, file, { $0.sync() }, onError: { $0.failSync(&$1) })
  }

  package func truncate(_ file: DiskFile, to size: Int) throws(DiskError) {
    try perform(.truncate, file) { if size != $0.seen.count { $0.resize(to: size) } }
  }

  package func close(_ file: DiskFile) {
    state.withLock { _ = $0.openFiles.removeValue(forKey: file.descriptor) }
  }

  package func rename(_ path: String, to newPath: String) throws(DiskError) {
    try perform(.rename, path) { (state) throws(DiskError) in
      let name = try state.name(path, .rename)
      let newName = try state.name(newPath, .rename)
      guard state.names[name] != nil else { throw Operation.rename.error(path, 2 /* ENOENT */) }
      state.names.rename(name, to: newName)
    }
  }

  /// A second name for a file.
  package func link(_ path: String, as newPath: String) throws(DiskError) {
    try perform(.link, path) { (state) throws(DiskError) in
      let newName = try state.name(newPath, .link)
      guard let inode = state.inode(path), state.files[inode] != nil else {
        throw Operation.link.error(path, 2 /* ENOENT */)
      }
      guard state.names[newName] == nil else {
        throw Operation.link.error(newPath, 17 /* EEXIST */)
      }
      state.names.add(newName, inode: inode)
    }
  }

  package func remove(_ path: String) throws(DiskError) {
    try perform(.remove, path) { (state) throws(DiskError) in
      state.names.remove(try state.name(path, .remove))
    }
  }

  package func syncDirectory(_ path: String) throws(DiskError) {
    try perform(.syncDirectory, path) { (state) throws(DiskError) in
      state.names.sync(try state.directory(path, .syncDirectory))
    }
  }

  package func identity(of path: String) throws(DiskError) -> FileIdentity? {
    try perform(.identity, path) { state in
      guard let inode = state.inode(path), let file = state.files[inode] else { return nil }
      // Time stands still: a change shows in the content alone.
      return FileIdentity(device: 0, number: UInt64(inode), size: file.seen.count, modified: 0)
    }
  }

  package func freeBytes(_ directory: String) throws(DiskError) -> Int {
    try perform(.freeBytes, directory) { _ in 1 << 30 }
  }

  // MARK: - Every call

  /// - Parameter onError: what a call leaves behind that an I/O error ended.
  private func perform<Result>(
    _ operation: Operation, _ path: String,
    _ body: (inout State) throws(DiskError) -> Result,
    onError: (inout State) -> Void = { _ in }
  ) throws(DiskError) -> Result {
    try state.withLock { (state) throws(DiskError) in
      guard !state.isDead else { throw operation.error(path, Self.endOfProcess) }
      let failure = state.failure(of: operation)
      switch failure {
      case .error(let code):
        onError(&state)
        throw operation.error(path, code)
      case .crashBefore:
        state.isDead = true
        throw operation.error(path, Self.endOfProcess)
      case .crashAfter, nil: break
      }
      let result: Result
      if state.ignored.contains(operation) {
        var copy = state
        result = try body(&copy)
      } else {
        result = try body(&state)
      }
      if failure == .crashAfter {
        state.isDead = true
        throw operation.error(path, Self.endOfProcess)
      }
      return result
    }
  }

  private func perform<Result>(
    _ operation: Operation, _ file: DiskFile, _ body: (inout SimulatedFile) -> Result,
    onError: (inout SimulatedFile, inout Dice) -> Void = { _, _ in }
  ) throws(DiskError) -> Result {
    let path = "#\(file.descriptor)"
    return try perform(
      operation, path,
      { (state) throws(DiskError) in
        guard let inode = state.openFiles[file.descriptor] else {
          throw operation.error(path, 9 /* EBADF */)
        }
        // In its place: taken out, it would be copied at every call.
        return body(&state.files[inode, default: SimulatedFile()])
      },
      onError: { state in
        guard let inode = state.openFiles[file.descriptor], var content = state.files[inode] else {
          return
        }
        onError(&content, &state.dice)
        state.files[inode] = content
      })
  }
}
