/// Which of many small files are worth merging: some of like size, the smallest first.
///
/// With four at a time an entry is rewritten at most once for each fourfold growth (seven times on
/// the way from 10⁵ to 10⁹), and at most three files of a tier remain. The tiered compaction of
/// log-structured merge trees (O'Neil et al. 1996).
enum SizeTiers {
  /// How many are merged at once, and how far "like" goes.
  private static let mergedAtOnce = 4
  private static let sizeRatio = 4
  /// Smaller ones count as this large: what is merged within milliseconds needs no tiers.
  private static let smallestTier = 10_000

  /// Which of files with these numbers of entries are merged next; none where nothing is to do.
  static func places(toMerge counts: [Int]) -> [Int] {
    let bySize = counts.indices.sorted { counts[$0] < counts[$1] }
    for start in bySize.indices.dropLast(mergedAtOnce - 1) {
      let largest = max(counts[bySize[start]], smallestTier) * sizeRatio
      let alike = bySize[start...].prefix { counts[$0] <= largest }
      if alike.count >= mergedAtOnce { return Array(alike) }
    }
    return []
  }
}
