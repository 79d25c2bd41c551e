/// A property that every event has without being sent: its name carries a `$`.
///
/// The event's own properties are looked at first; only what they lack is derived.
package enum BuiltInProperty: String, Sendable, Hashable, CaseIterable {
  case event = "$event"
  case url = "$url"
  case path = "$path"
  case host = "$host"
  case referrer = "$referrer"
  case referrerHost = "$referrer_host"
  case utmSource = "$utm_source"
  case utmMedium = "$utm_medium"
  case utmCampaign = "$utm_campaign"
  case browser = "$browser"
  case os = "$os"
  case device = "$device"
  case sessionID = "$session_id"

  /// The stored field of an event that a built-in property is derived from.
  package enum Source: Sendable, Hashable, CaseIterable {
    case eventType, url, referrer, userAgent, sessionID
  }

  package var source: Source {
    switch self {
    case .event: .eventType
    case .url, .path, .host, .utmSource, .utmMedium, .utmCampaign: .url
    case .referrer, .referrerHost: .referrer
    case .browser, .os, .device: .userAgent
    case .sessionID: .sessionID
    }
  }

  /// The property's text, given the text of its ``source``; nil where there is none.
  package func derive(from text: String) -> String? {
    switch self {
    case .event, .url, .referrer, .sessionID: text
    case .path: URLParts(text)?.path
    case .host, .referrerHost: URLParts(text)?.host
    case .utmSource: URLParts(text)?.parameter("utm_source")
    case .utmMedium: URLParts(text)?.parameter("utm_medium")
    case .utmCampaign: URLParts(text)?.parameter("utm_campaign")
    case .browser: UserAgent(text).browser
    case .os: UserAgent(text).os
    case .device: UserAgent(text).device
    }
  }
}
