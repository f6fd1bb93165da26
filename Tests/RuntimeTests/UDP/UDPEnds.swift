import Bytes
import Testing
import Timing

@testable import Runtime

/// A datagram as a test keeps it.
struct Received: Equatable {
    let bytes: [UInt8]
    let peer: SocketAddress
    let local: IPAddress?
    let ecn: UInt8
    let arrived: WallClock?
    let run: Int
}

/// A loop that a test turns by hand, so that nothing runs beside it.
final class HandTurnedLoop {
    let poller: Poller
    private(set) var turns = 0

    init() throws {
        poller = try Poller()
    }

    /// Turns until `isDone`, or fails after ten seconds.
    func turn(until isDone: () -> Bool) {
        var isLate = false
        let alarm = Timer { _ in isLate = true }
        poller.schedule(alarm, at: Clock.now.advanced(by: .seconds(10)))
        while !isDone(), !isLate {
            poller.turn(mayWait: true)
            turns += 1
        }
        poller.cancel(alarm)
        #expect(!isLate, "waited ten seconds for nothing")
    }
}

/// A UDP port that keeps what it gets.
final class UDPEnd {
    private(set) var port: UDPPort
    private let box: Box

    private final class Box {
        var received: [Received] = []
    }

    init(
        _ ip: IPAddress, options: UDPOptions = UDPOptions(), largestRun: Int = SegmentLimit.ofKernel,
        on loop: HandTurnedLoop
    ) throws {
        let box = Box()
        self.box = box
        port = try UDPPort(
            Socket(datagramsOf: AddressFamily(of: ip)), at: SocketAddress(ip, port: 0), options: options,
            largestRun: largestRun, on: loop.poller
        ) { batch, _ in
            while let datagram = batch.next() {
                box.received.append(
                    Received(
                        bytes: [UInt8](datagram.payload), peer: datagram.peer, local: datagram.local,
                        ecn: datagram.ecn, arrived: datagram.arrived, run: datagram.run))
            }
        }
    }

    var received: [Received] { box.received }

    /// Sends copies of datagrams, each a message of its own.
    func send(_ datagrams: [[UInt8]], to peer: SocketAddress, from local: IPAddress? = nil) {
        var batch = SendBatch(
            for: port, messages: datagrams.count, bytes: datagrams.map(\.count).reduce(0, +))
        for datagram in datagrams { batch.append(datagram.bytes, to: peer, from: local) }
        port.send(&batch)
    }

    /// Sends bytes as one run of datagrams.
    func send(run bytes: [UInt8], of size: Int, to peer: SocketAddress) {
        var batch = SendBatch(for: port, messages: 1, bytes: bytes.count)
        guard var room = batch.reserve(bytes.count), room.store(bytes.bytes, at: 0) else { return }
        batch.commit(bytes.count, to: peer, segmentSize: size)
        port.send(&batch)
    }
}

/// Bytes that differ from datagram to datagram.
func pattern(_ count: Int, _ seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8 &+ seed) }
}
