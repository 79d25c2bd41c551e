/// The code that a web page needs to send events: the specification's (Appendix B), with an id for
/// every event, so that a repeat counts once, and the key in the body, so that a browser needs no
/// preflight.
enum TrackingCode {
  static let instructions = [
    "Paste the snippet before </head> on every page.",
    "Every page view is sent as page_view. Send your own events with "
      + "_iafa.track('add_to_cart', {price: 12}).",
    "When a person signs in, call _iafa.identify('their id').",
  ]

  static func snippet(origin: String, key: String) -> String {
    """
    <script>
    (function () {
      var base = '\(origin)/api/v1', key = '\(key)';
      function stored(store, name) {
        try {
          var id = store.getItem(name) || crypto.randomUUID();
          store.setItem(name, id);
          return id;
        } catch (e) { return crypto.randomUUID(); }
      }
      var iafa = { userId: null, sessionId: null };
      var visitor = stored(localStorage, 'iafa_id');
      var session = stored(sessionStorage, 'iafa_session');
      function send(path, body) {
        body.api_key = key;
        fetch(base + path, { method: 'POST', keepalive: true, body: JSON.stringify(body) })
          .catch(function () {});
      }
      iafa.track = function (type, properties) {
        send('/track', {
          id: crypto.randomUUID(), event_type: type, user_id: iafa.userId || visitor,
          session_id: iafa.sessionId || session, properties: properties || {},
          url: location.href, referrer: document.referrer || undefined,
          user_agent: navigator.userAgent, timestamp: new Date().toISOString(),
          sent_at: new Date().toISOString()
        });
      };
      iafa.identify = function (id, traits) {
        send('/identify', { anonymous_id: visitor, user_id: id, traits: traits || {} });
        iafa.userId = id;
      };
      window._iafa = iafa;
      iafa.track('page_view');
    })();
    </script>
    """
  }
}
