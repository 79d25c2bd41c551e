package import Events

/// What a project's owner decides about it.
package struct ProjectSettings: Sendable, Hashable {
  package var name = ""
  package var domain: String?
  /// IANA name; whole days of this project's reports are days of this zone.
  package var timezone = "UTC"
  /// Empty: any origin.
  package var allowedOrigins: [AllowedOrigin] = []
  /// 0: no limit.
  package var rateLimitPerMinute = 1000
  /// Nil keeps everything.
  package var retentionDays: Int? = 90

  static let maximumOrigins = 100
  static let keys = [
    "name", "domain", "timezone", "allowed_origins", "rate_limit_per_minute", "retention_days",
  ]

  /// Takes over what a body says; an absent field stays as it is.
  mutating func apply(_ fields: inout FieldReader, isNew: Bool, isTimeZone: (String) -> Bool) {
    let name =
      isNew ? fields.requiredText("name", 1...200) : fields.unclearableText("name", 1...200)
    if let name { self.name = name }
    applyDomain(&fields)
    applyTimeZone(&fields, isTimeZone)
    applyOrigins(&fields)
    switch fields.integer("rate_limit_per_minute", 0...10_000_000) {
    case .set(let limit): rateLimitPerMinute = limit
    case .cleared: rateLimitPerMinute = Self().rateLimitPerMinute
    case .absent: break
    }
    switch fields.integer("retention_days", 1...36_500) {
    case .set(let days): retentionDays = days
    case .cleared: retentionDays = nil
    case .absent: break
    }
  }

  private mutating func applyDomain(_ fields: inout FieldReader) {
    switch fields.text("domain", 1...253) {
    case .set(let domain):
      if domain.unicodeScalars.contains(where: { "/\\@?# ".unicodeScalars.contains($0) }) {
        fields.fault("domain", "invalid_format", "domain must be a host such as example.com.")
      } else {
        self.domain = domain.asciiLowercased
      }
    case .cleared: domain = nil
    case .absent: break
    }
  }

  private mutating func applyTimeZone(
    _ fields: inout FieldReader, _ isTimeZone: (String) -> Bool
  ) {
    switch fields.text("timezone", 1...64) {
    case .set(let name):
      if isTimeZone(name) {
        timezone = name
      } else {
        fields.fault(
          "timezone", "invalid_format",
          "timezone must be an IANA time zone such as Europe/Zurich.")
      }
    case .cleared: timezone = Self().timezone
    case .absent: break
    }
  }

  private mutating func applyOrigins(_ fields: inout FieldReader) {
    guard let value = fields.take("allowed_origins") else { return }
    if value.isNull {
      allowedOrigins = []
      return
    }
    guard let elements = value.elements else {
      fields.fault("allowed_origins", "invalid_type", "allowed_origins must be a list of texts.")
      return
    }
    guard elements.count <= Self.maximumOrigins else {
      fields.fault(
        "allowed_origins", "too_many",
        "allowed_origins may have \(Self.maximumOrigins) entries at most.")
      return
    }
    var origins: [AllowedOrigin] = []
    for (index, element) in elements.enumerated() {
      if let origin = element.text.flatMap(AllowedOrigin.init) {
        if !origins.contains(origin) { origins.append(origin) }
      } else {
        let message =
          "An origin is a scheme and a host, such as https://example.com or "
          + "https://*.example.com, without a path."
        fields.add([Fault("/allowed_origins/\(index)", "invalid_format", message)])
      }
    }
    allowedOrigins = origins
  }

  /// The origins and the host that are this project's, as ``AllowedOrigin/claims(on:)`` has them.
  var claims: Set<String> { Set(allowedOrigins.map(\.text)).union(domain.map { [$0] } ?? []) }

  var members: [JSONMember] {
    [
      JSONMember("name", .string(name)), JSONMember("domain", .optional(domain)),
      JSONMember("timezone", .string(timezone)),
      JSONMember("allowed_origins", .array(allowedOrigins.map { .string($0.text) })),
      JSONMember("rate_limit_per_minute", .number(rateLimitPerMinute)),
      JSONMember("retention_days", retentionDays.map { .number($0) } ?? .null),
    ]
  }
}

/// What events are collected into: one site or app of an organisation.
package struct Project: Sendable {
  package internal(set) var standing: Standing
  package let organizationID: UUIDValue
  package internal(set) var settings: ProjectSettings
  package internal(set) var deletedAt: Instant?
  /// The last one is the current one.
  var writeKeys: [WriteKey]
  var secretKeys: [SecretKey] = []

  package var id: UUIDValue { standing.id }

  package var json: JSON {
    .object(
      [standing.idMember, JSONMember("organization_id", organizationID)] + settings.members
        + standing.times + Deletion.members(deletedAt))
  }

  var record: JSON {
    .object(
      [standing.idMember, JSONMember("organization_id", organizationID)] + settings.members + [
        JSONMember("api_key", .optional(writeKeys.last?.hash.hexadecimal)),
        JSONMember("write_keys", .array(writeKeys.map(\.record))),
        JSONMember("secret_keys", .array(secretKeys.map(\.record))),
      ] + standing.times + [standing.versionMember, JSONMember("deleted_at", deletedAt)])
  }
}

extension Project {
  init(_ json: JSON) throws(TenantError) {
    let record = Record(json: json, kind: "project")
    var settings = ProjectSettings()
    settings.name = try record.text("name")
    settings.domain = try record.optionalText("domain")
    settings.timezone = try record.text("timezone")
    for element in try record.list("allowed_origins") {
      guard let origin = element.text.flatMap(AllowedOrigin.init) else {
        throw record.missing("allowed_origins")
      }
      settings.allowedOrigins.append(origin)
    }
    settings.rateLimitPerMinute = try record.integer("rate_limit_per_minute")
    settings.retentionDays = try record.optionalInteger("retention_days")
    self.init(
      standing: try Standing(record), organizationID: try record.id("organization_id"),
      settings: settings, deletedAt: try record.optionalInstant("deleted_at"), writeKeys: [])
    for key in try record.list("write_keys") { writeKeys.append(try WriteKey(key)) }
    for key in try record.list("secret_keys") { secretKeys.append(try SecretKey(key)) }
  }
}
