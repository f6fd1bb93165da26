import Bytes
import Simulation
import Testing

@testable import SRTP

@Suite(.enabled(if: SRTPEngine.ipsecMB() != nil, "libipsec-mb is for x86-64 with AES instructions"))
struct SealingLanesTests {
    /// Plain packets of many sizes in a row, each with room for its tag, and where they are.
    private struct Arena {
        var bytes: [UInt8] = []
        var packets: [(offset: Int, packet: [UInt8], rollover: UInt32)] = []

        init(_ count: Int, seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            for number in 0..<count {
                let payload = generator.bytes(1 + Int(generator.next() % 1400))
                let packet = rtpPacket(UInt16(number), ssrc: UInt32(number % 7), payload: payload)
                packets.append((bytes.count, packet, UInt32(number % 3)))
                bytes += packet + [UInt8](repeating: 0xEE, count: 10)
            }
        }
    }

    /// What lanes make of packets by many senders.
    private static func sealed(_ arena: Arena, by associations: [Association]) -> (
        bytes: [UInt8], isDone: Bool
    )? {
        guard let engine = SRTPEngine.ipsecMB(), var lanes = SealingLanes(on: engine) else { return nil }
        var bytes = arena.bytes
        var jobs: [SealingJob] = []
        for (place, entry) in arena.packets.enumerated() {
            let sender = associations[place % associations.count].sender()
            guard
                let job = SealingJob(
                    sender, at: entry.offset, headerCount: 12, payloadCount: entry.packet.count - 12,
                    rollover: entry.rollover)
            else { return nil }
            jobs.append(job)
        }
        var span = bytes.mutableBytes
        let isDone = lanes.seal(jobs, in: &span)
        return (bytes, isDone)
    }

    @Test("many packets at once are sealed as one by one", arguments: [0, 1, 2, 7, 16, 63, 64, 65, 200])
    func alike(count: Int) throws {
        let engine = try #require(SRTPEngine.ipsecMB())
        let associations = (0..<5).map { Association(.counterModeSHA1, engine, seed: $0) }
        let arena = Arena(count, seed: UInt64(count))
        var expected: [UInt8] = []
        for (place, entry) in arena.packets.enumerated() {
            let sender = associations[place % 5].sender()
            expected += try sender.sealed(entry.packet, rollover: entry.rollover)
        }
        let result = try #require(Self.sealed(arena, by: associations))
        #expect(result.isDone && result.bytes == expected)
    }

    @Test(
        "a packet that is not inside is left out, the others are sealed", arguments: [-1, 60, 61, 1000, .max])
    func outside(offset: Int) throws {
        let engine = try #require(SRTPEngine.ipsecMB())
        let sender = Association(.counterModeSHA1, engine).sender()
        var lanes = SealingLanes(on: engine)
        let packet = rtpPacket(1, payload: [1, 2, 3])
        var bytes = packet + [UInt8](repeating: 0, count: 60)
        var span = bytes.mutableBytes
        let jobs = [offset, 0].compactMap {
            SealingJob(sender, at: $0, headerCount: 12, payloadCount: 3, rollover: 0)
        }
        let isDone = lanes?.seal(jobs, in: &span)
        #expect(jobs.count == 2 && isDone == false)
        let expected = try sender.sealed(packet)
        #expect(Array(bytes.prefix(25)) == expected)
    }

    @Test("there is no job where a sender does better alone")
    func alone() throws {
        for association in Association.all {
            let sender = association.sender()
            let job = SealingJob(sender, at: 0, headerCount: 12, payloadCount: 10, rollover: 0)
            let isFaster = association.profile == .counterModeSHA1 && association.engine.name != "OpenSSL"
            #expect((job != nil) == isFaster)
            for (header, payload) in [(11, 10), (12, 0), (12, -1), (12, 65_536), (.max, 10)] {
                let odd = SealingJob(sender, at: 0, headerCount: header, payloadCount: payload, rollover: 0)
                #expect(odd == nil)
            }
        }
        let isThere = SealingLanes(on: .openSSL) != nil
        #expect(!isThere)
    }

    @Test("a batch asks for no memory once its list has grown")
    func allocations() throws {
        let engine = try #require(SRTPEngine.ipsecMB())
        let sender = Association(.counterModeSHA1, engine).sender()
        var bytes = rtpPacket(1, payload: [UInt8](repeating: 0, count: 1200))
        let job = SealingJob(sender, at: 0, headerCount: 12, payloadCount: 1180, rollover: 0)
        let jobs = try [#require(job)]
        guard var lanes = SealingLanes(on: engine) else { return }
        let count = AllocationTests.allocations {
            var span = bytes.mutableBytes
            _ = lanes.seal(jobs, in: &span)
        }
        #expect(count == 0)
    }
}
