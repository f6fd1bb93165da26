import Bytes
import CAllocations
import ICE
import RTP
import SRTP
import Simulation
import Timing

@testable import WebRTC

/// An outbox with viewers in its table, and what each of them can open.
final class EgressStage {
    /// One who gets a stream.
    final class Viewer {
        let row: Int32
        let track: TrackID
        let path: Path
        private var receiver: SRTPReceiver
        /// What it opened, in order.
        private(set) var packets: [[UInt8]] = []
        /// How many datagrams it could not open.
        private(set) var failures = 0

        init(_ row: Int32, _ track: TrackID, _ path: Path, _ receiver: consuming SRTPReceiver) {
            self.row = row
            self.track = track
            self.path = path
            self.receiver = receiver
        }

        func handle(_ datagram: RawSpan) {
            var slot = [UInt8](repeating: 0, count: 2048)
            var room = slot.mutableBytes
            if case .opened(let count, _) = receiver.open(datagram, into: &room) {
                packets.append(Array(slot[..<count]))
            } else {
                failures += 1
            }
        }
    }

    let outbox = Outbox()
    let source = MediaSource(id: 1, extensions: ForwardedSample.publisher, isVideo: true)
    private(set) var viewers: [Viewer] = []
    /// Sizes of the messages that left, in datagrams.
    private(set) var runs: [Int] = []
    private var random = SeededGenerator(seed: 11)

    /// Adds a viewer that is sealed for like this, under these identifiers of extensions.
    @discardableResult func add(
        _ profile: SRTPProfile, _ engine: SRTPEngine = .best(),
        _ extensions: [(ExtensionKind, UInt8)] = [(.absoluteSendTime, 2), (.transportSequence, 3)],
        payloadType: UInt8 = 96, fidelity: Fidelity = .full,
        isUnwrapped: Bool = false, isLogged: Bool = false
    ) throws -> Viewer {
        let material = random.bytes(profile.materialCount)
        let number = UInt16(viewers.count)
        let path = Path(
            local: SocketAddress(.loopbackV4, port: 8189),
            remote: SocketAddress(.loopbackV4, port: 10_000 + number))
        let row = outbox.table.add(
            EgressViewer(path: path, transportNumber: SequenceNumber(number)), isLogged: isLogged)
        var keys = SRTPKeys(profile, material: material)
        if let keys { outbox.table.secure(row, keys, as: .server, on: engine) }
        let track = outbox.table.tracks.add(
            EgressTrack(
                viewer: row,
                stream: SendStream(
                    ssrc: SSRC(1000 + UInt32(number)), repair: SSRC(9), clockRate: 90_000, using: &random)))
        let layout = HeaderLayout(ForwardedSample.map(extensions), allowsTwoByte: false)
        outbox.table.setClass(
            of: track,
            EgressClass(
                layout: layout, payloadType: PayloadType(payloadType), fidelity: fidelity,
                isUnwrapped: isUnwrapped))
        keys = SRTPKeys(profile, material: material)
        guard let keys else { throw MissingKeys() }
        let viewer = Viewer(
            row, TrackID(row: track), path, SRTPReceiver(keys, as: .client, on: .openSSL))
        viewers.append(viewer)
        return viewer
    }

    struct MissingKeys: Error {}

    /// Packets from a place on, and the bytes they lie in.
    static func packets(
        _ count: Int, from first: Int64 = 100, payload size: Int = 1000,
        of layers: (Int) -> FrameLayers = { _ in FrameLayers() }
    ) -> (facts: [OutgoingPacket], bytes: [UInt8]) {
        var bytes: [UInt8] = []
        let facts = (0..<count).map { number in
            let whole =
                ForwardedSample.packet([(1, [0x85])])
                + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
            let start = bytes.count
            bytes += whole
            guard let header = RTPHeader(whole.bytes) else { fatalError("it was written just now") }
            return OutgoingPacket(
                header, at: place(first + Int64(number)), index: 0, captured: nil,
                extensions: ForwardedExtensions(
                    of: header, in: whole.bytes, map: ForwardedSample.publisher),
                layers: layers(number), whole: start..<bytes.count, payload: header.byteCount..<whole.count)
        }
        return (facts, bytes)
    }

    /// The header of a packet, which must be one.
    static func header(of packet: [UInt8]) throws -> RTPHeader {
        guard let header = RTPHeader(packet.bytes) else { throw NoPacket() }
        return header
    }

    struct NoPacket: Error {}

    /// Lets the source feed everybody from the first of some packets on.
    func begin(_ packets: [OutgoingPacket]) {
        for viewer in viewers {
            outbox.table.tracks[viewer.track.row].source = source.id
            outbox.table.tracks[viewer.track.row].stream.begin(1, with: packets[0].position, at: .zero)
        }
    }

    /// Sends packets to everybody, taking out what there is whenever the arena is full. Returns how often it was.
    @discardableResult func send(_ packets: [OutgoingPacket], _ bytes: [UInt8], at now: Instant = .zero)
        -> Int
    {
        let tracks = viewers.map(\.track)
        var (next, rounds) = (0, 0)
        while next < tracks.count {
            outbox.send(packets.span, of: source, in: bytes.bytes, to: tracks.span, from: &next, at: now)
            rounds += 1
            deliver()
        }
        return rounds
    }

    /// How often memory was asked for while ten packets went to everybody, in each of so many rounds.
    func allocations(rounds: Int) -> [UInt64] {
        let tracks = viewers.map(\.track)
        var counts: [UInt64] = []
        for round in 0..<rounds {
            let (packets, bytes) = Self.packets(10, from: Int64(100 + round * 10))
            if round == 0 { begin(packets) }
            let before = starling_allocations()
            var next = 0
            outbox.send(packets.span, of: source, in: bytes.bytes, to: tracks.span, from: &next, at: .zero)
            counts.append(starling_allocations() - before)
            deliver()
        }
        return counts
    }

    /// Gives everybody what was sent to it.
    func deliver() {
        outbox.take { messages, bytes in
            for index in messages.indices {
                let message = messages[index]
                let viewer = viewers.first { $0.path == message.path }
                var (start, count) = (message.start, 0)
                while start < message.start + message.count {
                    let end = min(start + message.segmentSize, message.start + message.count)
                    viewer?.handle(bytes.extracting(start..<end))
                    (start, count) = (end, count + 1)
                }
                runs.append(count)
            }
        }
    }
}
