import Events

/// What the operator decides about accounts.
package struct TenantSettings: Sendable {
  /// Who may register.
  package enum Registration: String, Sendable {
    case open
    /// Only by the command line, until there are invitations.
    case invite
  }

  package var registration = Registration.open
  /// bcrypt's work factor: each step doubles the time (12: about 250 ms).
  package var bcryptCost = 12
  /// Allows costs and limits that are too weak for anything but tests.
  package var isTest = false
  /// How long a session may stay unused (`JWT_EXPIRATION_HOURS`).
  package var sessionIdleHours = 24.0
  package var failuresPerAccount = 5
  package var failuresPerClient = 20
  package var failureWindowSeconds = 900.0
  /// How long a replaced write key is still taken, so that cached pages go on counting.
  package var writeKeyOverlapSeconds = 86_400.0
  package var passwordThreads = 2
  package var passwordQueue = 50

  package init() {}

  func check() throws(TenantError) {
    var faults: [Fault] = []
    if !(isTest ? 4...31 : 12...31).contains(bcryptCost) {
      faults.append(
        Fault(
          "/bcrypt_cost", "out_of_range",
          "The bcrypt cost must be from 12 to 31; from 4 only with ENVIRONMENT=test."))
    }
    if !(sessionIdleHours > 0 && sessionIdleHours <= 720) {
      faults.append(
        Fault(
          "/jwt_expiration_hours", "out_of_range",
          "JWT_EXPIRATION_HOURS must be above 0 and 720 at most."))
    }
    let positive = [failuresPerAccount, failuresPerClient, passwordThreads, passwordQueue]
    if positive.contains(where: { $0 < 1 }) || failureWindowSeconds <= 0 {
      faults.append(
        Fault("/limits", "out_of_range", "Limits, threads and queue must be 1 at least."))
    }
    guard faults.isEmpty else { throw .invalid(faults) }
  }
}
