import Platform

/// Who may do what.
struct AccessSettings: Equatable, Sendable {
    /// What calls that change something must present. `nil` lets only loopback make them, and only while
    /// the server listens nowhere else.
    var adminKey: Secret?

    /// The keys.
    static let settings = [
        Setting(
            "admin-key", optional: \.access.adminKey, .token,
            "What calls that change something, the dashboard and session details must present as a bearer token. "
                + "Others on this machine can read flags: prefer the file or the variable.",
            because: "loopback needs none; beyond it these calls are refused until there is one",
            takesEffect: .onReload)
    ]
}
