internal import Events
internal import Hummingbird
internal import Tenants

/// What a project's senders got wrong: the list of refusals.
struct RefusalRoutes: Sendable {
  let tenants: TenantStore
  let log: RefusalLog

  func list(_ call: Call) throws -> Response {
    let project = try tenants.project(try call.id(), by: try call.signedIn())
    var query = try call.query()
    let limit = try query.takeLimit()
    let cursor = query.take("cursor")
    try query.finish()
    let place = cursor.flatMap { UInt64($0) }
    guard cursor == nil || place != nil else { throw QueryParameters.badCursor }
    let (items, hasMore) = log.list(of: project.id, below: place, limit: limit)
    let next = hasMore ? items.last.map { String($0.id) } : nil
    return Response(json: [
      "items": .array(items.map(\.json)), "next_cursor": .optional(next),
    ])
  }
}
