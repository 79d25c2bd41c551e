import Demo
import Events
import Testing

@Suite struct DemoPeopleTests {
  @Test func `Since 20 days payments fail on Safari, and on no other browser`() async throws {
    let made = try await sample.value.events
    let start = aMonday.advanced(bySeconds: -20 * 86_400)
    let safari = made.filter { $0["$browser"] == "Safari" }
    let others = made.filter { $0["$browser"] != nil && $0["$browser"] != "Safari" }

    let safariBefore = paid(safari.filter { $0.time < start })
    let safariAfter = paid(safari.filter { $0.time >= start })
    #expect(safariBefore > 0.85)
    #expect(safariAfter < 0.30)

    let othersBefore = paid(others.filter { $0.time < start })
    let othersAfter = paid(others.filter { $0.time >= start })
    #expect(othersBefore > 0.85)
    #expect((othersAfter - othersBefore).magnitude < 0.06)

    let planted = made.filter { $0["error_code"] == "3ds_frame_blocked" }
    #expect(!planted.isEmpty)
    #expect(planted.allSatisfy { $0["$browser"] == "Safari" && $0.time >= start })
  }

  @Test func `A fifth of the visitors use Safari: the whole sinks but a little`() async throws {
    let made = try await sample.value.events
    let visitors = Set(made.filter { $0.sessionID != nil }.map(\.userID))
    let onSafari = Set(made.filter { $0["$browser"] == "Safari" }.map(\.userID))
    #expect(0.17...0.28 ~= Double(onSafari.count) / Double(visitors.count))
  }

  @Test func `The browser said is the browser of the user agent`() async throws {
    for event in try await sample.value.events {
      guard let agent = event.userAgent else {
        #expect(event.sessionID == nil, "a visit has a user agent")
        continue
      }
      // Edge names Chrome too, and all but Firefox name Safari.
      let marks = ["Edg": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "CriOS/": "Chrome"]
      let named = Set(marks.filter { agent.contains($0.key) }.values)
      let browser = event["$browser"]
      switch browser {
      case "Safari": #expect(named.isEmpty && agent.contains("Safari/"))
      case "Chrome": #expect(named == ["Chrome"])
      case "Edge": #expect(named == ["Chrome", "Edge"])
      default: #expect(named == ["Firefox"] && browser == "Firefox")
      }
    }
  }

  @Test func `Identifications name real people and never a placeholder`() async throws {
    let identifications = try await sample.value.identifications
    #expect(identifications.count > 100)
    for identification in identifications {
      #expect(!Placeholders.contains(identification.userID))
      if let anonymous = identification.anonymousID {
        #expect(!Placeholders.contains(anonymous))
        #expect(UUIDValue(anonymous) != nil)
      }
    }
    let signUps = identifications.filter { !$0.traits.isEmpty && $0.anonymousID != nil }
    #expect(!signUps.isEmpty)
    #expect(
      signUps.allSatisfy { Set($0.traits.map(\.key)).isSuperset(of: ["name", "plan", "signup"]) })
  }

  @Test func `An anonymous id belongs to one customer only`() async throws {
    var owners: [String: Set<String>] = [:]
    for identification in try await sample.value.identifications {
      if let anonymous = identification.anonymousID {
        owners[anonymous, default: []].insert(identification.userID)
      }
    }
    #expect(owners.values.allSatisfy { $0.count == 1 })
    let devices = Dictionary(grouping: owners.values.compactMap(\.first)) { $0 }
    #expect(devices.values.contains { $0.count > 1 }, "somebody has two devices")
  }

  @Test func `Every entry passes the rules of admission unchanged`() async throws {
    let shop = DemoShop(seed: 8, eventCount: 4_000, end: aMonday, project: aProject)
    let admission = Admission(project: aProject, received: aMonday, retentionDays: 90)
    for event in try await events(of: shop) {
      let sent: JSON = [
        "id": .string(event.id.description), "event_type": .string(event.type),
        "user_id": .string(event.userID), "session_id": .optional(event.sessionID),
        "url": .optional(event.url), "referrer": .optional(event.referrer),
        "user_agent": .optional(event.userAgent),
        "timestamp": .string(event.time.description),
        "properties": .object(
          (event.properties ?? []).map { JSONMember($0.key, .string($0.value)) }),
      ]
      let batch = try IncomingBatch.readOne(Array(sent.jsonText.utf8))
      let admitted = try admission.admit(batch, place: 0).get()
      #expect(admitted == .event(event))
    }
  }
}

/// The share of those who submit a payment who have an order in the end.
private func paid(_ events: [Event]) -> Double {
  let submitted = Set(events.filter { $0.type == "payment_submitted" }.map(\.sessionID))
  let bought = Set(events.filter { $0.type == "purchase" }.map(\.sessionID))
  guard !submitted.isEmpty else { return .nan }
  return Double(submitted.intersection(bought).count) / Double(submitted.count)
}
