import Simulation
import Testing

@testable import Reports

@Suite struct ByteInternerTests {
  /// Short strings of few letters, so that many repeat and many share a beginning.
  private static func string(_ dice: inout Dice) -> [UInt8] {
    let letters: [UInt8] = dice.chance(50) ? [0, 1] : [0, 0x61, 0xFF]
    let length = dice.chance(5) ? dice.number(20..<200) : dice.number(0..<12)
    return (0..<length).map { _ in letters[dice.number(0..<letters.count)] }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `It numbers what a dictionary numbers`(seed: UInt64) {
    var dice = Dice(seed: seed)
    var interner = ByteInterner()
    var numbers: [[UInt8]: Int] = [:]
    for _ in 0..<6000 {
      let bytes = Self.string(&dice)
      let known = numbers[bytes]
      let (number, isNew) = interner.intern(bytes.span)
      #expect(isNew == (known == nil))
      #expect(number == known ?? numbers.count)
      numbers[bytes] = number
    }
    #expect(interner.count == numbers.count)
    #expect(numbers.count > 1024, "the table never grew")
    for (bytes, number) in numbers { #expect(interner[number] == bytes) }
  }

  @Test func `Absent bytes, empty ones and those that differ at the end are told apart`() {
    var interner = ByteInterner(expectedCount: 5000)
    #expect(interner.count == 0)
    let strings: [[UInt8]] = [[], [0], [0, 0], Array(repeating: 7, count: 16) + [1], [7, 1]]
    for (place, bytes) in strings.enumerated() {
      #expect(interner.intern(bytes.span) == (place, true))
    }
    for (place, bytes) in strings.enumerated() {
      #expect(interner.intern(bytes.span) == (place, false))
    }
  }
}
