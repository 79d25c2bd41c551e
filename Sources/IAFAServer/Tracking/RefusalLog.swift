internal import Events
internal import NIOConcurrencyHelpers
internal import Segments

/// A request or an event that was not taken, as the people of its project see it.
///
/// It never holds the key, the client's address, or the value of a property.
struct NotedRefusal: LiveItem {
  /// What makes two of them equal.
  struct Content: Hashable, Sendable {
    var project: ProjectID
    var route: String
    var status: Int
    var reason: String
    var detail: String
    var origin: String?
    var eventType: String?
    var userAgent: String?
  }

  let content: Content
  let id: UInt64
  let at: Instant
  /// The first event's, where several were equal.
  let eventID: String?
  let index: Int?
  var count = 1
  var lastAt: Instant
  /// When it was last told to who listens.
  var toldAt: Instant

  var project: ProjectID { content.project }

  var json: JSON {
    [
      "id": .string(String(id)), "at": .string(at.description),
      "last_at": .string(lastAt.description), "count": .number(count),
      "route": .string(content.route), "status": .number(content.status),
      "reason": .string(content.reason), "detail": .string(content.detail),
      "origin": .optional(content.origin), "event_type": .optional(content.eventType),
      "event_id": .optional(eventID), "user_agent": .optional(content.userAgent),
      "index": index.map { .number($0) } ?? .null,
    ]
  }

  /// About what it takes in memory: its texts, and its own fields and places in the log's tables.
  fileprivate var byteCount: Int {
    let texts = [
      content.route, content.reason, content.detail, content.origin, content.eventType,
      content.userAgent, eventID,
    ]
    return texts.reduce(400) { $0 + ($1?.utf8.count ?? 0) }
  }
}

/// The last refusals of each project, in memory: a restart forgets them.
///
/// Equal ones of a minute are one with a count, so that a flood takes one place and pushes nothing
/// else out. Whatever comes, memory is bounded: by number and bytes in a project, by bytes in all.
final class RefusalLog: Sendable {
  static let maximumPerProject = 1_000
  static let maximumBytesPerProject = 512 << 10
  static let maximumBytes = 16 << 20
  private static let joinedMicroseconds = 60 * Instant.microsecondsPerSecond
  /// Who listens is told of a count that grows this often at most.
  private static let toldMicroseconds = Instant.microsecondsPerSecond

  let live = LiveFeed<NotedRefusal>()
  private let state = NIOLockedValueBox(State())

  private struct State {
    var projects: [ProjectID: ProjectRefusals] = [:]
    var bytes = 0
    /// Projects with counts that have grown since anyone was told.
    var untold: Set<ProjectID> = []

    /// The project that was refused something longest ago loses its list.
    mutating func forgetOne() {
      guard let oldest = projects.min(by: { $0.value.lastTime < $1.value.lastTime })?.key,
        let gone = projects.removeValue(forKey: oldest)
      else { return }
      bytes -= gone.bytes
    }
  }

  func note(_ content: NotedRefusal.Content, eventID: String?, index: Int?, at time: Instant) {
    let told = state.withLockedValue { state -> NotedRefusal? in
      var project = state.projects.removeValue(forKey: content.project) ?? ProjectRefusals(time)
      let before = project.bytes
      let told = project.note(content, eventID: eventID, index: index, at: time)
      state.bytes += project.bytes - before
      state.projects[content.project] = project
      if told == nil { state.untold.insert(content.project) }
      while state.bytes > Self.maximumBytes { state.forgetOne() }
      return told
    }
    if let told { live.publish([told]) }
  }

  /// Tells of the counts that have grown since the last time that anyone was told of them. Called
  /// every second: without it the last repetitions of a burst would be told with the next one only.
  func tellRest() {
    let rest = state.withLockedValue { state in
      defer { state.untold = [] }
      return state.untold.compactMap { state.projects[$0]?.takeUntold() }
    }
    for told in rest where !told.isEmpty { live.publish(told) }
  }

  /// Newest first, from below the id that was shown last.
  func list(
    of project: ProjectID, below cursor: UInt64?, limit: Int
  ) -> (items: [NotedRefusal], hasMore: Bool) {
    state.withLockedValue { state in
      guard let kept = state.projects[project] else { return ([], false) }
      let end = max(kept.ids.lowerBound, min(cursor ?? .max, kept.ids.upperBound))
      let ids = (kept.ids.lowerBound..<end).suffix(limit)
      return (
        ids.reversed().compactMap { kept.items[$0] }, ids.lowerBound > kept.ids.lowerBound
      )
    }
  }

  var byteCount: Int { state.withLockedValue { $0.bytes } }

  /// The refusals of one project; ids are consecutive.
  private struct ProjectRefusals {
    private(set) var items: [UInt64: NotedRefusal] = [:]
    private(set) var ids: Range<UInt64>
    private(set) var bytes = 0
    private var newest: [NotedRefusal.Content: UInt64] = [:]
    private var untold: Set<UInt64> = []

    /// Ids begin with the time, so that they go on growing after a restart.
    init(_ begin: Instant) {
      let first = UInt64(max(0, begin.microseconds))
      ids = first..<first
    }

    var lastTime: Instant {
      ids.last.flatMap { items[$0]?.lastAt } ?? Instant(microseconds: 0)
    }

    /// What is to be told, if anything.
    mutating func note(
      _ content: NotedRefusal.Content, eventID: String?, index: Int?, at time: Instant
    ) -> NotedRefusal? {
      if let id = newest[content], var item = items[id],
        time.microseconds - item.at.microseconds < RefusalLog.joinedMicroseconds
      {
        item.count += 1
        item.lastAt = time
        let isDue =
          time.microseconds - item.toldAt.microseconds >= RefusalLog.toldMicroseconds
        if isDue {
          item.toldAt = time
          untold.remove(id)
        } else {
          untold.insert(id)
        }
        items[id] = item
        return isDue ? item : nil
      }
      let item = NotedRefusal(
        content: content, id: ids.upperBound, at: time, eventID: eventID, index: index,
        lastAt: time, toldAt: time)
      ids = ids.lowerBound..<ids.upperBound + 1
      items[item.id] = item
      newest[content] = item.id
      bytes += item.byteCount
      while items.count > RefusalLog.maximumPerProject
        || bytes > RefusalLog.maximumBytesPerProject
      { forgetOldest() }
      return item
    }

    mutating func takeUntold() -> [NotedRefusal] {
      defer { untold = [] }
      return untold.sorted().compactMap { id in
        guard var item = items[id] else { return nil }
        item.toldAt = item.lastAt
        items[id] = item
        return item
      }
    }

    private mutating func forgetOldest() {
      guard let item = items.removeValue(forKey: ids.lowerBound) else { return }
      ids = ids.lowerBound + 1..<ids.upperBound
      untold.remove(item.id)
      bytes -= item.byteCount
      if newest[item.content] == item.id { newest[item.content] = nil }
    }
  }
}
