internal import Foundation

/// The queue as threads and tasks see it: many add, one delivers.
///
/// What is added while the disk is being synced is written together with one sync when it is done:
/// the disk's own time sets the size of groups. All file work is on one thread, which may wait for
/// a disk; callers wait for it, or are suspended.
final class EventQueue: @unchecked Sendable {  // `folder` is touched on `thread` alone.
  /// Gets the event's id, once it is on disk.
  typealias Completion = @Sendable (Result<UUID, IAFAError>) -> Void

  struct Limits: Sendable {
    var events: Int
    var bytes: Int
  }

  /// What is decided in an instant, and by every thread.
  private struct Gate {
    var clock: EventClock
    var pending: [(record: Record, completion: Completion)] = []
    /// On disk or about to be.
    var waitingEvents: Int
    var waitingBytes: Int
    /// Why nothing more is taken.
    var refusal: IAFAError?
  }

  /// Waits for disks, and somebody may wait for it.
  private let thread = DispatchQueue(label: "IAFA queue", qos: .userInitiated)
  private let limits: Limits
  private let now: @Sendable () -> Int64
  private let gate: Locked<Gate>
  private var folder: QueueFolder?
  /// What was remembered of the last delivery when the folder was opened.
  let opened: Position
  /// Yields when events have come to disk.
  let arrivals: AsyncStream<Void>
  private let arrived: AsyncStream<Void>.Continuation

  /// - Parameter now: microseconds since 1970, from a clock that may be set back.
  init(folder path: String, limits: Limits, now: @escaping @Sendable () -> Int64) throws(IAFAError)
  {
    let folder = try QueueFolder(path)
    self.limits = limits
    self.now = now
    gate = Locked(
      Gate(
        clock: folder.position.clock, waitingEvents: folder.waitingEvents,
        waitingBytes: folder.waitingBytes))
    self.folder = folder
    opened = folder.position
    (arrivals, arrived) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Events that are not delivered, those included that are just being written.
  var waitingEvents: Int { gate.with { $0.waitingEvents } }

  /// The clock's time as events have it.
  var time: Int64 { gate.with { $0.clock.time(at: now()) } }

  /// By how much events' times are ahead of this machine's clock.
  var shift: Int64 { gate.with { $0.clock.shift } }

  /// Takes what is to be sent, in order.
  ///
  /// - Parameters:
  ///   - id: nil for a new one.
  ///   - isTimed: whether it gets its time here.
  ///   - completion: called when it is on disk or can't be, unless this throws.
  func add(
    _ members: [UInt8], id: UUID?, isTimed: Bool, completion: @escaping Completion
  ) throws(IAFAError) {
    let random = UInt64.random(in: 0...UInt64.max)
    let isFirst = try gate.with { gate throws(IAFAError) in
      if let refusal = gate.refusal { throw refusal }
      let size = Frame.size(members: members.count)
      guard gate.waitingEvents < limits.events, gate.waitingBytes + size <= limits.bytes else {
        throw .queueFull(waitingEvents: gate.waitingEvents, waitingBytes: gate.waitingBytes)
      }
      let time = gate.clock.tick(at: now())
      let id = id ?? UUID(time: time, random: random)
      let record = Record(time: isTimed ? time : nil, id: id, members: members)
      gate.pending.append((record, completion))
      gate.waitingEvents += 1
      gate.waitingBytes += size
      return gate.pending.count == 1
    }
    if isFirst { thread.async { self.commit() } }
  }

  /// Writes what has gathered; what comes meanwhile is the next group.
  private func commit() {
    let group = gate.with { gate in
      defer { gate.pending = [] }
      return gate.pending
    }
    guard !group.isEmpty else { return }
    var error: IAFAError?
    do throws(Segment.Failure) {
      guard folder != nil else { throw .init(.closed, isFinal: true) }
      try folder?.append(group.map(\.record))
    } catch let failure {
      error = failure.error
      gate.with { gate in
        gate.waitingEvents -= group.count
        gate.waitingBytes -= group.reduce(0) { $0 + Frame.size(members: $1.record.members.count) }
        if failure.isFinal { gate.refusal = gate.refusal ?? failure.error }
      }
    }
    for entry in group {
      entry.completion(error.map(Result.failure) ?? .success(entry.record.id))
    }
    if error == nil { arrived.yield() }
  }

  // MARK: - What delivery does

  /// The number of the last event on disk.
  func last() async throws(IAFAError) -> UInt64 {
    try await onThread { folder throws(IAFAError) in folder.last }
  }

  /// What waits longest; nil when nothing waits.
  func oldest(most: Int, bytes: Int) async throws(IAFAError) -> Waiting? {
    try await onThread { folder throws(IAFAError) in
      try self.accounted(folder) { () throws(IAFAError) in
        try folder.oldest(most: most, bytes: bytes)
      }
    }
  }

  /// Moves on over the first `count` records and, where it `isKept`, writes that down.
  func advance(
    over waiting: Waiting, _ count: Int, order: Order, askedUntil: Int64, isKept: Bool = true
  ) async throws(IAFAError) {
    try await onThread { folder throws(IAFAError) in
      self.accounted(folder) { folder.advance(over: waiting, count) }
      guard isKept else { return }
      let clock = self.gate.with { $0.clock }
      try folder.save(order: order, clock: clock, askedUntil: askedUntil)
    }
  }

  /// Runs something after which less may wait, and makes room for as much.
  private func accounted<Result, Failure: Error>(
    _ folder: QueueFolder, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = (folder.waitingEvents, folder.waitingBytes)
    let result = try body()
    let after = (folder.waitingEvents, folder.waitingBytes)
    gate.with { gate in
      gate.waitingEvents -= before.0 - after.0
      gate.waitingBytes -= before.1 - after.1
    }
    return result
  }

  /// Takes nothing more, writes what was taken, and gives the folder back.
  func close() async {
    gate.with { $0.refusal = .closed }
    await withCheckedContinuation { continuation in
      thread.async {
        self.end()
        continuation.resume()
      }
    }
  }

  /// ``close()`` for who can't wait.
  func abandon() {
    gate.with { $0.refusal = .closed }
    thread.async { self.end() }
  }

  private func end() {
    commit()
    folder = nil
    arrived.finish()
  }

  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable (QueueFolder) throws(IAFAError) -> Value
  ) async throws(IAFAError) -> Value {
    let result: Result<Value, IAFAError> = await withCheckedContinuation { continuation in
      thread.async {
        continuation.resume(
          returning: Result { () throws(IAFAError) in
            guard let folder = self.folder else { throw .closed }
            return try body(folder)
          })
      }
    }
    return try result.get()
  }
}
