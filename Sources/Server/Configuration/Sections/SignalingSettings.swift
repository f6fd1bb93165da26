/// How clients meet over `/ws`.
struct SignalingSettings: Equatable, Sendable {
    /// How many messages a second a client may send.
    var messageRate = 25
    /// How many of them may be for other clients.
    var dataRate = 5
    /// How long a client whose socket was cut may take to come back.
    var resumption = Duration.seconds(30)
    /// The origin of the server to which clients go when this one ends.
    var successor: String?

    /// The keys.
    static let settings = [
        Setting(
            "socket-message-rate", \.signaling.messageRate, .integer(in: 1...10_000),
            "How many messages a second a client may send over /ws, four times that at once; more are refused. "
                + "Clients on loopback may send as many as they like.",
            because: "a page sends a few a minute, and a burst when it begins"),
        Setting(
            "socket-data-rate", \.signaling.dataRate, .integer(in: 1...10_000),
            "How many of them may be for other clients of the stage, who all get them.",
            because: "nobody types faster, and on a large stage each is sent a thousand times"),
        Setting(
            "socket-resumption", \.signaling.resumption, .duration(in: .seconds(1)...Duration.seconds(600)),
            "How long a client whose socket was cut may take to come back; its media goes on meanwhile.",
            because:
                "a change of network takes seconds, and those on stage should not wait longer for one who is gone"
        ),
        Setting(
            "drain-to", \.signaling.successor, ValueKind<String>.httpOrigin.or("none"),
            "Where clients of /ws are sent when this server ends: the origin of another server. Pages may open sockets "
                + "there from the start (Content Security Policy).",
            because: "the same address may lead to another server by then, as behind a load balancer"),
    ]
}
