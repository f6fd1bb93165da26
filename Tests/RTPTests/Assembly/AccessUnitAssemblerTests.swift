import Bytes
import Media
import RTP
import Simulation
import Testing
import Timing

/// From packets that come out of order, again, late or not at all to units.
@Suite struct AccessUnitAssemblerTests {
    /// A packet on its way.
    struct Sent {
        let payload: [UInt8], header: RTPHeader, place: ExtendedSequenceNumber, canBegin: Bool
    }

    /// The packets of the clip's pictures, 3,000 ticks apart, from shortly before both counters wrap.
    static func packets() -> [Sent] {
        var sent: [Sent] = []
        for (index, unit) in SampleFile.baseline.units.enumerated() {
            var list = PayloadList()
            _ = H264Packetizer(maximumByteCount: 300).packetize(unit.bytes, into: &list)
            for number in 0..<list.count {
                let place = 65_530 + sent.count
                let payload = [UInt8](list[number])
                sent.append(
                    Sent(
                        payload: payload,
                        header: RTPHeader(
                            payloadType: PayloadType(96),
                            sequenceNumber: SequenceNumber(UInt16(truncatingIfNeeded: place)),
                            timestamp: RTPTimestamp(0xFFFF_F000 &+ UInt32(index) * 3000), ssrc: SSRC(1),
                            isMarked: number == list.count - 1),
                        place: ExtendedSequenceNumber(Int64(place)),
                        canBegin: H264Depacketizer.startsKeyframe(payload.bytes)))
            }
        }
        return sent
    }

    /// What comes out of packets that come a millisecond apart, and long after the last.
    static func units(from packets: [Sent]) -> [AccessUnit] {
        var assembler = AccessUnitAssembler(.h264)
        var units: [AccessUnit] = []
        var now = Instant.zero
        for packet in packets {
            now = now.advanced(by: .milliseconds(1))
            assembler.handle(
                packet.payload.bytes, of: packet.header, at: packet.place, canBegin: packet.canBegin,
                captured: nil, at: now)
            while let unit = assembler.pollUnit() { units.append(unit) }
        }
        assembler.handleTimeout(at: now.advanced(by: .seconds(1)))
        while let unit = assembler.pollUnit() { units.append(unit) }
        return units
    }

    @Test("packets in order become the units they were, with times that do not wrap")
    func inOrder() {
        let units = Self.units(from: Self.packets())
        #expect(units.map(\.bytes) == SampleFile.baseline.units)
        #expect(units.map(\.decodeTime) == (0..<5).map { 0xFFFF_F000 + $0 * 3000 })
    }

    @Test("packets out of order, and some twice, become the same")
    func outOfOrder() {
        var packets = Self.packets()
        for start in stride(from: 1, to: packets.count - 3, by: 4) { packets.swapAt(start, start + 3) }
        packets.insert(packets[4], at: 9)
        #expect(Self.units(from: packets).map(\.bytes) == SampleFile.baseline.units)
    }

    @Test("what depends on a lost packet is left out up to the next keyframe")
    func loss() {
        var packets = Self.packets()
        let units = SampleFile.baseline.units
        let second = packets.firstIndex { $0.header.timestamp == RTPTimestamp(0xFFFF_F000 &+ 3000) } ?? 0
        packets.remove(at: second)
        #expect(Self.units(from: packets).map(\.bytes) == [units[0], units[3], units[4]])
    }

    @Test("waiting ends in time, and not before")
    func patience() {
        let packets = Self.packets()
        var assembler = AccessUnitAssembler(.h264, patience: .milliseconds(100))
        for packet in [packets[0], packets[2]] {
            assembler.handle(
                packet.payload.bytes, of: packet.header, at: packet.place, canBegin: packet.canBegin,
                captured: nil, at: .zero)
        }
        #expect(assembler.nextDeadline == Instant.zero.advanced(by: .milliseconds(100)))
        assembler.handleTimeout(at: Instant.zero.advanced(by: .milliseconds(99)))
        #expect(!assembler.awaitsKeyframe)
        assembler.handleTimeout(at: Instant.zero.advanced(by: .milliseconds(100)))
        #expect(assembler.awaitsKeyframe && assembler.lostUnits == 1)
    }

    @Test("Opus packets are units, each with its length, and a lost one spoils no other")
    func opus() {
        var assembler = AccessUnitAssembler(.opus)
        var units: [AccessUnit] = []
        for (index, payload) in SampleFile.opus.units.enumerated() where index != 3 {
            let header = RTPHeader(
                payloadType: PayloadType(111), sequenceNumber: SequenceNumber(UInt16(index)),
                timestamp: RTPTimestamp(UInt32(index) * 960), ssrc: SSRC(2))
            assembler.handle(
                payload.bytes, of: header, at: ExtendedSequenceNumber(Int64(index)), canBegin: true,
                captured: nil,
                at: Instant(nanoseconds: Int64(index) * 20_000_000))
        }
        assembler.handleTimeout(at: Instant(nanoseconds: 2_000_000_000))
        while let unit = assembler.pollUnit() { units.append(unit) }
        #expect(
            units.map(\.bytes) == SampleFile.opus.units.enumerated().filter { $0.offset != 3 }.map(\.element))
        #expect(Set(units.map(\.duration)) == [960])
    }
}
