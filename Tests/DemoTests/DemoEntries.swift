import Demo
import Events

let aProject = ProjectID(bits: 0xF00D)
/// 20:15 UTC on Monday, 23 November 2026, when clocks had been set back within the 90 days.
let aMonday = Instant(microseconds: 1_795_464_900_000_000)

/// What most tests look at, made once.
let sample = Task {
  try await entries(
    of: DemoShop(seed: 1, eventCount: 60_000, end: aMonday, project: aProject))
}

func entries(of shop: DemoShop) async throws -> [Entry] {
  var all: [Entry] = []
  try await shop.forEachBatch { all += $0 }
  return all
}

func events(of shop: DemoShop) async throws -> [Event] { try await entries(of: shop).events }

extension [Entry] {
  var events: [Event] {
    compactMap { entry in
      if case .event(let event) = entry { event } else { nil }
    }
  }

  var identifications: [Identification] {
    compactMap { entry in
      if case .identification(let identification) = entry { identification } else { nil }
    }
  }
}

extension Entry {
  var time: Instant {
    switch self {
    case .event(let event): event.time
    case .identification(let identification): identification.received
    }
  }
}

extension Event {
  subscript(key: String) -> String? { properties?.first { $0.key == key }?.value }
}
