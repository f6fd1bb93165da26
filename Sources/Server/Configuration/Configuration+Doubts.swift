extension Configuration {
    /// Something that is allowed, and most likely not what the operator wants.
    struct Doubt: Sendable {
        /// What is so, as the message of a log line.
        var finding: StaticString
        /// What comes of it.
        var effect: String
        /// What to do.
        var remedy: String
    }

    /// What an operator should know before the first client comes.
    var doubts: [Doubt] {
        guard network.isReachableFromOutside else { return [] }
        var doubts: [Doubt] = []
        if access.adminKey == nil {
            doubts.append(
                Doubt(
                    finding: "no admin key", effect: "the operator's routes are refused",
                    remedy: "set --admin-key"))
        }
        if access.publishKeys.isEmpty, !access.opensPublishing {
            doubts.append(
                Doubt(
                    finding: "no publish key", effect: "nobody can publish",
                    remedy: "set --publish-key, or --open-publishing for everyone"))
        }
        return doubts
    }
}
