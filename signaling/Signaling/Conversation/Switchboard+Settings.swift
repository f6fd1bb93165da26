public import HTTP
public import Platform

extension Switchboard {
    /// What an operator decides, and what the switchboard must ask about a client.
    public struct Settings: Sendable {
        /// How many messages a second a client may send; four times that at once. Clients on loopback may send as
        /// many as they like.
        public var messageRate = 25
        /// How many of them may be for other clients.
        public var dataRate = 5
        /// How long a client whose socket was cut may take to come back.
        public var resumption = Duration.seconds(30)
        /// Whether viewers may come before the publisher and wait.
        public var viewersWait = true
        /// Reads an invite.
        public var invite: @Sendable (String) -> Result<Invite, Invite.Refusal>
        /// Makes the token of an invite that is good for so long.
        public var inviting: @Sendable (StreamName, StageRole, Duration) -> String
        /// Says why a request may not publish a stream; `nil` when it may.
        public var publishing: @Sendable (Request, StreamName) -> Problem?
        /// The STUN and TURN servers for a session of a stream that begins now.
        public var iceServers: @Sendable (StreamName) -> [ICEServer]

        /// Settings.
        public init(
            invite: @escaping @Sendable (String) -> Result<Invite, Invite.Refusal>,
            inviting: @escaping @Sendable (StreamName, StageRole, Duration) -> String,
            publishing: @escaping @Sendable (Request, StreamName) -> Problem?,
            iceServers: @escaping @Sendable (StreamName) -> [ICEServer]
        ) {
            self.invite = invite
            self.inviting = inviting
            self.publishing = publishing
            self.iceServers = iceServers
        }
    }
}
