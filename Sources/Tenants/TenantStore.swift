package import Events
import NIOConcurrencyHelpers
import Threads

/// The one owner of the metadata files: people, organisations, projects, keys, sessions, funnels.
///
/// Every change is in its file, durably, before anyone can see it; where the file can't be
/// written, nothing has changed. Reading is synchronous and never waits for a file: `track` looks
/// up its key while somebody else's change is being written.
package actor TenantStore {
  nonisolated let settings: TenantSettings
  nonisolated let keys: KeyRing
  nonisolated let now: @Sendable () -> Instant
  nonisolated let isTimeZone: @Sendable (String) -> Bool
  nonisolated let tokens: AccessTokens
  nonisolated let salt: DailySaltFile
  nonisolated let retentionClock: DurableFile
  nonisolated let hashing: PasswordHashing
  nonisolated let passwords: PasswordPool
  nonisolated private let published: NIOLockedValueBox<TenantState>
  private var documents: [MetadataFile: JSONDocument]

  var accountFailures: FailureThrottle
  var clientFailures: FailureThrottle
  /// The tokens of the last seconds in clear, for requests that crossed the rotation.
  var freshTokens: [UUIDValue: (token: RefreshToken, at: Instant)] = [:]

  /// It waits for the disk, which nothing else should.
  nonisolated private let executor = DedicatedThread(name: "iafa.tenants")
  nonisolated package var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Opens the metadata of a data directory, which is made where it is missing.
  package static func open(
    dataDirectory: String, keys: KeyRing, settings: TenantSettings = TenantSettings(),
    isTimeZone: @escaping @Sendable (String) -> Bool, now: @escaping @Sendable () -> Instant
  ) throws(TenantError) -> TenantStore {
    try settings.check()
    for directory in ["", "/metadata", "/config"] {
      try DurableFile.makeDirectory(dataDirectory + directory)
    }
    try DurableFile.synchronizeDirectory(dataDirectory)
    let instance = try InstanceIdentity.open(dataDirectory: dataDirectory, now: now())
    var state = TenantState()
    var documents: [MetadataFile: JSONDocument] = [:]
    for file in MetadataFile.allCases {
      let path = "\(dataDirectory)/metadata/\(file.rawValue).json"
      var (document, content) = try JSONDocument.open(path)
      if let content {
        try file.read(content, into: &state)
      } else {
        try document.replace(with: file.content(of: state))
      }
      documents[file] = document
    }
    try checkSecret(keys, against: state)
    if state.resealWriteKeys(keys) {
      try documents[.projects]?.replace(with: MetadataFile.projects.content(of: state))
    }
    return TenantStore(
      state: state, documents: documents, keys: keys, settings: settings,
      salt: DailySaltFile(dataDirectory: dataDirectory),
      retentionClock: DurableFile(path: "\(dataDirectory)/config/retention_clock"),
      instance: instance,
      hashing: try PasswordHashing(keys: keys, cost: settings.bcryptCost),
      isTimeZone: isTimeZone, now: now)
  }

  private init(
    state: TenantState, documents: [MetadataFile: JSONDocument], keys: KeyRing,
    settings: TenantSettings, salt: DailySaltFile, retentionClock: DurableFile,
    instance: InstanceIdentity, hashing: PasswordHashing,
    isTimeZone: @escaping @Sendable (String) -> Bool, now: @escaping @Sendable () -> Instant
  ) {
    published = NIOLockedValueBox(state)
    self.documents = documents
    self.keys = keys
    self.settings = settings
    self.salt = salt
    self.retentionClock = retentionClock
    self.hashing = hashing
    self.isTimeZone = isTimeZone
    self.now = now
    tokens = AccessTokens(keys: keys, audience: instance.id.description)
    passwords = PasswordPool(
      threads: settings.passwordThreads, capacity: settings.passwordQueue)
    accountFailures = FailureThrottle(
      limit: settings.failuresPerAccount, windowSeconds: settings.failureWindowSeconds)
    clientFailures = FailureThrottle(
      limit: settings.failuresPerClient, windowSeconds: settings.failureWindowSeconds)
  }

  /// With another secret than theirs nobody could sign in, and nobody would know why.
  private static func checkSecret(
    _ keys: KeyRing, against state: TenantState
  ) throws(TenantError) {
    let users = state.users.values
    guard !users.isEmpty, users.allSatisfy({ keys.keys($0.password.keyID) == nil }) else { return }
    throw .storage(
      "the secret key is not the one that these accounts were made with: bring back "
        + "config/secret_key or SECRET_KEY as it was")
  }

  /// Runs `copy` while no document is being changed.
  package func whileUnchanged<Value>(_ copy: () throws -> Value) rethrows -> Value { try copy() }

  nonisolated var state: TenantState { published.withLockedValue { $0 } }

  /// Makes a change durable, then visible; where it throws, there was none.
  func commit<Value>(
    _ file: MetadataFile, _ change: (inout TenantState) throws(TenantError) -> Value
  ) throws(TenantError) -> Value {
    var draft = state
    let value = try change(&draft)
    try documents[file]?.replace(with: file.content(of: draft))
    published.withLockedValue { $0 = draft }
    return value
  }
}

extension TenantState {
  /// Whether any write key was encrypted anew.
  fileprivate mutating func resealWriteKeys(_ keys: KeyRing) -> Bool {
    var changed = false
    for var project in projects.values {
      var changedHere = false
      for index in project.writeKeys.indices
      where project.writeKeys[index].reseal(for: project.id, keys: keys) {
        changedHere = true
      }
      guard changedHere else { continue }
      put(project)
      changed = true
    }
    return changed
  }
}
