extension Instant {
  /// Whether a text without an offset may stand for UTC.
  package enum MissingOffset: Sendable {
    case refused
    /// Files of other tools often leave the offset out.
    case meansUTC
  }

  /// Reads an RFC 3339 date and time: `2026-11-23T10:00:00.123456+01:00`.
  ///
  /// A space or `t` may stand for the `T`. Fraction digits after the sixth are cut off, so that
  /// no event moves to a later microsecond. Second 60 is taken as the first of the next minute.
  package init?(_ text: String, missingOffset: MissingOffset = .refused) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, let date = CalendarDay(String(decoding: bytes[0..<10], as: UTF8.self)),
      bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = decimal(bytes[11..<13]), hour < 24,
      let minute = decimal(bytes[14..<16]), minute < 60,
      let second = decimal(bytes[17..<19]), second <= 60
    else { return nil }
    var position = 19
    var fraction: Int64 = 0
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      let start = position
      var unit: Int64 = 100_000
      while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 {
        fraction += Int64(bytes[position] - UInt8(ascii: "0")) * unit
        unit /= 10
        position += 1
      }
      if position == start { return nil }
    }
    guard let offset = Self.offset(bytes[position...], missing: missingOffset) else { return nil }
    let seconds = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.init(microseconds: (seconds - offset) * Self.microsecondsPerSecond + fraction)
    guard Self.representable.contains(self) else { return nil }
  }

  /// Seconds east of UTC.
  private static func offset(_ bytes: ArraySlice<UInt8>, missing: MissingOffset) -> Int64? {
    guard let sign = bytes.first else { return missing == .meansUTC ? 0 : nil }
    if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
    let start = bytes.startIndex
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes.count == 6,
      bytes[start + 3] == UInt8(ascii: ":"),
      let hours = decimal(bytes[start + 1..<start + 3]), hours < 24,
      let minutes = decimal(bytes[start + 4..<start + 6]), minutes < 60
    else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}
