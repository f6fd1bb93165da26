import Runtime
import Signaling

/// The loop on which a media node hears signaling that is another process.
actor PlanePort: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// Where it listens.
    nonisolated let address: PlaneAddress
    /// The work.
    private let seats: PlaneSeats

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A port on its own running loop, open from now on.
    init(at address: PlaneAddress, key: [UInt8]?, plane: any MediaPlane, log: Logger) throws {
        let context = try address.key(key).map { try TLSContext(secret: $0, isClient: false) }
        let loop = try EventLoop(name: "plane")
        let poller = try Poller()
        self.loop = loop
        self.poller = poller
        do throws(SystemError) {
            seats = try PlaneSeats(
                at: address, context: context, plane: plane, on: poller, box: Mailbox(on: loop), log: log)
        } catch {
            throw StartFailure.plane(address, error)
        }
        self.address = seats.address
        try loop.run(self)
    }

    /// How many processes of signaling are connected.
    var connections: Int { seats.count }

    /// Ends the loop and its connections.
    func stop() {
        seats.close()
        loop.stop()
    }
}
