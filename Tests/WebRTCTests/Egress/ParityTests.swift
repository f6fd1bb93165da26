import Bytes
import RTP
import SRTP
import Simulation
import Testing
import Timing

@testable import WebRTC

/// Parities as the table makes them, and a receiver that makes lost packets of them.
@Suite struct ParityTests {
    private static let label = ParityStream.Label(
        ssrc: SSRC(77), payloadType: PayloadType(49), number: SequenceNumber(0x7FFF))
    private static let extensions = ForwardedSample.map([(.absoluteSendTime, 2), (.transportSequence, 3)])

    /// What a viewer got that is protected in groups of five.
    private static func protected(
        _ stage: EgressStage, _ profile: SRTPProfile = .gcm128, _ engine: SRTPEngine = .best()
    ) throws -> EgressStage.Viewer {
        let viewer = try stage.add(profile, engine, isLogged: true)
        stage.outbox.table.protect(viewer.track.row, inGroupsOf: 5, as: label)
        return viewer
    }

    private static func isParity(_ packet: [UInt8]) -> Bool { packet[1] & 0x7F == 49 }

    /// What is left of a packet when what is written anew on the way counts as zeros.
    private static func normal(_ packet: [UInt8]) throws -> [UInt8] {
        var packet = packet
        let header = try EgressStage.header(of: packet)
        // Send time and transport-wide number, four octets with their heads and three.
        let start = header.extensionRange.lowerBound
        for place in (start + 1..<start + 4) { packet[place] = 0 }
        for place in (start + 5..<start + 7) { packet[place] = 0 }
        return packet
    }

    @Test("whichever packet is lost is made again, octet by octet", arguments: EgressTableTests.seals)
    func restored(_ profile: SRTPProfile, _ engine: SRTPEngine) throws {
        let stage = EgressStage()
        let viewer = try Self.protected(stage, profile, engine)
        let sizes = [1000, 3, 700, 1100, 64]
        var facts: [OutgoingPacket] = []
        for (index, size) in sizes.enumerated() {
            let (packets, bytes) = EgressStage.packets(1, from: 100 + Int64(index), payload: size)
            if facts.isEmpty { stage.begin(packets) }
            stage.send(packets, bytes, at: Instant.zero.advanced(by: .milliseconds(index)))
            facts += packets
        }
        try #require(viewer.failures == 0 && viewer.packets.count == 6)
        let media = viewer.packets.filter { !Self.isParity($0) }
        let parity = try #require(viewer.packets.first(where: Self.isParity))
        let header = try EgressStage.header(of: parity)
        #expect(header.ssrc == SSRC(77) && header.sequenceNumber == SequenceNumber(0x8000))
        let payload = parity.bytes.extracting(header.byteCount..<parity.count)
        let read = ParityHeader.read(payload)
        let (front, count) = try #require(read)
        #expect(front.mask == 0b11111 && front.ssrc == SSRC(1000))
        for lost in media.indices {
            var repair = ParityRepair()
            for (index, packet) in media.enumerated() where index != lost {
                repair.keep(try EgressStage.header(of: packet), in: packet.bytes, Self.extensions)
            }
            var room = [UInt8](repeating: 0xEE, count: 2048)
            var span = room.mutableBytes
            let made = repair.restore(front, payload.extracting(count..<payload.byteCount), into: &span)
            let expected = try Self.normal(media[lost])
            #expect(made == expected.count && Array(room[..<expected.count]) == expected, "\(lost)")
        }
    }

    @Test("nothing is made of two that were lost, of none, or of a parity that lies about its length")
    func hopeless() throws {
        let stage = EgressStage()
        let viewer = try Self.protected(stage)
        let (packets, bytes) = EgressStage.packets(5)
        stage.begin(packets)
        stage.send(packets, bytes)
        let parity = try #require(viewer.packets.last)
        let header = try EgressStage.header(of: parity)
        let payload = parity.bytes.extracting(header.byteCount..<parity.count)
        let read = ParityHeader.read(payload)
        var (front, count) = try #require(read)
        let octets = payload.extracting(count..<payload.byteCount)
        var room = [UInt8](repeating: 0, count: 2048)
        var span = room.mutableBytes
        var repair = ParityRepair()
        var made: [Int?] = []
        for (index, packet) in viewer.packets.prefix(5).enumerated() {
            repair.keep(try EgressStage.header(of: packet), in: packet.bytes, Self.extensions)
            // With four there, the one that is lost would be made, were it not for the lie.
            if index == 3 { front.length ^= 0x8000 }
            made.append(repair.restore(front, octets, into: &span))
            if index == 3 { front.length ^= 0x8000 }
        }
        #expect(made == [nil, nil, nil, nil, nil])
    }

    @Test("packets have one parity a group, and a gap in the numbers begins another")
    func groups() throws {
        let stage = EgressStage()
        let viewer = try Self.protected(stage)
        let (packets, bytes) = EgressStage.packets(12)
        stage.begin(packets)
        stage.send(packets, bytes)
        #expect(viewer.packets.map(Self.isParity).enumerated().filter(\.element).map(\.offset) == [5, 11])
        // Two packets are left over; a packet far behind them sends theirs, and one that comes late has none.
        let (far, farBytes) = EgressStage.packets(1, from: 140)
        stage.send(far, farBytes)
        let (late, lateBytes) = EgressStage.packets(1, from: 139)
        stage.send(late, lateBytes)
        #expect(viewer.packets.count(where: Self.isParity) == 3 && viewer.failures == 0)
        #expect(stage.outbox.table.parityCounts(of: viewer.track.row).packets == 3)
    }

    @Test("numbers go on when protection pauses, and none is made meanwhile")
    func pauses() throws {
        let stage = EgressStage()
        let viewer = try Self.protected(stage)
        let (packets, bytes) = EgressStage.packets(15)
        stage.begin(packets)
        stage.send(Array(packets[..<5]), bytes)
        stage.outbox.table.protect(viewer.track.row, inGroupsOf: 0, as: Self.label)
        stage.send(Array(packets[5..<10]), bytes)
        #expect(viewer.packets.count(where: Self.isParity) == 1)
        stage.outbox.table.protect(viewer.track.row, inGroupsOf: 5, as: Self.label)
        stage.send(Array(packets[10...]), bytes)
        let numbers = try viewer.packets.filter(Self.isParity).map {
            try EgressStage.header(of: $0).sequenceNumber
        }
        #expect(numbers == [SequenceNumber(0x8000), SequenceNumber(0x8001)])
    }

    @Test("each number of the transport is noted with the size of the packet that bears it")
    func numbered() throws {
        let stage = EgressStage()
        let viewer = try Self.protected(stage)
        let (packets, bytes) = EgressStage.packets(20)
        stage.begin(packets)
        // One at a time, so that parities come where nothing was noted before, and where something was.
        for (index, packet) in packets.enumerated() {
            stage.send([packet], bytes, at: Instant.zero.advanced(by: .milliseconds(index)))
            if index % 3 == 0 {
                _ =
                    stage.outbox.table[
                        sentTo: viewer.row, at: Instant.zero.advanced(by: .milliseconds(index))
                    ]
                    .octets
            }
        }
        #expect(viewer.packets.count(where: Self.isParity) == 4)
        let numbers = viewer.packets.map { packet in
            let extensions = ForwardedSample.extensions(of: packet)
            return extensions?.values[3]?.last
        }
        #expect(numbers == (1...24).map { UInt8($0) })
        for (index, packet) in viewer.packets.enumerated() {
            let log = stage.outbox.table[sentTo: viewer.row, at: Instant.zero.advanced(by: .milliseconds(20))]
            let noted = log.packet(SequenceNumber(UInt16(index + 1)))
            #expect(noted?.byteCount == packet.count + 16, "\(index)")
        }
    }

    @Test("nothing is allocated for a packet, or a parity, once there was one")
    func allocations() throws {
        let stage = EgressStage()
        for _ in 0..<10 { _ = try Self.protected(stage) }
        #expect(stage.allocations(rounds: 10).dropFirst(4) == [0, 0, 0, 0, 0, 0])
    }

    @Test("parities that were damaged make no more than fits, and end nothing")
    func mutations() throws {
        let stage = EgressStage()
        let viewer = try Self.protected(stage)
        let (packets, bytes) = EgressStage.packets(5, payload: 60)
        stage.begin(packets)
        stage.send(packets, bytes)
        var repair = ParityRepair()
        for packet in viewer.packets.prefix(4) {
            repair.keep(try EgressStage.header(of: packet), in: packet.bytes, Self.extensions)
        }
        let parity = try #require(viewer.packets.last)
        let header = try EgressStage.header(of: parity)
        let sample = Array(parity[header.byteCount...])
        var room = [UInt8](repeating: 0, count: 256)
        var made = 0
        for damaged in Mutations(of: [sample]) {
            guard let (front, count) = ParityHeader.read(damaged.bytes) else { continue }
            var span = room.mutableBytes
            let octets = damaged.bytes.extracting(count..<damaged.count)
            if let size = repair.restore(front, octets, into: &span), size <= 256 { made += 1 }
        }
        #expect(made > 100)
    }
}
