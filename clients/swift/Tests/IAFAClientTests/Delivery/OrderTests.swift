internal import Testing

@testable internal import IAFAClient

@Suite struct OrderTests {
  @Test func `An event that follows one still under way is moved to after it`() {
    var order = Order()
    #expect(order.settle(first: 1, times: [100, 101]) == [100, 101])
    order.conclude(times: [100, 101], travelled: 5000, delivered: 2)
    #expect(order.settle(first: 3, times: [102, 103, 9000]) == [5102, 5103, 9000])
  }

  @Test func `A time that was sent is final, whatever the attempts took`() {
    var order = Order()
    let first = order.settle(first: 1, times: [100, 200])
    order.conclude(times: first, travelled: 700, delivered: 2)
    let times = order.settle(first: 3, times: [150, 250])
    #expect(times == [901, 902])
    for travelled: Int64 in [20_000_000, 3, 5_000_000] {
      order.conclude(times: times, travelled: travelled, delivered: 0)
      #expect(order.settle(first: 3, times: [150, 250]) == times)
    }
    order.conclude(times: times, travelled: 1, delivered: 2)
    #expect(order.settle(first: 5, times: [300]) == [902 + 20_000_000 + 1])
  }

  @Test func `Those that were sent together go together again, and their parts keep their times`() {
    var order = Order()
    order.conclude(times: order.settle(first: 1, times: [10]), travelled: 90, delivered: 1)
    #expect(order.most(after: 1) == Int.max)
    let times = order.settle(first: 2, times: [11, 12, 13, 14])
    #expect(times == [101, 102, 103, 104])
    order.conclude(times: times, travelled: 50, delivered: 0)
    #expect(order.most(after: 1) == 4)
    // Halved: the first part is delivered, the other follows.
    let half = order.settle(first: 2, times: [11, 12])
    #expect(half == [101, 102])
    order.conclude(times: half, travelled: 500, delivered: 2)
    #expect(order.most(after: 3) == 2)
    #expect(order.settle(first: 4, times: [13, 14]) == [103, 104])
  }

  @Test func `Identifications have no time and move nobody`() {
    var order = Order()
    let times = order.settle(first: 1, times: [nil, 100, nil])
    #expect(times == [nil, 100, nil])
    order.conclude(times: times, travelled: 10, delivered: 3)
    #expect(order.settle(first: 4, times: [nil]) == [nil])
    order.conclude(times: [nil], travelled: 999, delivered: 1)
    #expect(order.settle(first: 5, times: [105]) == [111])
  }

  @Test func `After an end in the midst of a request its way counts as a second`() {
    var order = Order()
    _ = order.settle(first: 1, times: [100])
    var restarted = order
    #expect(restarted.settle(first: 1, times: [100]) == [100])
    restarted.conclude(times: [100], travelled: 7, delivered: 1)
    #expect(restarted.settle(first: 2, times: [101]) == [100 + Order.unknown + 1])
  }
}
