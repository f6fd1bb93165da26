/// What a loop shows at a moment, at no cost worth speaking of.
struct LoopLook: Sendable {
    /// How its crowd fares.
    var crowd = CrowdStanding()
    /// How late its timers were since the last look, in microseconds.
    var lateness = Histogram()
    /// How many datagrams the kernel threw away since it did not fetch them in time, in all.
    var receiveOverflows = 0
    /// How many datagrams the kernel did not take, in all.
    var sendsRefused = 0
    /// The messages that came by loopback, in all.
    var messages = MessageTally()

    /// Adds what another loop shows.
    mutating func merge(_ other: LoopLook) {
        crowd.merge(other.crowd)
        lateness.merge(other.lateness)
        receiveOverflows += other.receiveOverflows
        sendsRefused += other.sendsRefused
        messages.merge(other.messages)
    }
}
