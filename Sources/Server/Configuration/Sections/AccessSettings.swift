import Platform

/// Who may do what.
struct AccessSettings: Equatable, Sendable {
    /// What calls that change something must present. `nil` lets only loopback make them, and only while
    /// the server listens nowhere else.
    var adminKey: Secret?
    /// What publishers must present. None lets only loopback publish, and only while the server listens nowhere
    /// else, unless `opensPublishing`.
    var publishKeys: [PublishKey] = []
    /// Whether everyone may publish.
    var opensPublishing = false

    /// The keys.
    static let settings = [
        Setting(
            "admin-key", optional: \.access.adminKey, .token,
            "What calls that change something, the dashboard and session details must present as a bearer token. "
                + "Others on this machine can read flags: prefer the file or the variable.",
            because: "loopback needs none; beyond it these calls are refused until there is one",
            takesEffect: .onReload),
        Setting(
            "publish-key", repeated: \.access.publishKeys, .publishKey,
            "What publishers must present as a bearer token: STREAM:KEY opens one stream, KEY all of them. Others "
                + "on this machine can read flags: prefer the file or the variable.",
            because: "loopback needs none; beyond it nobody can publish until there is one",
            takesEffect: .onReload),
        Setting(
            "open-publishing", \.access.opensPublishing, .flag,
            "Whether everyone who reaches the server may publish, without a key.",
            because: "strangers would use it to show what they like, under your name",
            takesEffect: .onReload),
    ]
}
