package import Events
internal import NIOConcurrencyHelpers
internal import Synchronization

/// What somebody can listen to, in one project.
package protocol LiveItem: Sendable {
  var project: ProjectID { get }
}

extension Event: LiveItem {}

/// Tells who listens of every item as soon as it is there, of events as soon as they are durable.
///
/// Nobody who listens can hold up who publishes: what a subscriber does not take in time is dropped
/// and counted, oldest first.
package final class LiveFeed<Item: LiveItem>: Sendable {
  /// Each may hold ``LiveSubscription/capacity`` items in memory.
  package static var maximumSubscribers: Int { 32 }

  private struct Subscriber: Sendable {
    var project: ProjectID
    var isWanted: @Sendable (Item) -> Bool
    var continuation: AsyncStream<Item?>.Continuation
    var dropped: DropCount
  }

  private let subscribers = NIOLockedValueBox<[UInt64: Subscriber]>([:])
  private let numbers = Atomic<UInt64>(0)

  package init() {}

  /// Nil where enough others listen.
  package func subscribe(
    to project: ProjectID, where isWanted: @escaping @Sendable (Item) -> Bool = { _ in true }
  ) -> LiveSubscription<Item>? {
    let (stream, continuation) = AsyncStream<Item?>.makeStream(
      bufferingPolicy: .bufferingNewest(LiveSubscription<Item>.capacity))
    let dropped = DropCount()
    let number = numbers.add(1, ordering: .relaxed).newValue
    let isIn = subscribers.withLockedValue { subscribers in
      guard subscribers.count < Self.maximumSubscribers else { return false }
      subscribers[number] = Subscriber(
        project: project, isWanted: isWanted, continuation: continuation, dropped: dropped)
      return true
    }
    guard isIn else { return nil }
    return LiveSubscription(
      items: stream, continuation: continuation, dropped: dropped, number: number, feed: self)
  }

  package func publish(_ items: [Item]) {
    let subscribers = subscribers.withLockedValue { $0 }
    for subscriber in subscribers.values {
      for item in items where item.project == subscriber.project {
        guard subscriber.isWanted(item) else { continue }
        if case .dropped = subscriber.continuation.yield(item) { subscriber.dropped.add() }
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

extension LiveFeed<Event> {
  /// The events of one type; nil: of every type.
  package func subscribe(to project: ProjectID, event: String?) -> LiveSubscription<Event>? {
    subscribe(to: project) { item in event.map { $0.utf8.elementsEqual(item.type.utf8) } ?? true }
  }
}

/// How many items somebody did not get.
private final class DropCount: Sendable {
  private let count = Atomic(0)

  func add() { count.add(1, ordering: .relaxed) }

  func take() -> Int { count.exchange(0, ordering: .relaxed) }
}

/// Somebody who listens, until this goes.
package final class LiveSubscription<Item: LiveItem>: Sendable {
  static var capacity: Int { 256 }

  /// Nil: nothing happened, and time went by.
  package let items: AsyncStream<Item?>
  private let continuation: AsyncStream<Item?>.Continuation
  private let dropped: DropCount
  private let number: UInt64
  private let feed: LiveFeed<Item>
  private let progress = Atomic(true)

  fileprivate init(
    items: AsyncStream<Item?>, continuation: AsyncStream<Item?>.Continuation,
    dropped: DropCount, number: UInt64, feed: LiveFeed<Item>
  ) {
    self.items = items
    self.continuation = continuation
    self.dropped = dropped
    self.number = number
    self.feed = feed
  }

  deinit { feed.remove(number) }

  /// Puts a nil among the items.
  package func tick() { continuation.yield(nil) }

  /// Ends the items once those that wait are taken.
  package func finish() { continuation.finish() }

  /// Something was passed on to whom it is for.
  package func hasTaken() { progress.store(true, ordering: .relaxed) }

  /// Whether something was, since this was last asked. True the first time.
  package func wasTaken() -> Bool { progress.exchange(false, ordering: .relaxed) }

  /// How many items were dropped since this was last asked.
  package func takeDropped() -> Int { dropped.take() }
}
