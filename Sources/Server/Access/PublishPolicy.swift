import Platform

/// Who may publish.
///
/// With keys, whoever presents one for the stream, and nobody else. Without any, this machine alone, and only while
/// the server listens to nobody else, unless the operator has opened publishing to all.
struct PublishPolicy: Equatable, Sendable {
    /// What may be said of a request.
    enum Verdict: Equatable, Sendable {
        /// It may.
        case allowed
        /// A key is needed and none was sent.
        case keyMissing
        /// A key was sent, and it does not open the stream.
        case keyWrong
        /// No key would help: there is none, and the server can be reached from other machines.
        case noKeyIsSet
        /// No key would help: there is none, and the request was not sent to this machine by its name.
        case foreignName
    }

    /// The keys.
    private let keys: [PublishKey]
    /// Whether nobody is asked for one.
    private let isOpen: Bool
    /// Whether other machines can reach the server.
    private let isReachableFromOutside: Bool

    /// The policy of an operator.
    init(keys: [PublishKey], isOpen: Bool, isReachableFromOutside: Bool) {
        self.keys = keys
        self.isOpen = isOpen
        self.isReachableFromOutside = isReachableFromOutside
    }

    /// Judges an attempt to publish `stream`.
    ///
    /// Without keys a page of any site may publish, through a browser on this machine: WHIP is for pages, and the
    /// worst that comes of it is a stream. But a `Host` that is not this machine means that somebody's proxy has
    /// opened it to the world, or that a foreign name was made to point here ("DNS rebinding").
    func verdict(on attempt: PublishAttempt, for stream: StreamName) -> Verdict {
        if isOpen { return .allowed }
        guard keys.isEmpty else {
            guard let token = attempt.key else { return .keyMissing }
            return keys.open(stream, with: token) ? .allowed : .keyWrong
        }
        guard !isReachableFromOutside, attempt.isLocal else { return .noKeyIsSet }
        return attempt.namesLoopback ? .allowed : .foreignName
    }
}
