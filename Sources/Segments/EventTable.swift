internal import DuckDB
internal import Events

/// The columns of an event, the same in memory and in every file: the specification's (4.2), in
/// its order.
package enum EventTable {
  static let columns = """
    id VARCHAR, project_id VARCHAR, event_type VARCHAR, user_id VARCHAR, session_id VARCHAR, \
    properties MAP(VARCHAR, VARCHAR), url VARCHAR, referrer VARCHAR, user_agent VARCHAR, \
    ip_address VARCHAR, created_at TIMESTAMP
    """

  static let columnNames =
    "id, project_id, event_type, user_id, session_id, properties, url, referrer, user_agent, "
    + "ip_address, created_at"

  static func append(_ event: Event, to appender: inout Appender) throws(DuckDBError) {
    appender.append(event.id.description)
    appender.append(event.project.description)
    appender.append(event.type)
    appender.append(event.userID)
    appender.append(event.sessionID)
    if let properties = event.properties {
      appender.append(map: properties.map { ($0.key, $0.value) })
    } else {
      appender.appendNull()
    }
    appender.append(event.url)
    appender.append(event.referrer)
    appender.append(event.userAgent)
    appender.append(event.ipHash)
    appender.append(event.time.microseconds)
    try appender.endRow()
  }
}
