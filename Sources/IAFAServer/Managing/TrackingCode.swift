/// What a web page needs to send events: a stub that keeps calls until the tracker has come, and
/// the tag that loads it.
struct TrackingCode: Sendable {
  static let instructions = [
    "Paste the snippet before </head> on every page.",
    "Page views, outbound links, downloads and submitted forms are sent by themselves. Send your "
      + "own events with iafa.track('add_to_cart', {price: 12}).",
    "When a person signs in, call iafa.identify('their id').",
  ]

  /// The tracker in the executable; nil where it was built without the page.
  let tracker: PageFiles.Tracker?

  /// With the tracker as it is at any time.
  func snippet(origin: String, key: String) -> String {
    stub + "<script defer src=\"\(origin)/tracker.js\" data-key=\"\(key)\"></script>"
  }

  /// With the tracker of this version for ever, checked by the browser
  /// (https://www.w3.org/TR/SRI/).
  func pinnedSnippet(origin: String, key: String) -> String? {
    guard let tracker else { return nil }
    return stub + """
      <script defer src="\(origin)/\(tracker.immutable)" integrity="\(tracker.integrity)" \
      crossorigin="anonymous" data-key="\(key)" data-api="\(origin)/api/v1"></script>
      """
  }

  private var stub: String { tracker.map { "<script>\($0.stub)</script>\n" } ?? "" }
}
