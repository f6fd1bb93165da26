internal import Runtime
internal import Timing

/// What there is to see of a run at a moment.
struct RunLook: Sendable {
    /// When.
    let time: Instant
    /// Its loops.
    let loops: LoopLook
    /// What the server has used; `nil` when its process is not known.
    let server: ProcessUsage?
    /// What the tester has used.
    let tester: ProcessUsage
    /// How busy the machine was; `nil` where that is not known.
    let machine: MachineUse?

    /// What happened since an earlier look.
    func since(_ other: RunLook) -> RunStretch {
        RunStretch(
            seconds: max(other.time.duration(to: time).seconds, 0.001),
            packets: loops.crowd.packets - other.loops.crowd.packets,
            messages: loops.messages.since(other.loops.messages),
            server: server.flatMap { after in other.server.map { ResourceUse(from: $0, to: after) } },
            tester: ResourceUse(from: other.tester, to: tester))
    }
}
