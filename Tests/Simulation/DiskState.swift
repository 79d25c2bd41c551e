internal import EventLog

extension SimulatedDisk {
  /// A call that is to fail.
  struct Fault: Sendable {
    /// Which calls count; nil for all.
    var operation: Operation?
    var callsLeft: Int
    var failure: Failure
  }

  /// The whole file system, and the process that uses it.
  struct State: Sendable {
    static let root = 0

    var files: [Int: SimulatedFile] = [:]
    var directories: Set<Int> = [root]
    var names = NameTree()
    var nextInode = 1
    var openFiles: [Int32: Int] = [:]
    var nextDescriptor: Int32 = 3
    var dice: Dice
    var ignored: Set<Operation>
    var fault: Fault?
    var failedOperation: Operation?
    var isDead = false

    init(dice: Dice, ignored: Set<Operation>) {
      self.dice = dice
      self.ignored = ignored
    }

    /// Counts a call; answers how it is to fail, if it is.
    mutating func failure(of operation: Operation) -> Failure? {
      guard var fault, fault.operation == nil || fault.operation == operation else { return nil }
      fault.callsLeft -= 1
      self.fault = fault.callsLeft > 0 ? fault : nil
      guard fault.callsLeft == 0 else { return nil }
      failedOperation = operation
      return fault.failure
    }

    mutating func newInode() -> Int {
      defer { nextInode += 1 }
      return nextInode
    }

    mutating func open(_ inode: Int) -> DiskFile {
      defer { nextDescriptor += 1 }
      openFiles[nextDescriptor] = inode
      return DiskFile(descriptor: nextDescriptor)
    }

    func inode(_ path: String) -> Int? {
      var inode = State.root
      for part in path.split(separator: "/") {
        guard let next = names[Name(directory: inode, text: String(part))] else { return nil }
        inode = next
      }
      return inode
    }

    func file(_ path: String) -> SimulatedFile? { inode(path).flatMap { files[$0] } }

    func directory(_ path: String, _ operation: Operation) throws(DiskError) -> Int {
      guard let inode = inode(path), directories.contains(inode) else {
        throw operation.error(path, 2 /* ENOENT */)
      }
      return inode
    }

    /// The place of a path in its directory, which must be there.
    func name(_ path: String, _ operation: Operation) throws(DiskError) -> Name {
      let parts = path.split(separator: "/")
      guard let last = parts.last else { throw operation.error(path, 22 /* EINVAL */) }
      let parent = "/" + parts.dropLast().joined(separator: "/")
      return Name(directory: try directory(parent, operation), text: String(last))
    }
  }
}

extension SimulatedDisk.Operation {
  func error(_ path: String, _ code: Int32) -> DiskError {
    DiskError(operation: rawValue, path: path, code: code)
  }
}
