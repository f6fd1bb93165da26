import Bytes
import Testing

@testable import SRTP

@Suite struct SRTPSenderTests {
    @Test("a packet must fit with its tag", arguments: Association.all)
    func room(_ association: Association) throws {
        var sender = association.sender()
        let packet = rtpPacket(1)
        for missing in 0...3 {
            var slot = packet + [UInt8](repeating: 0, count: association.profile.rtpOverhead - missing)
            var span = slot.mutableBytes
            let count = sender.seal(packet.bytes.extracting(12...), behind: 12, in: &span, rollover: 0)
            #expect(count == (missing == 0 ? slot.count : nil))
        }
        let report = rtcpPacket()
        for missing in 0...3 {
            let room = report.count + association.profile.rtcpOverhead - missing
            var slot = [UInt8](repeating: 0, count: room)
            var span = slot.mutableBytes
            let count = sender.sealRTCP(report.bytes, into: &span)
            #expect(count == (missing == 0 ? room : nil))
        }
    }

    @Test("what is no header, or larger than a datagram, is refused", arguments: Association.profiles)
    func malformed(_ association: Association) throws {
        var sender = association.sender()
        let payload = [UInt8](repeating: 1, count: 65_536)
        for (header, count, size) in [
            ([0x80, 96], 12, 10), ([0x40, 96], 12, 10), ([0x80, 96], 11, 10), ([0x80, 96], -1, 10),
            ([0x80, 96], .max, 10), ([0x80, 96], 12, 65_536), ([], 12, 10),
        ] as [([UInt8], Int, Int)] {
            let length = header == [0x80, 96] && count == 12 && size == 10 ? 5 : 70_000
            var slot = header.isEmpty ? [] : header + [UInt8](repeating: 0, count: length)
            var span = slot.mutableBytes
            let sealed = sender.seal(
                payload.bytes.extracting(0..<size), behind: count, in: &span, rollover: 0)
            #expect(sealed == nil)
        }
        #expect(sender.sealRTCP([0x80, 201, 0]) == nil && sender.sealRTCP([]) == nil)
    }

    @Test("a payload may be empty", arguments: Association.all)
    func empty(_ association: Association) throws {
        let packet = rtpPacket(1, payload: [])
        let sealed = try association.sender().sealed(packet)
        var receiver = association.receiver()
        #expect(sealed.count == 12 + association.profile.rtpOverhead)
        #expect(receiver.open(sealed).packet == packet)
        var sender = association.sender()
        let report = try sender.sealedRTCP(rtcpPacket())
        #expect(receiver.openRTCP(report).packet == rtcpPacket())
    }

    @Test("the libraries seal alike", arguments: SRTPProfile.allCases)
    func engines(profile: SRTPProfile) {
        var results: Set<[UInt8]?> = []
        for engine in Association.engines {
            let sender = Association(profile, engine).sender()
            results.insert(sender.seal(rtpPacket(77), rollover: 0xFFFF_FFFF))
        }
        #expect(results.count == 1 && !results.contains(nil))
    }

    @Test("RTCP counts from 0, for all sources together, and its number is on the wire")
    func reports() throws {
        for association in Association.profiles {
            var sender = association.sender()
            for index in 0..<5 as Range<UInt8> {
                let sealed = try sender.sealedRTCP(rtcpPacket(ssrc: UInt32(index % 2)))
                let behind = association.profile == .counterModeSHA1 ? 10 : 0
                #expect(Array(sealed.dropLast(behind).suffix(4)) == [0x80, 0, 0, index])
            }
        }
    }

    @Test("one key seals 2^31 reports and no more", arguments: Association.profiles)
    func exhausted(_ association: Association) {
        var sender = association.sender()
        sender.nextRTCPIndex = 1 << 31 - 1
        #expect(sender.sealRTCP(rtcpPacket()) != nil)
        #expect(sender.sealRTCP(rtcpPacket()) == nil && sender.sealRTCP(rtcpPacket()) == nil)
    }
}
