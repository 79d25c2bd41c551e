internal import Foundation

/// One file of the queue, `<number of its first record, 20 digits>.events`: the format's name, then
/// frames.
final class Segment {
  static let ending = ".events"

  let path: String
  /// The number of its first record.
  let first: UInt64
  private let file: OpenFile
  /// Where the next frame goes.
  private(set) var end: Int

  private init(path: String, first: UInt64, file: OpenFile, end: Int) {
    self.path = path
    self.first = first
    self.file = file
    self.end = end
  }

  static func path(_ folder: String, first: UInt64) -> String {
    let digits = String(first)
    return folder + "/" + String(repeating: "0", count: 20 - digits.count) + digits + ending
  }

  /// The number in a file's name; nil where it is no segment's.
  static func first(inName name: String) -> UInt64? {
    guard name.hasSuffix(ending), name.count == 20 + ending.count else { return nil }
    return UInt64(name.dropLast(ending.count))
  }

  /// Durable, under its name, with the first append.
  static func create(in folder: String, first: UInt64) throws(IAFAError) -> Segment {
    let path = path(folder, first: first)
    let segment = Segment(
      path: path, first: first, file: try OpenFile(path, creating: true), end: Frame.magic.count)
    do throws(IAFAError) {
      try segment.file.write(Frame.magic, at: 0)
    } catch {
      try Files.remove(path)
      throw error
    }
    return segment
  }

  /// What the file's first bytes say.
  static func open(in folder: String, first: UInt64) throws(IAFAError) -> (
    Segment, isReadable: Bool
  ) {
    let path = path(folder, first: first)
    let file = try OpenFile(path, creating: false)
    let magic = try file.read(at: 0, count: Frame.magic.count)
    let isReadable = magic == Frame.magic
    if !isReadable, magic.count == Frame.magic.count, magic.dropLast() == Frame.magic.dropLast() {
      throw .newerFormat(path: path)
    }
    return (Segment(path: path, first: first, file: file, end: try file.size()), isReadable)
  }

  /// Writes frames and syncs them. Where that fails, nothing of them is left for a reader to find.
  ///
  /// - Throws: a ``Failure`` that says whether the file can still be written to.
  func append(_ frames: [UInt8]) throws(Failure) {
    do throws(IAFAError) {
      try file.write(frames, at: end)
    } catch {
      // Of a write that failed half-way the tail is cut off; if even that fails, the end is
      // unknown.
      do throws(IAFAError) { try file.truncate(to: end) } catch {
        throw Failure(error, isFinal: true)
      }
      throw Failure(error, isFinal: false)
    }
    do throws(IAFAError) { try file.sync() } catch { throw Failure(error, isFinal: true) }
    end += frames.count
  }

  struct Failure: Error {
    var error: IAFAError
    var isFinal: Bool

    init(_ error: IAFAError, isFinal: Bool) {
      self.error = error
      self.isFinal = isFinal
    }
  }

  /// The records from a place on.
  ///
  /// - Parameters:
  ///   - bytes: read at most so many; one whole record in any case.
  ///   - last: the number of the last record that may be read.
  /// - Returns: records and where each ends. Fewer than there should be: what follows is damaged.
  func read(
    at offset: Int, number: UInt64, most: Int, bytes: Int, through last: UInt64
  ) throws(IAFAError) -> [(record: Record, end: Int)] {
    let largest = Frame.size(members: Frame.maximumMembers)
    let content = try file.read(at: offset, count: min(max(bytes, largest), max(0, end - offset)))
    var found: [(record: Record, end: Int)] = []
    var place = 0
    while found.count < most, number + UInt64(found.count) <= last,
      let next = Frame.decode(content, at: place, number: number + UInt64(found.count))
    {
      found.append((next.record, offset + next.end))
      place = next.end
    }
    return found
  }

  /// Goes through every frame and ends the segment after the last that is whole.
  ///
  /// - Returns: how many there are, when the last of them with a time was made, and how many bytes
  ///   behind them were cut off.
  func cutTornTail() throws(IAFAError) -> (count: UInt64, lastTime: Int64, cut: Int) {
    let content = try file.read(at: 0, count: end)
    var place = Frame.magic.count
    var count: UInt64 = 0
    var lastTime: Int64 = 0
    while let next = Frame.decode(content, at: place, number: first + count) {
      place = next.end
      count += 1
      lastTime = max(lastTime, next.record.time ?? 0)
    }
    let cut = end - place
    if cut > 0 {
      try file.truncate(to: place)
      try file.sync()
      end = place
    }
    return (count, lastTime, cut)
  }
}
