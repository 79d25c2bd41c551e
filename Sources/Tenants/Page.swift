import Events

/// A part of a list, oldest first, and where the next part begins.
package struct Page<Item: Sendable>: Sendable {
  package var items: [Item]
  /// Nil at the end of the list.
  package var nextCursor: String?

  package static var defaultLimit: Int { 50 }
  package static var maximumLimit: Int { 500 }
}

extension Page {
  /// Cuts a page out of all items.
  ///
  /// The cursor is the place of the last item shown, not a number of items: what is added or
  /// deleted meanwhile neither repeats an item nor hides one.
  init(
    _ all: [Item], limit: Int, cursor: String?, standing: (Item) -> Standing
  ) throws(TenantError) {
    guard 1...Self.maximumLimit ~= limit else {
      throw .invalid([
        Fault("/limit", "out_of_range", "limit must be from 1 to \(Self.maximumLimit).")
      ])
    }
    let after = try cursor.map { (text) throws(TenantError) in
      guard let place = ListPlace(cursor: text) else {
        throw TenantError.invalid([
          Fault("/cursor", "invalid_format", "cursor must be a next_cursor of this list.")
        ])
      }
      return place
    }
    let rest = all.map { (place: ListPlace(standing($0)), item: $0) }
      .filter { entry in after.map { entry.place > $0 } ?? true }
      .sorted { $0.place < $1.place }
    items = rest.prefix(limit).map(\.item)
    nextCursor = rest.count > limit ? rest[limit - 1].place.cursor : nil
  }
}

/// Where an object stands in a list: by the time of its making, then by id.
struct ListPlace: Comparable {
  let createdAt: Instant
  let id: UUIDValue

  init(_ standing: Standing) {
    createdAt = standing.createdAt
    id = standing.id
  }

  init?(cursor: String) {
    guard cursor.utf8.count <= 120, let bytes = [UInt8](base64URL: cursor) else { return nil }
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: "/")
    guard parts.count == 2, let microseconds = Int64(parts[0]), let id = UUIDValue(String(parts[1]))
    else { return nil }
    createdAt = Instant(microseconds: microseconds)
    self.id = id
  }

  var cursor: String { Array("\(createdAt.microseconds)/\(id)".utf8).base64URL }

  static func < (left: ListPlace, right: ListPlace) -> Bool {
    (left.createdAt, left.id) < (right.createdAt, right.id)
  }
}
