internal import Foundation

/// The way from the queue to the server: in order, one request at a time, the same ids again until
/// it has answered for them.
actor Courier {
  struct Settings: Sendable {
    var key: String
    /// So many events are sent without waiting for more.
    var batchEvents: Int
    /// The longest wait for more.
    var batchInterval: Duration
    var pace = Backoff.Pace()
    var onNotice: @Sendable (IAFANotice) -> Void
  }

  private let queue: EventQueue
  private let settings: Settings
  private let transport: Transport
  private var plan: DeliveryPlan
  private var order: Order
  private var pausedUntil: ContinuousClock.Instant?
  /// Until when the server has asked to be left alone, in microseconds since 1970.
  private var askedUntil: Int64
  private var sending: Task<Bool, Never>?
  private var timer: Task<Void, Never>?
  private var isStopped = false

  init(queue: EventQueue, settings: Settings, transport: @escaping Transport) {
    self.queue = queue
    self.settings = settings
    self.transport = transport
    plan = DeliveryPlan(pace: settings.pace)
    order = queue.opened.order
    askedUntil = queue.opened.askedUntil
    let left = min(askedUntil - Files.now(), Backoff.longestWish.components.seconds * 1_000_000)
    if left > 0 { pausedUntil = .now + .microseconds(left) }
  }

  /// Delivers until the queue is closed.
  func run() async {
    look()
    for await _ in queue.arrivals { look() }
    stop()
  }

  /// Sends what is there now.
  ///
  /// - Returns: whether the server has answered for all of it.
  func flush() async -> Bool {
    // What is under way may have looked already.
    if let sending { _ = await sending.value }
    return await begin().value
  }

  /// Gives up the request that is under way, and makes no other.
  func stop() {
    isStopped = true
    timer?.cancel()
    sending?.cancel()
  }

  /// Decides when to send: now, or when there is company, or when the pause is over.
  private func look() {
    guard sending == nil, !isStopped, queue.waitingEvents > 0 else { return }
    if let left = pauseLeft {
      later(left)
    } else if queue.waitingEvents >= settings.batchEvents {
      _ = begin()
    } else {
      later(settings.batchInterval)
    }
  }

  private var pauseLeft: Duration? {
    guard let pausedUntil else { return nil }
    let left = pausedUntil - .now
    return left > .zero ? left : nil
  }

  private func later(_ wait: Duration) {
    guard timer == nil else { return }
    // Ends with ``stop()``; nobody waits for it.
    timer = Task { [weak self] in
      // Cancelled when the sending begins for another reason.
      try? await Task.sleep(for: wait)
      if !Task.isCancelled { await self?.ring() }
    }
  }

  private func ring() {
    timer = nil
    guard !isStopped else { return }
    if let left = pauseLeft { later(left) } else { _ = begin() }
  }

  /// Joins the sending that is under way, or begins one.
  private func begin() -> Task<Bool, Never> {
    if let sending { return sending }
    timer?.cancel()
    timer = nil
    // Whoever flushes waits for it; ``stop()`` cancels it.
    let task = Task {
      let isDone = await drain()
      sending = nil
      look()
      return isDone
    }
    sending = task
    return task
  }

  private func drain() async -> Bool {
    do throws(IAFAError) {
      // What comes while this is under way may wait for company.
      let last = try await queue.last()
      while !isStopped {
        guard
          var waiting = try await queue.oldest(most: plan.most, bytes: DeliveryPlan.mostBytes)
        else { return true }
        for notice in waiting.notices { settings.onNotice(notice) }
        guard !waiting.records.isEmpty, waiting.first <= last else { return true }
        guard pauseLeft == nil else { return false }
        waiting.keepFirst(order.most(after: waiting.first - 1))
        await send(waiting, through: last)
      }
    } catch {
      await failed(error)
    }
    return false
  }

  private func send(_ waiting: Waiting, through last: UInt64) async {
    let times = order.settle(first: waiting.first, times: waiting.records.map(\.time))
    await remember(waiting, delivered: 0)
    let events = zip(waiting.records, times).map { $0.json(time: $1) }
    let began = ContinuousClock.now
    let verdict: Verdict
    do {
      let body = Self.body(key: settings.key, sentAt: queue.time, events: events)
      verdict = .of(try await transport(body), count: events.count)
    } catch {
      verdict = .passing(reason: error.localizedDescription, retryAfter: nil)
    }
    if isStopped, case .passing = verdict { return }
    let step = plan.conclude(
      verdict, count: events.count, dice: .random(in: 0...1), now: Files.now())
    let travelled = (ContinuousClock.now - began) / .microseconds(1)
    let isDelivered = if case .goOn = step { true } else { false }
    order.conclude(
      times: times, travelled: Int64(travelled), delivered: isDelivered ? events.count : 0)
    take(step, waiting, events)
    // Where another batch follows, what is written down before it says this too.
    let isFollowed = isDelivered && waiting.first + UInt64(events.count) <= last
    await remember(waiting, delivered: isDelivered ? events.count : 0, isKept: !isFollowed)
  }

  private func take(_ step: DeliveryPlan.Step, _ waiting: Waiting, _ events: [[UInt8]]) {
    switch step {
    case .smaller: return
    case .goOn(let refused):
      askedUntil = 0
      for (place, faults) in refused.sorted(by: { $0.key < $1.key }) where place < events.count {
        let json = String(decoding: events[place], as: UTF8.self)
        settings.onNotice(.dropped(id: waiting.records[place].id, json: json, faults: faults))
      }
    case .pause(let pause, let notice):
      pausedUntil = .now + pause
      if case .delayed = notice { askedUntil = Files.now() + Int64(pause / .microseconds(1)) }
      settings.onNotice(notice)
    }
  }

  static func body(key: String, sentAt: Int64, events: [[UInt8]]) -> [UInt8] {
    var json = JSONText()
    json.write(raw: "{\"api_key\":")
    json.write(string: key)
    json.write(raw: ",\"sent_at\":\"\(InstantText.of(sentAt))\",\"events\":[")
    return json.bytes + events.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
  }

  /// Writes down how far delivery has come. Where that fails, it goes on: at worst, events are sent
  /// again after the next start, and count once.
  private func remember(_ waiting: Waiting, delivered count: Int, isKept: Bool = true) async {
    do throws(IAFAError) {
      try await queue.advance(
        over: waiting, count, order: order, askedUntil: askedUntil, isKept: isKept)
    } catch {
      if error != .closed { settings.onNotice(.storageFailed(error)) }
    }
  }

  private func failed(_ error: IAFAError) async {
    guard error != .closed else { return }
    pausedUntil = .now + plan.pauseForDisk(dice: .random(in: 0...1))
    settings.onNotice(.storageFailed(error))
  }
}
