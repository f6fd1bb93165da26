import Bytes
import CAllocations
import Testing

@testable import SRTP

/// What a packet costs in memory that is asked for: nothing, even where nothing was optimised.
@Suite struct AllocationTests {
    /// How often `body` asks for memory, when it has been run before.
    static func allocations(_ body: () -> Void) -> UInt64 {
        body()
        let before = starling_allocations()
        body()
        return starling_allocations() - before
    }

    @Test("sealing asks for no memory", arguments: Association.all)
    func sealing(_ association: Association) {
        var sender = association.sender()
        let payload = [UInt8](repeating: 7, count: 1200)
        let report = rtcpPacket(extra: payload)
        var slot = rtpPacket(1, payload: []) + [UInt8](repeating: 0, count: 1300)
        var sealed = 0
        let count = Self.allocations {
            var span = slot.mutableBytes
            for rollover in 0..<20 {
                sealed += sender.seal(payload.bytes, behind: 12, in: &span, rollover: UInt32(rollover)) ?? 0
            }
        }
        let reports = Self.allocations {
            var span = slot.mutableBytes
            for _ in 0..<20 { sealed += sender.sealRTCP(report.bytes, into: &span) ?? 0 }
        }
        #expect(count == 0)
        #expect(reports == 0)
        #expect(sealed > 2 * 40 * 1200)
    }

    @Test("opening asks for no memory, whatever comes", arguments: Association.all)
    func opening(_ association: Association) throws {
        var sender = association.sender()
        var receiver = association.receiver()
        let packets = try (0..<40 as Range<UInt16>).map { number in
            try sender.sealed(rtpPacket(number, payload: [UInt8](repeating: 7, count: 1200)))
        }
        let reports = try (0..<40).map { _ in try sender.sealedRTCP(rtcpPacket()) }
        var slot = [UInt8](repeating: 0, count: 1300)
        var tally = Tally()
        var step = 0
        let count = Self.allocations {
            var span = slot.mutableBytes
            // The first run makes the sources; each run opens some, and is refused those of the other.
            for index in step..<(step + 20) {
                for again in 0...1 {
                    let packet = packets[again == 0 ? index : 5]
                    let report = reports[again == 0 ? index : 5]
                    tally.note(receiver.open(packet.bytes, into: &span))
                    tally.note(receiver.openRTCP(report.bytes, into: &span))
                    tally.note(receiver.open(report.bytes, into: &span))
                }
            }
            step += 20
        }
        #expect(count == 0)
        #expect(tally.opened == 80)
        #expect(tally.dropped == 160)
    }

    @Test("memory that is asked for is counted")
    func counted() {
        let count = Self.allocations { _ = [UInt8](repeating: 1, count: Int.random(in: 1000...2000)) }
        // Under a sanitizer nothing is.
        #expect(count == 1 || count == 0)
    }

    /// What came of packets.
    private struct Tally {
        var opened = 0
        var dropped = 0

        mutating func note(_ opening: SRTPOpening) {
            if case .opened = opening { opened += 1 } else { dropped += 1 }
        }
    }
}
