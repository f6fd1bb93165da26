import Bytes
import RTP
import SRTP
import Testing
import Timing

@testable import WebRTC

@Suite struct EgressTableTests {
    /// All profiles, on all libraries of this machine.
    static let seals: [(SRTPProfile, SRTPEngine)] = SRTPProfile.preferred.flatMap { profile in
        ([SRTPEngine.openSSL] + [SRTPEngine.ipsecMB()].compactMap(\.self)).map { (profile, $0) }
    }

    @Test("rows are plain memory")
    func rows() {
        #expect(_isPOD(EgressViewer.self) && _isPOD(EgressTrack.self) && _isPOD(OutgoingPacket.self))
    }

    @Test("each viewer can open its packets, which have its own numbers", arguments: seals)
    func sealing(_ profile: SRTPProfile, _ engine: SRTPEngine) throws {
        let stage = EgressStage()
        for _ in 0..<3 { try stage.add(profile, engine) }
        let (packets, bytes) = EgressStage.packets(5)
        stage.begin(packets)
        stage.send(packets, bytes)
        for (number, viewer) in stage.viewers.enumerated() {
            try #require(viewer.packets.count == 5 && viewer.failures == 0)
            for (index, packet) in viewer.packets.enumerated() {
                let header = try EgressStage.header(of: packet)
                let first = try EgressStage.header(of: viewer.packets[0]).sequenceNumber
                #expect(header.sequenceNumber == first.advanced(by: index))
                #expect(header.ssrc == SSRC(1000 + UInt32(number)))
                let extensions = ForwardedSample.extensions(of: packet)
                #expect(extensions?.values[3] == [0, UInt8(number + index + 1)])
                #expect(packet[header.byteCount...] == bytes[packets[index].payload])
            }
        }
        // Five of one size are one run to each.
        #expect(stage.runs == [5, 5, 5])
    }

    @Test("packets that are sent one by one leave in one run to each who gets them", arguments: seals)
    func runs(_ profile: SRTPProfile, _ engine: SRTPEngine) throws {
        let stage = EgressStage()
        for _ in 0..<2 { try stage.add(profile, engine) }
        let (packets, bytes) = EgressStage.packets(8)
        stage.begin(packets)
        for viewer in stage.viewers {
            for packet in packets { stage.outbox.send(packet, in: bytes.bytes, to: viewer.track, at: .zero) }
        }
        // A fan-out begins a run of its own.
        let (more, others) = EgressStage.packets(2, from: 108)
        stage.send(more, others)
        #expect(stage.runs == [8, 8, 2, 2])
        #expect(stage.viewers.allSatisfy { $0.packets.count == 10 && $0.failures == 0 })
    }

    @Test("viewers of different classes get different headers, whatever their order")
    func classes() throws {
        let stage = EgressStage()
        for number in 0..<6 {
            try stage.add(
                .gcm128, number < 3 ? .openSSL : .best(),
                number % 2 == 0 ? [] : [(.audioLevel, 7), (.transportSequence, 5)],
                payloadType: UInt8(100 + number % 2))
        }
        let (packets, bytes) = EgressStage.packets(2)
        stage.begin(packets)
        stage.send(packets, bytes)
        for (number, viewer) in stage.viewers.enumerated() {
            let header = try EgressStage.header(of: viewer.packets[0])
            #expect(header.payloadType == PayloadType(UInt8(100 + number % 2)))
            #expect(header.byteCount == (number % 2 == 0 ? 12 : 24))
        }
    }

    @Test("profiles may be mixed, and lanes fill up in the middle of a viewer")
    func mixed() throws {
        let stage = EgressStage()
        for number in 0..<12 { try stage.add(number % 3 == 0 ? .gcm128 : .counterModeSHA1) }
        let (packets, bytes) = EgressStage.packets(30)
        stage.begin(packets)
        stage.send(packets, bytes)
        #expect(stage.viewers.allSatisfy { $0.packets.count == 30 && $0.failures == 0 })
    }

    @Test("who gets less of a scalable stream has numbers without gaps, and a mark where its pictures end")
    func fidelities() throws {
        let stage = EgressStage()
        let shares = [
            Fidelity.full, Fidelity(spatialID: 0, temporalID: .max), Fidelity(spatialID: 1, temporalID: 0),
        ]
        for fidelity in shares { try stage.add(.gcm128, fidelity: fidelity) }
        // Two pictures of three spatial layers, of two packets each; the second is of a higher temporal layer.
        let (packets, bytes) = EgressStage.packets(12) { number in
            var layers = FrameLayers()
            (layers.spatialID, layers.temporalID) = (UInt8(number / 2 % 3), UInt8(number / 6))
            layers.endsFrame = number % 2 == 1
            return layers
        }
        stage.begin(packets)
        stage.send(packets, bytes)
        let got = [Array(0..<12), [0, 1, 6, 7], [0, 1, 2, 3]]
        let marked = [[], [1, 7], [3]]
        for (viewer, (got, marked)) in zip(stage.viewers, zip(got, marked)) {
            let headers = try viewer.packets.map { try EgressStage.header(of: $0) }
            let first = try #require(headers.first?.sequenceNumber)
            #expect(viewer.packets.map { Int($0.last ?? 0) } == got && viewer.failures == 0)
            #expect(headers.indices.allSatisfy { headers[$0].sequenceNumber == first.advanced(by: $0) })
            #expect(zip(got, headers).filter(\.1.isMarked).map(\.0) == marked)
        }
    }

    @Test("who takes no RED gets the payload in it alone, and nothing of what is none")
    func unwrapping() throws {
        let stage = EgressStage()
        for isUnwrapped in [false, true] { try stage.add(.gcm128, isUnwrapped: isUnwrapped) }
        var (packets, bytes) = EgressStage.packets(3, payload: 9)
        // An older payload of two octets beside one of two, and in the second packet one that is longer than the packet.
        let payloads: [[UInt8]] = [
            [0xEF, 0x0F, 0x00, 2, 0x6F, 0xA0, 0xA1, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4],
            [0xEF, 0x0F, 0x00, 9, 0x6F, 0xA0, 0xA1, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4],
            [0x6F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        ]
        for (packet, payload) in zip(packets, payloads) {
            bytes.replaceSubrange(packet.payload, with: payload)
        }
        stage.begin(packets)
        stage.send(packets, bytes)
        let got = try stage.viewers.map { viewer in
            try viewer.packets.map { Array($0[try EgressStage.header(of: $0).byteCount...]) }
        }
        #expect(got == [payloads, [Array(payloads[0].dropFirst(7)), Array(payloads[2].dropFirst(1))]])
        let numbers = try stage.viewers[1].packets.map { try EgressStage.header(of: $0).sequenceNumber }
        #expect(numbers[1] == numbers[0].next)
    }

    @Test("a full arena ends a call, and the next one goes on behind it")
    func resuming() throws {
        let stage = EgressStage()
        for _ in 0..<50 { try stage.add(.gcm128) }
        let (packets, bytes) = EgressStage.packets(40)
        stage.begin(packets)
        let rounds = stage.send(packets, bytes)
        #expect(rounds > 3)
        #expect(stage.viewers.allSatisfy { $0.packets.count == 40 && $0.failures == 0 })
    }

    @Test("who has no way, no key, no class, or another source gets nothing, and costs nobody else anything")
    func closed() throws {
        let stage = EgressStage()
        for _ in 0..<5 { try stage.add(.gcm128) }
        let (packets, bytes) = EgressStage.packets(1)
        stage.begin(packets)
        stage.outbox.table.viewers[stage.viewers[0].row].path = nil
        stage.outbox.table.viewers[stage.viewers[1].row].lock = nil
        stage.outbox.table.tracks[stage.viewers[2].track.row].source = 7
        stage.outbox.table.tracks[stage.viewers[3].track.row].egressClass = -1
        stage.send(packets, bytes)
        #expect(stage.viewers.map(\.packets.count) == [0, 0, 0, 0, 1])
    }

    @Test("no number is sealed twice: what came before is not sent again")
    func once() throws {
        let stage = EgressStage()
        try stage.add(.gcm128)
        let (packets, bytes) = EgressStage.packets(3)
        stage.begin(packets)
        stage.send(packets, bytes)
        stage.send(packets, bytes, at: .milliseconds(5))
        #expect(stage.viewers[0].packets.count == 3)
    }

    @Test("rows and keys are used again, and a key that is gone seals nothing")
    func reuse() throws {
        let stage = EgressStage()
        let first = try stage.add(.gcm128)
        stage.outbox.table.removeTrack(first.track.row)
        stage.outbox.table.remove(first.row)
        let second = try stage.add(.gcm128)
        #expect(second.row == first.row && second.track == first.track)
        #expect(stage.outbox.table.viewers.count == 1 && stage.outbox.table.tracks.count == 1)
        let (packets, bytes) = EgressStage.packets(2)
        stage.begin(packets)
        stage.send(packets, bytes)
        #expect(second.packets.count == 2)
    }

    @Test("a padded packet says so, and its padding is part of what is sealed")
    func padding() throws {
        let stage = EgressStage()
        try stage.add(.gcm128)
        var (packets, bytes) = EgressStage.packets(1)
        bytes.append(1)
        packets[0] = packets[0].padded()
        stage.begin(packets)
        stage.send(packets, bytes)
        let packet = try #require(stage.viewers[0].packets.first)
        let header = try EgressStage.header(of: packet)
        #expect(header.hasPadding && packet.last == 1)
        let payload = header.payloadRange(in: packet.bytes)
        #expect(payload == header.byteCount..<packet.count - 1)
    }

    @Test("passing packets on asks for no memory", arguments: seals)
    func allocations(_ profile: SRTPProfile, _ engine: SRTPEngine) throws {
        let stage = EgressStage()
        for _ in 0..<20 { try stage.add(profile, engine) }
        // The first ones make what is used from then on; the fourth is the first that takes a tail to its log.
        #expect(stage.allocations(rounds: 10).dropFirst(4) == [0, 0, 0, 0, 0, 0])
        #expect(stage.viewers.allSatisfy { $0.packets.count == 100 })
    }
}
