import HTTP
import Platform
import Runtime
import Signaling
import Timing

/// The loop on which the switchboard lives.
///
/// A thin shell: letters go in, outputs are carried out, and questions to the media plane are tasks that post their
/// answers back. It is a loop of its own, so that a storm of clients delays neither HTTP nor media.
actor SignalingWorker: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// What HTTP hands its WebSockets to.
    nonisolated let sockets: SignalingSockets
    /// The work.
    private let table: SocketTable

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// How many letters may wait: each of the sockets that one second of a storm brings has a few.
    private static let letters = 1 << 17

    /// A worker on its own running loop.
    init(
        _ settings: Switchboard.Settings, plane: any MediaPlane, primaries: Primaries, core: Int?
    ) throws(SystemError) {
        let loop = try EventLoop(name: "signaling", core: core)
        let poller = try Poller()
        let box = Mailbox<SocketLetter>(on: loop, capacity: Self.letters)
        self.loop = loop
        self.poller = poller
        sockets = SignalingSockets(box: box)
        table = SocketTable(on: poller, settings, plane: plane, box: box, primaries: primaries)
        try loop.run(self)
    }

    /// Who is at a stage.
    func report(of stage: StreamName) -> StageReport { table.report(of: stage) }

    /// Lets somebody be the primary host of a stage; `false` when they are not on it.
    func setPrimary(_ participant: ParticipantID, of stage: StreamName) -> Bool {
        table.setPrimary(participant, of: stage)
    }

    /// What was counted.
    var counters: SignalingCounters { table.counters }

    /// The media node, another process, began anew.
    nonisolated func noteNewPlane() { sockets.box.post(.newPlane) }

    /// Tells every client that the server ends, and where to go.
    func drain(to origin: String?) { table.drain(to: origin) }

    /// Ends the loop.
    func stop() { loop.stop() }
}
