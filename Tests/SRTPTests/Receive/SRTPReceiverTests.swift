import Bytes
import Simulation
import Testing

@testable import SRTP

@Suite struct SRTPReceiverTests {
    @Test("a packet opens once, in any order, and only with the other end's keys", arguments: Association.all)
    func once(_ association: Association) throws {
        let sender = association.sender(.client)
        var receiver = association.receiver(.server)
        for number in [10, 12, 11, 9] as [UInt16] {
            let sealed = try sender.sealed(rtpPacket(number))
            #expect(receiver.open(sealed).packet == rtpPacket(number))
            #expect(receiver.open(sealed).reason == .replayed)
        }
        let own = try association.sender(.server).sealed(rtpPacket(20))
        #expect(receiver.open(own).reason == .unauthentic)
    }

    @Test("RTCP opens once, and counts for itself", arguments: Association.all)
    func reports(_ association: Association) throws {
        var sender = association.sender(.client)
        var receiver = association.receiver(.server)
        let rtp = try sender.sealed(rtpPacket(0))
        let first = try sender.sealedRTCP(rtcpPacket())
        let second = try sender.sealedRTCP(rtcpPacket(extra: [1, 2, 3, 4]))
        #expect(receiver.open(rtp).packet != nil)
        #expect(receiver.openRTCP(second).packet == rtcpPacket(extra: [1, 2, 3, 4]))
        #expect(receiver.openRTCP(first).packet == rtcpPacket())
        #expect(receiver.openRTCP(first).reason == .replayed)
    }

    @Test("every changed bit is found", arguments: Association.all)
    func forged(_ association: Association) throws {
        var sender = association.sender()
        var receiver = association.receiver()
        let rtp = try sender.sealed(rtpPacket(500))
        let rtcp = try sender.sealedRTCP(rtcpPacket(extra: [1, 2, 3, 4]))
        for bit in 0..<rtp.count * 8 {
            var forged = rtp
            forged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(receiver.open(forged).packet == nil, "bit \(bit)")
        }
        for bit in 0..<rtcp.count * 8 {
            var forged = rtcp
            forged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(receiver.openRTCP(forged).packet == nil, "bit \(bit)")
        }
        // None of them left anything behind.
        #expect(receiver.open(rtp).packet != nil && receiver.openRTCP(rtcp).packet != nil)
    }

    @Test("a packet cut anywhere is refused", arguments: Association.all)
    func truncation(_ association: Association) throws {
        var sender = association.sender()
        var receiver = association.receiver()
        let rtp = try sender.sealed(rtpPacket(500))
        let rtcp = try sender.sealedRTCP(rtcpPacket(extra: [1, 2, 3, 4]))
        for count in 0..<rtp.count {
            #expect(receiver.open(Array(rtp.prefix(count))).packet == nil, "\(count) octets")
        }
        for count in 0..<rtcp.count {
            #expect(receiver.openRTCP(Array(rtcp.prefix(count))).packet == nil, "\(count) octets")
        }
        let shortest = 12 + association.profile.rtpOverhead
        #expect(receiver.open(Array(rtp.prefix(shortest - 1))).reason == .malformed)
        #expect(receiver.open(Array(rtp.prefix(shortest))).reason == .unauthentic)
    }

    @Test("a slot that is too small is not written to", arguments: Association.profiles)
    func room(_ association: Association) throws {
        var sender = association.sender()
        var receiver = association.receiver()
        let rtp = try sender.sealed(rtpPacket(500))
        let rtcp = try sender.sealedRTCP(rtcpPacket())
        var slot = [UInt8](repeating: 0xEE, count: rtp.count - 1)
        var span = slot.mutableBytes
        let opening = receiver.open(rtp.bytes, into: &span)
        #expect(opening == .dropped(.noRoom) && slot.allSatisfy { $0 == 0xEE })
        var other = [UInt8](repeating: 0xEE, count: rtcp.count - 1)
        var otherSpan = other.mutableBytes
        let otherOpening = receiver.openRTCP(rtcp.bytes, into: &otherSpan)
        #expect(otherOpening == .dropped(.noRoom) && other.allSatisfy { $0 == 0xEE })
    }

    @Test("numbers wrap, and late packets of the cycle before still open", arguments: Association.profiles)
    func wrap(_ association: Association) throws {
        let sender = association.sender()
        var receiver = association.receiver()
        let order: [(number: UInt16, rollover: UInt32)] = [
            (65_533, 0), (65_535, 0), (1, 1), (65_534, 0), (0, 1), (65_532, 0), (40_000, 1), (7, 2),
            (65_535, 1),
        ]
        for (number, rollover) in order {
            let sealed = try sender.sealed(rtpPacket(number), rollover: rollover)
            #expect(receiver.index(of: sealed) == UInt64(rollover) << 16 | UInt64(number))
        }
    }

    @Test("a stream that wrapped before we heard it is followed", arguments: Association.profiles)
    func lateJoin(_ association: Association) throws {
        let sender = association.sender()
        var receiver = association.receiver()
        // Its first packet, 65,535, was lost.
        for number in [0, 1, 2] as [UInt16] {
            let sealed = try sender.sealed(rtpPacket(number), rollover: 1)
            #expect(receiver.index(of: sealed) == 1 << 16 | UInt64(number))
        }
    }

    @Test("a stream of which more than half a cycle was lost is followed", arguments: Association.profiles)
    func longLoss(_ association: Association) throws {
        let sender = association.sender()
        var receiver = association.receiver()
        let before = try sender.sealed(rtpPacket(50_000))
        #expect(receiver.index(of: before) == 50_000)
        let after = try sender.sealed(rtpPacket(40_000), rollover: 1)
        // Typed: left to itself, the compiler compares with an Int as AnyHashable, and reads too far (6.3.1).
        let place: UInt64 = 1 << 16 | 40_000
        #expect(receiver.index(of: after) == place)
        // What is merely old is not taken for new.
        let old = try sender.sealed(rtpPacket(39_000), rollover: 1)
        #expect(receiver.open(old).reason == .tooOld)
    }

    @Test("sources do not disturb each other", arguments: Association.profiles)
    func sources(_ association: Association) throws {
        let sender = association.sender()
        var receiver = association.receiver()
        for step in 0..<200 as Range<UInt32> {
            let ssrc = step % 5
            let rollover = ssrc == 4 ? step / 100 : 0
            let packet = rtpPacket(UInt16(step), ssrc: ssrc)
            let sealed = try sender.sealed(packet, rollover: rollover)
            #expect(receiver.open(sealed).packet == packet || (ssrc == 4 && rollover == 1))
        }
    }

    @Test("who has no keys makes no source, and a peer makes only so many", arguments: Association.profiles)
    func tooManySources(_ association: Association) throws {
        var sender = association.sender()
        var receiver = association.receiver()
        for ssrc in 1000..<3000 as Range<UInt32> {
            #expect(receiver.open(rtpPacket(5, ssrc: ssrc, payload: Array(1...40))).reason == .unauthentic)
        }
        for ssrc in 0..<UInt32(SourceWindows.limit) {
            let rtp = try sender.sealed(rtpPacket(5, ssrc: ssrc))
            let rtcp = try sender.sealedRTCP(rtcpPacket(ssrc: ssrc))
            #expect(receiver.open(rtp).packet != nil && receiver.openRTCP(rtcp).packet != nil)
        }
        let rtp = try sender.sealed(rtpPacket(5, ssrc: 999))
        let rtcp = try sender.sealedRTCP(rtcpPacket(ssrc: 999))
        #expect(receiver.open(rtp).reason == .tooManySources)
        #expect(receiver.openRTCP(rtcp).reason == .tooManySources)
        // Those that were there go on.
        let next = try sender.sealed(rtpPacket(6, ssrc: 3))
        #expect(receiver.open(next).packet != nil)
    }

    @Test("nothing that is damaged opens, or traps", arguments: Association.all)
    func mutations(_ association: Association) throws {
        var sender = association.sender()
        var receiver = association.receiver()
        let rtp = try [rtpPacket(1), RTPHeadTests.full].map { try sender.sealed($0) }
        let rtcp = try [rtcpPacket(), rtcpPacket(extra: [1, 2, 3, 4])].map {
            try sender.sealedRTCP($0)
        }
        for damaged in Mutations(of: rtp, count: Mutations.usualCount / 6) where !rtp.contains(damaged) {
            guard let opened = receiver.open(damaged).packet else { continue }
            Issue.record("opened \(damaged) as \(opened)")
        }
        for damaged in Mutations(of: rtcp, count: Mutations.usualCount / 6) where !rtcp.contains(damaged) {
            guard let opened = receiver.openRTCP(damaged).packet else { continue }
            Issue.record("opened \(damaged) as \(opened)")
        }
    }
}
