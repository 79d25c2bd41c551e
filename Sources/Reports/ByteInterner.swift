/// Numbers for byte strings, in order of first appearance: an open-addressing hash table over one
/// arena, since a query meets millions of ids and a `Dictionary` of `String` would allocate each.
struct ByteInterner {
  private var arena: [UInt8] = []
  /// Where each string ends in the arena; it begins where the one before ends.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Number + 1 of the string in a slot; 0 where the slot is free. A power of two of slots.
  private var slots: [Int32]
  /// Random, so that nobody can choose ids that collide.
  private let seed = UInt64.random(in: .min ... .max)

  init(expectedCount: Int = 1024) {
    var size = 1024
    while size < expectedCount * 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
  }

  var count: Int { ends.count }

  subscript(number: Int) -> [UInt8] {
    Array(arena[(number == 0 ? 0 : ends[number - 1])..<ends[number]])
  }

  /// The number of a string, and whether it is new.
  ///
  /// - Parameter guess: a number that it may well have.
  mutating func intern(_ bytes: Span<UInt8>, guess: Int = -1) -> (number: Int, isNew: Bool) {
    if guess >= 0, guess < count, isEqual(guess, bytes) { return (guess, false) }
    let hash = hash(bytes)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isEqual(number, bytes) { return (number, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = ends.count
    slots[slot] = Int32(number + 1)
    hashes.append(hash)
    for index in bytes.indices { arena.append(bytes[index]) }
    ends.append(arena.count)
    if ends.count * 2 > slots.count { grow() }
    return (number, true)
  }

  private func isEqual(_ number: Int, _ bytes: Span<UInt8>) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard ends[number] - start == bytes.count else { return false }
    let known = arena.span
    for index in bytes.indices where known[start + index] != bytes[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  /// Eight bytes a step, each multiplied and folded (the mixing of wyhash, Wang Yi 2019).
  private func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var state = seed ^ UInt64(bytes.count)
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      for place in index..<min(index + 8, bytes.count) { word = word << 8 | UInt64(bytes[place]) }
      state = Self.fold(state ^ word, 0x9E37_79B9_7F4A_7C15)
      index += 8
    }
    return Self.fold(state, 0xD6E8_FEB8_6659_FD93)
  }

  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return high ^ low
  }
}
