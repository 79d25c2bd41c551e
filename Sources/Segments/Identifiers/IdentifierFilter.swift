internal import Events

/// A blocked Bloom filter: which ids a run certainly does not hold, at the price of one cache line.
///
/// Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (2007). Ten bits an
/// id and seven probes in one block of 512 bits let about 1 % of the absent ids pass.
struct IdentifierFilter: Sendable, Equatable {
  static let blockSize = 64
  private static let bitsPerIdentifier = 10

  var blockCount: Int

  init(identifiers: Int) {
    let bitsPerBlock = Self.blockSize * 8
    blockCount = max(1, (identifiers * Self.bitsPerIdentifier + bitsPerBlock - 1) / bitsPerBlock)
  }

  /// Where an id's block begins, from the beginning of the filter's first page.
  func offset(of hash: IdentifierHash) -> Int {
    let block = ((hash.block >> 32) * UInt64(blockCount)) >> 32
    return IdentifierRunFormat.filterBlocks.offset(of: Int(block))
  }

  /// Whether an id with this hash may be in the block.
  static func mayContain(
    _ hash: IdentifierHash, _ bytes: Span<UInt8>, blockAt offset: Int
  ) -> Bool {
    let block = bytes.extracting(offset..<offset + blockSize)
    var probes = hash.probes
    // Without a branch for each probe: half of the bits are set, so each would be a coin's toss.
    var all: UInt8 = 1
    for _ in 0..<IdentifierHash.probeCount {
      all &= block[Int(probes >> 3 & 63)] >> UInt8(probes & 7)
      probes >>= 9
    }
    return all == 1
  }

  static func insert(_ hash: IdentifierHash, _ bytes: inout [UInt8], blockAt offset: Int) {
    var probes = hash.probes
    for _ in 0..<IdentifierHash.probeCount {
      bytes[offset + Int(probes >> 3 & 63)] |= 1 << UInt8(probes & 7)
      probes >>= 9
    }
  }
}

/// What decides an id's place in every run's filter. It is written into files: a change of it is
/// a change of their format.
///
/// The mixing is the folded multiplication of Wang Yi's wyhash. Whoever chooses ids so that they
/// collide only makes lookups of their own slower: the answer is the full id's.
struct IdentifierHash: Sendable {
  /// Nine bits each, which is a place in a block of 512.
  static let probeCount = 7

  var block: UInt64
  var probes: UInt64

  init(_ project: ProjectID, _ id: EventID) {
    let ofProject = Self.fold(project.bits ^ (0x9E37_79B9_7F4A_7C15 << 64 | 0xBF58_476D_1CE4_E5B9))
    let mixed = Self.fold(id.bits ^ (0x94D0_49BB_1331_11EB << 64 | UInt128(ofProject)))
    block = Self.fold(UInt128(mixed) << 64 | 0xA076_1D64_78BD_642F)
    probes = Self.fold(UInt128(mixed) << 64 | 0xE703_7ED1_A0B4_28DB)
  }

  private static func fold(_ value: UInt128) -> UInt64 {
    let high = UInt64(truncatingIfNeeded: value >> 64)
    let product = high.multipliedFullWidth(by: UInt64(truncatingIfNeeded: value))
    return product.high ^ product.low
  }
}
