import Events
import Testing

@testable import Segments

/// Events as they come: who listens gets them, and holds up nobody.
@Suite struct LiveFeedTests {
  private static func events(_ numbers: Range<Int>, _ other: ProjectID = project) -> [Event] {
    numbers.compactMap {
      if case .event(let event) = event($0, at: noon, project: other) { event } else { nil }
    }
  }

  @Test func `A subscriber gets the events of their project and type, in order`() async throws {
    let hub = LiveFeed<Event>()
    let all = try #require(hub.subscribe(to: project, event: nil))
    let some = try #require(hub.subscribe(to: project, event: "e2"))
    hub.publish(Self.events(0..<10))
    hub.publish(Self.events(0..<10, ProjectID(bits: 9)))
    all.tick()
    all.finish()
    some.finish()
    var got: [EventID?] = []
    for await event in all.items { got.append(event?.id) }
    #expect(got == Self.events(0..<10).map(\.id) + [nil])
    var types: [String] = []
    for await event in some.items { types.append(event?.type ?? "none") }
    #expect(types == ["e2", "e2"])
    #expect(all.takeDropped() == 0)
  }

  @Test func `What is not taken in time is dropped, oldest first, and counted`() async throws {
    let hub = LiveFeed<Event>()
    let slow = try #require(hub.subscribe(to: project, event: nil))
    let capacity = LiveSubscription<Event>.capacity
    hub.publish(Self.events(0..<capacity + 7))
    slow.finish()
    #expect(slow.takeDropped() == 7)
    #expect(slow.takeDropped() == 0)
    var got: [EventID?] = []
    for await event in slow.items { got.append(event?.id) }
    #expect(got == Self.events(7..<capacity + 7).map(\.id))
  }

  @Test func `So many may listen and no more; who has gone makes room`() throws {
    let hub = LiveFeed<Event>()
    var listeners: [LiveSubscription<Event>] = []
    while let one = hub.subscribe(to: project, event: nil) { listeners.append(one) }
    #expect(listeners.count == LiveFeed<Event>.maximumSubscribers)
    listeners.removeLast()
    #expect(hub.subscriberCount == LiveFeed<Event>.maximumSubscribers - 1)
    #expect(hub.subscribe(to: project, event: nil) != nil)
    // Nobody kept that one.
    #expect(hub.subscriberCount == LiveFeed<Event>.maximumSubscribers - 1)
    listeners = []
    #expect(hub.subscriberCount == 0)
  }

  @Test func `An event is told of once it is durable, and a duplicate is not`() async throws {
    try await withTemporaryDirectory { path in
      let store = try await open(path)
      let listener = try #require(store.live.subscribe(to: project, event: nil))
      _ = try await store.accept([event(1, at: noon)])
      _ = try await store.accept([event(1, at: noon), event(2, at: noon)])
      listener.finish()
      var got: [EventID?] = []
      for await event in listener.items { got.append(event?.id) }
      #expect(got == Self.events(1..<3).map(\.id))
    }
  }
}
