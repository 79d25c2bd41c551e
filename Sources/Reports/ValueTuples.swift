/// Numbers for tuples of values, some of which may be absent.
struct ValueTuples {
  private var interner = ByteInterner()

  var count: Int { interner.count }

  /// The number of a tuple of texts; absent and empty are told apart.
  mutating func number(_ values: [[UInt8]?]) -> UInt32 {
    var encoded: [UInt8] = []
    for value in values {
      encoded.append(value == nil ? 0 : 1)
      // The length goes in front, so that no two tuples read alike.
      let length = UInt32(value?.count ?? 0)
      for shift: UInt32 in [0, 8, 16, 24] {
        encoded.append(UInt8(truncatingIfNeeded: length >> shift))
      }
      encoded += value ?? []
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
    _ = tuples.number(Array(repeating: [], count: propertyCount))
  }

  var count: Int { tuples.count }

  mutating func number(_ values: [[UInt8]?]) throws(ReportError) -> UInt32 {
    let number = tuples.number(values.map { $0 ?? [] })
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
