import Events

/// The shop's only source of chance: the same seed draws the same on every machine.
///
/// xoshiro256** 1.0, its state filled by SplitMix64, as its authors advise: David Blackman and
/// Sebastiano Vigna, "Scrambled Linear Pseudorandom Number Generators" (2018),
/// https://prng.di.unimi.it. Only arithmetic that IEEE 754 rounds the same everywhere is used on
/// top of it, no logarithm of a C library.
struct Randomness {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64) {
    var counter = seed
    func splitMix() -> UInt64 {
      counter &+= 0x9E37_79B9_7F4A_7C15
      var mixed = counter
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
    state = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// In [0, 1).
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(fraction() * Double(range.count))
  }

  /// Mostly near the lower bound, with a long tail, as the times that people take are.
  mutating func skewed(_ range: ClosedRange<Double>) -> Double {
    let draw = fraction()
    return range.lowerBound + (range.upperBound - range.lowerBound) * draw * draw * draw
  }

  /// Around 1, by at most `spread`.
  mutating func jitter(_ spread: Double) -> Double { 1 + spread * (2 * fraction() - 1) }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[whole(0...values.count - 1)] }

  mutating func pick<Value>(_ odds: Odds<Value>) -> Value { odds.value(at: fraction()) }

  /// A version 8 UUID (RFC 9562: the bits mean what their maker says), because version 4 would
  /// claim to be unpredictable.
  mutating func uuid() -> UUIDValue {
    var bits = UInt128(next()) << 64 | UInt128(next())
    bits = bits & ~(UInt128(0xF) << 76) | UInt128(8) << 76
    bits = bits & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
    return UUIDValue(bits: bits)
  }

  /// Twelve hexadecimal digits: short enough to read, long enough not to repeat.
  mutating func code() -> String {
    let digits = String(next() >> 16, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}

/// Values with weights; they need not sum to one.
struct Odds<Value: Sendable>: Sendable {
  private let values: [Value]
  private let bounds: [Double]

  init(_ weighted: [(Value, Double)]) {
    precondition(!weighted.isEmpty, "there must be something to pick")
    values = weighted.map(\.0)
    var sum = 0.0
    bounds = weighted.map { pair in
      sum += pair.1
      return sum
    }
  }

  fileprivate func value(at fraction: Double) -> Value {
    let target = fraction * bounds[bounds.count - 1]
    return values[bounds.firstIndex { target < $0 } ?? values.count - 1]
  }
}
