public import Foundation

/// Tells an IAFA server what people do, and loses nothing of it.
///
/// An event is on this machine's disk, synced, before ``track(_:user:session:properties:)``
/// returns: from then on neither a crash nor a power cut nor an absent server loses it, and it
/// counts once, since it is sent with the same id until the server has said that it is on *its*
/// disk. Safe to use from any thread.
///
/// ```swift
/// let iafa = try IAFAClient(key: "pk_…", server: URL(string: "https://iafa.example.com")!)
/// try iafa.track("purchase", user: "ada", properties: ["price": 80, "plan": "pro"])
/// ```
public final class IAFAClient: Sendable {
  private let queue: EventQueue
  private let courier: Courier
  private let registered = Locked<[String: IAFAValue]>([:])
  /// How long ``close()`` tries to send what waits.
  private static let patience = Duration.seconds(5)

  /// Opens the queue's folder and begins to deliver what an earlier process left there.
  ///
  /// - Parameters:
  ///   - key: the project's write key (`pk_…`). It can send events and nothing else, so it may be
  ///     in an app.
  ///   - server: the server's address, without `/api/v1`.
  /// - Throws: ``IAFAError/invalidKey``, ``IAFAError/invalidServer(_:)``;
  ///   ``IAFAError/folderInUse(path:by:)`` where another client has the folder;
  ///   ``IAFAError/newerFormat(path:)`` and ``IAFAError/storage(operation:path:code:)``.
  public convenience init(
    key: String, server: URL, options: IAFAOptions = IAFAOptions()
  ) throws(IAFAError) {
    guard ["http", "https"].contains(server.scheme?.lowercased()), server.host != nil else {
      throw .invalidServer(server)
    }
    let http = HTTPTransport(server: server, timeout: options.requestTimeout)
    try self.init(key: key, options: options) { body in try await http.post(body) }
  }

  init(
    key: String, options: IAFAOptions, pace: Backoff.Pace = Backoff.Pace(),
    now: @escaping @Sendable () -> Int64 = Files.now, transport: @escaping Transport
  ) throws(IAFAError) {
    guard key.hasPrefix("pk_") else { throw .invalidKey }
    queue = try EventQueue(
      folder: (options.folder ?? Self.usualFolder).path,
      limits: EventQueue.Limits(events: options.maximumEvents, bytes: options.maximumBytes),
      now: now)
    courier = Courier(
      queue: queue,
      settings: Courier.Settings(
        key: key, batchEvents: options.batchEvents, batchInterval: options.batchInterval,
        pace: pace,
        onNotice: options.onNotice),
      transport: transport)
    // Ends when the queue is closed, by ``close()`` or with this object.
    Task { [courier] in await courier.run() }
  }

  deinit { queue.abandon() }

  private static var usualFolder: URL {
    let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)
    return (support.first ?? FileManager.default.temporaryDirectory)
      .appendingPathComponent("IAFA")
      .appendingPathComponent(Bundle.main.bundleIdentifier ?? ProcessInfo.processInfo.processName)
  }

  // MARK: - Events

  /// Tracks an event; it is on disk when this returns. Blocks for as long as the disk takes for a
  /// sync, mostly some milliseconds; many threads share one sync. In `async` code, the form with
  /// `await` holds up no thread.
  ///
  /// - Parameters:
  ///   - name: what happened, such as `purchase`: 1 to 100 Unicode scalars.
  ///   - user: whose it is: 1 to 255 Unicode scalars. Somebody who is not signed in has an id of
  ///     your making; ``identify(_:anonymous:traits:)`` joins it later.
  ///   - session: the visit, where there is such a thing.
  ///   - properties: at most 256, nested at most 32 deep. They win over registered ones.
  /// - Returns: the event's id.
  /// - Throws: ``IAFAError/invalidEvent(_:)`` for what the server would never take;
  ///   ``IAFAError/queueFull(waitingEvents:waitingBytes:)`` when too much waits;
  ///   ``IAFAError/storage(operation:path:code:)`` where the disk refuses; ``IAFAError/closed``.
  ///   Then nothing is promised.
  @discardableResult public func track(
    _ name: String, user: String, session: String? = nil, properties: [String: IAFAValue] = [:]
  ) throws(IAFAError) -> UUID {
    try track(IAFAEvent(name, user: user, session: session, properties: properties))
  }

  /// The same without blocking a thread.
  @discardableResult public func track(
    _ name: String, user: String, session: String? = nil, properties: [String: IAFAValue] = [:]
  ) async throws(IAFAError) -> UUID {
    try await track(IAFAEvent(name, user: user, session: session, properties: properties))
  }

  /// Tracks an event with all that an event can have; it is on disk when this returns.
  @discardableResult public func track(_ event: IAFAEvent) throws(IAFAError) -> UUID {
    try add(try members(of: event), id: event.id, isTimed: event.time == nil)
  }

  /// The same without blocking a thread.
  @discardableResult public func track(_ event: IAFAEvent) async throws(IAFAError) -> UUID {
    try await add(try members(of: event), id: event.id, isTimed: event.time == nil)
  }

  /// Joins an anonymous id to a person's, for past events too, and says what is known about the
  /// person.
  ///
  /// - Parameters:
  ///   - user: the person's id. Placeholders (`null`, `guest`, `0`, …) are refused by the server,
  ///     since they would merge strangers.
  ///   - anonymous: the id under which the person was tracked so far.
  ///   - traits: of each the latest holds, such as `["plan": "pro"]`.
  /// - Throws: as ``track(_:user:session:properties:)``.
  public func identify(
    _ user: String, anonymous: String? = nil, traits: [String: IAFAValue] = [:]
  ) throws(IAFAError) {
    _ = try add(
      try EventText.members(identifying: user, anonymous: anonymous, traits: traits), id: nil,
      isTimed: false)
  }

  /// The same without blocking a thread.
  public func identify(
    _ user: String, anonymous: String? = nil, traits: [String: IAFAValue] = [:]
  ) async throws(IAFAError) {
    _ = try await add(
      try EventText.members(identifying: user, anonymous: anonymous, traits: traits), id: nil,
      isTimed: false)
  }

  /// Every later event of this client carries these properties too; `nil` takes one away. Not kept
  /// beyond the process.
  public func register(_ properties: [String: IAFAValue]) {
    registered.with { registered in
      for (name, value) in properties {
        if value == .null { registered.removeValue(forKey: name) } else { registered[name] = value }
      }
    }
  }

  // MARK: - Delivery

  /// Sends now what waits, without waiting for company. While a pause after a failure lasts,
  /// nothing is sent.
  ///
  /// - Returns: whether the server has answered for everything that was tracked before the call. If
  ///   not, it is kept, and delivery goes on by itself.
  @discardableResult public func flush() async -> Bool { await courier.flush() }

  /// Tries for at most five seconds to send what waits, then gives the folder back. What could not
  /// be sent waits there for the next client.
  public func close() async {
    // Only this function waits for it.
    let limit = Task { [courier] in
      // Cancelled when everything was sent in time.
      try? await Task.sleep(for: Self.patience)
      if !Task.isCancelled { await courier.stop() }
    }
    await flush()
    limit.cancel()
    await courier.stop()
    await queue.close()
  }

  /// How many events are on disk and not yet delivered.
  public var waitingEvents: Int { queue.waitingEvents }

  // MARK: - Into the queue

  private func members(of event: IAFAEvent) throws(IAFAError) -> [UInt8] {
    var text: String?
    if let time = event.time {
      let seconds = time.timeIntervalSince1970
      guard Self.writableSeconds.contains(seconds) else {
        throw .invalidEvent([
          IAFAFault("/timestamp", "invalid_instant", "Not between the years 1 and 9999.")
        ])
      }
      // The clock that events have is the one that the server corrects.
      text = InstantText.of(Int64((seconds * 1_000_000).rounded()) + queue.shift)
    }
    return try EventText.members(of: event, registered: registered.with { $0 }, time: text)
  }

  /// What RFC 3339 can write.
  private static let writableSeconds = -62_135_596_800.0..<253_402_300_800

  private func add(_ members: [UInt8], id: UUID?, isTimed: Bool) throws(IAFAError) -> UUID {
    let outcome = Locked<Result<UUID, IAFAError>>(.failure(.closed))
    let isWritten = DispatchSemaphore(value: 0)
    try queue.add(members, id: id, isTimed: isTimed) { result in
      outcome.with { $0 = result }
      isWritten.signal()
    }
    isWritten.wait()
    return try outcome.with { $0 }.get()
  }

  private func add(_ members: [UInt8], id: UUID?, isTimed: Bool) async throws(IAFAError) -> UUID {
    let result: Result<UUID, IAFAError> = await withCheckedContinuation { continuation in
      do throws(IAFAError) {
        try queue.add(members, id: id, isTimed: isTimed) { continuation.resume(returning: $0) }
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    return try result.get()
  }
}
