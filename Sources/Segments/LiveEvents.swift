package import Events
internal import NIOConcurrencyHelpers
internal import Synchronization

/// Tells who listens of every event as soon as it is durable.
///
/// Nobody who listens can hold up the store: what a subscriber does not take in time is dropped and
/// counted, oldest first.
package final class LiveEvents: Sendable {
  /// Each may hold ``LiveSubscription/capacity`` events in memory.
  package static let maximumSubscribers = 32

  private struct Subscriber: Sendable {
    var project: ProjectID
    /// Nil: events of every type.
    var event: String?
    var continuation: AsyncStream<Event?>.Continuation
    var dropped: DropCount
  }

  private let subscribers = NIOLockedValueBox<[UInt64: Subscriber]>([:])
  private let numbers = Atomic<UInt64>(0)

  init() {}

  /// Nil where enough others listen.
  package func subscribe(to project: ProjectID, event: String?) -> LiveSubscription? {
    let (stream, continuation) = AsyncStream<Event?>.makeStream(
      bufferingPolicy: .bufferingNewest(LiveSubscription.capacity))
    let dropped = DropCount()
    let number = numbers.add(1, ordering: .relaxed).newValue
    let isIn = subscribers.withLockedValue { subscribers in
      guard subscribers.count < Self.maximumSubscribers else { return false }
      subscribers[number] = Subscriber(
        project: project, event: event, continuation: continuation, dropped: dropped)
      return true
    }
    guard isIn else { return nil }
    return LiveSubscription(
      items: stream, continuation: continuation, dropped: dropped, number: number, hub: self)
  }

  /// Events that are durable.
  func publish(_ events: [Event]) {
    let subscribers = subscribers.withLockedValue { $0 }
    for subscriber in subscribers.values {
      for event in events where event.project == subscriber.project {
        if let type = subscriber.event, !type.utf8.elementsEqual(event.type.utf8) { continue }
        if case .dropped = subscriber.continuation.yield(event) { subscriber.dropped.add() }
      }
    }
  }

  fileprivate func remove(_ number: UInt64) {
    // Outside the lock, since ending a stream resumes who waits for it.
    let gone = subscribers.withLockedValue { $0.removeValue(forKey: number) }
    gone?.continuation.finish()
  }

  package var subscriberCount: Int { subscribers.withLockedValue { $0.count } }
}

/// How many events somebody did not get.
private final class DropCount: Sendable {
  private let count = Atomic(0)

  func add() { count.add(1, ordering: .relaxed) }

  func take() -> Int { count.exchange(0, ordering: .relaxed) }
}

/// Somebody who listens, until this goes.
package final class LiveSubscription: Sendable {
  static let capacity = 256

  /// Nil: nothing happened, and time went by.
  package let items: AsyncStream<Event?>
  private let continuation: AsyncStream<Event?>.Continuation
  private let dropped: DropCount
  private let number: UInt64
  private let hub: LiveEvents
  private let progress = Atomic(true)

  fileprivate init(
    items: AsyncStream<Event?>, continuation: AsyncStream<Event?>.Continuation,
    dropped: DropCount, number: UInt64, hub: LiveEvents
  ) {
    self.items = items
    self.continuation = continuation
    self.dropped = dropped
    self.number = number
    self.hub = hub
  }

  deinit { hub.remove(number) }

  /// Puts a nil among the items.
  package func tick() { continuation.yield(nil) }

  /// Ends the items once those that wait are taken.
  package func finish() { continuation.finish() }

  /// Something was passed on to whom it is for.
  package func hasTaken() { progress.store(true, ordering: .relaxed) }

  /// Whether something was, since this was last asked. True the first time.
  package func wasTaken() -> Bool { progress.exchange(false, ordering: .relaxed) }

  /// How many events were dropped since this was last asked.
  package func takeDropped() -> Int { dropped.take() }
}
