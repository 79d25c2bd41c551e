/// What the shop sells.
struct Product: Sendable {
  let sku: String
  let name: String
  let category: String
  let cents: Int
  let path: String

  /// The price as a JSON number.
  var price: String { Catalogue.money(cents) }
}

enum Catalogue {
  static let categories: [[Product]] = [
    shelf(
      "tents", "TN",
      [
        ("Biwak One", 189_00), ("Ridge Tunnel 2", 329_00), ("Ridge Tunnel 4", 549_00),
        ("Meadow Family Tent", 699_00), ("Tarp Ultralight", 119_90),
      ]),
    shelf(
      "sleeping-bags", "SB",
      [
        ("Down Bag Arctic", 449_00), ("Down Bag Autumn", 279_00), ("Summer Quilt", 129_00),
        ("Kids Bag Marmot", 79_90), ("Silk Liner", 54_90), ("Air Mat Light", 139_00),
      ]),
    shelf(
      "backpacks", "BP",
      [
        ("Daypack 18", 69_90), ("Daypack 25", 89_90), ("Trekking Pack 48", 189_90),
        ("Trekking Pack 65", 239_00), ("Child Carrier", 269_00), ("Rain Cover", 24_90),
      ]),
    shelf(
      "jackets", "JK",
      [
        ("Hardshell Storm", 349_00), ("Softshell Breeze", 159_00), ("Down Jacket Ember", 229_00),
        ("Fleece Basic", 59_90), ("Wind Vest", 79_00),
      ]),
    shelf(
      "boots", "BT",
      [
        ("Alpine Boot GTX", 289_00), ("Trail Runner", 139_00), ("Approach Shoe", 159_00),
        ("Camp Sandal", 49_90), ("Wool Socks Pair", 19_90),
      ]),
    shelf(
      "kitchen", "KT",
      [
        ("Gas Stove Nano", 44_90), ("Titanium Pot", 59_00), ("Steel Bottle", 29_90),
        ("Water Filter", 49_90), ("Spork Set", 9_90), ("Trail Meal Box", 39_90),
      ]),
  ]

  static let searches = [
    "two person tent", "down jacket", "rain jacket", "waterproof boots", "daypack", "gas stove",
    "sleeping bag winter", "wool socks", "kids backpack", "water filter", "tarp", "headlamp",
  ]

  /// Cents as a JSON number with two decimals.
  static func money(_ cents: Int) -> String {
    let rest = cents % 100
    return "\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func shelf(
    _ category: String, _ prefix: String, _ items: [(name: String, cents: Int)]
  ) -> [Product] {
    items.enumerated().map { place, item in
      let slug = item.name.lowercased().split(separator: " ").joined(separator: "-")
      return Product(
        sku: "\(prefix)-\(101 + place)", name: item.name, category: category, cents: item.cents,
        path: "/p/\(slug)")
    }
  }
}

/// Products of one kind in a cart.
struct CartLine {
  var product: Product
  var quantity: Int
}
