/// Numbers for tuples of values, some of which may be absent.
struct ValueTuples {
  private var interner = ByteInterner()
  /// For the tuple that is looked up, so that a row needs no memory of its own.
  private var scratch: [UInt8] = []

  var count: Int { interner.count }

  /// The number of a tuple of texts, which `append` puts behind what it is given; it says whether
  /// there is one. Absent and empty are told apart.
  mutating func number(
    _ count: Int, _ append: (_ place: Int, _ target: inout [UInt8]) -> Bool
  ) -> UInt32 {
    var encoded: [UInt8] = []
    swap(&encoded, &scratch)
    defer { swap(&encoded, &scratch) }
    encoded.removeAll(keepingCapacity: true)
    for place in 0..<count {
      // The length goes in front, so that no two tuples read alike.
      let head = encoded.count
      for _ in 0..<5 { encoded.append(0) }
      guard append(place, &encoded) else { continue }
      encoded[head] = 1
      let length = UInt32(encoded.count - head - 5)
      for digit in 0..<4 {
        encoded[head + 1 + digit] = UInt8(truncatingIfNeeded: length >> UInt32(8 * digit))
      }
    }
    return UInt32(interner.intern(encoded.span).number)
  }

  /// The values of a tuple; absent ones are empty.
  subscript(number: UInt32) -> [String] {
    let encoded = interner[Int(number)]
    var values: [String] = []
    var place = 0
    while place < encoded.count {
      var length = 0
      for digit in (0..<4).reversed() { length = length << 8 | Int(encoded[place + 1 + digit]) }
      let start = place + 5
      values.append(String(decoding: encoded[start..<start + length], as: UTF8.self))
      place = start + length
    }
    return values
  }
}

/// The values of a breakdown; number 0 is the blank one.
struct BreakdownValues {
  private var tuples = ValueTuples()
  /// More different values than this are no breakdown any more, and would fill the memory.
  static let limit = 1_000_000

  init(propertyCount: Int) {
    _ = tuples.number(propertyCount) { _, _ in true }
  }

  var count: Int { tuples.count }

  /// The number of an event's values; what is absent is blank.
  mutating func number(
    _ columns: [Int], _ properties: EventProperties
  ) throws(ReportError) -> UInt32 {
    let number = tuples.number(columns.count) { place, target in
      _ = properties.append(columns[place], to: &target)
      return true
    }
    if tuples.count > Self.limit { throw .tooManyBreakdownValues(limit: Self.limit) }
    return number
  }

  /// The values of a number, one for each property.
  subscript(number: UInt32) -> [String] { tuples[number] }

  /// How a value is written: several joined by a bar.
  func text(_ number: UInt32) -> String { self[number].joined(separator: "|") }

  /// For each value its place among all, ordered by their bytes.
  var ranks: [Int32] {
    let texts = (0..<UInt32(count)).map { Array(text($0).utf8) }
    let order = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
    var ranks = [Int32](repeating: 0, count: count)
    for (rank, number) in order.enumerated() { ranks[number] = Int32(rank) }
    return ranks
  }
}
