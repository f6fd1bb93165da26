/// What happened in a stretch of a run.
struct RunStretch: Sendable {
    /// How long it was.
    let seconds: Double
    /// How many packets of media viewers were given.
    let packets: UInt64
    /// The messages that came by loopback.
    let messages: MessageTally
    /// What the server used; `nil` when its process is not known.
    let server: ResourceUse?
    /// What the tester used.
    let tester: ResourceUse
}
