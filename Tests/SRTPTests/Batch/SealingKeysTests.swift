import Bytes
import Testing

@testable import SRTP

@Suite struct SealingKeysTests {
    /// A packet sealed by one of many keys.
    private static func sealed(
        _ keys: borrowing SealingKeys, _ slot: SealingKeys.Slot, rollover: UInt32 = 0
    ) -> [UInt8]? {
        var room = rtpPacket(5, payload: []) + [UInt8](repeating: 0, count: 40)
        var span = room.mutableBytes
        let count = keys.seal(
            [1, 2, 3, 4, 5].bytes, behind: 12, in: &span, with: slot, ssrc: 0x0102_0304,
            index: UInt64(rollover) << 16 | 5)
        return count.map { Array(room[..<$0]) }
    }

    @Test("a key seals as a sender with the same secrets does", arguments: Association.all)
    func same(_ association: Association) throws {
        var keys = SealingKeys()
        let slot = keys.add(association.keys, of: .client, on: association.engine)
        let sender = association.sender()
        for rollover: UInt32 in [0, 1, 70_000] {
            var room = rtpPacket(5, payload: []) + [UInt8](repeating: 0, count: 40)
            var span = room.mutableBytes
            let count = try #require(
                sender.seal([1, 2, 3, 4, 5].bytes, behind: 12, in: &span, rollover: rollover))
            let ours = Self.sealed(keys, slot, rollover: rollover)
            #expect(ours == Array(room[..<count]))
        }
        let overhead = keys.overhead(of: slot)
        #expect(overhead == association.profile.rtpOverhead)
    }

    @Test("keys stay what they are while others come and go; one that was removed seals nothing")
    func comings() throws {
        var keys = SealingKeys()
        let associations = (0..<40).map { Association(.gcm128, seed: $0) }
        var slots = associations.map { keys.add($0.keys, of: .client, on: .best()) }
        let before = slots.map { Self.sealed(keys, $0) }
        for index in stride(from: 0, to: 40, by: 2) { keys.remove(slots[index]) }
        keys.remove(slots[0])
        let left = slots.map { Self.sealed(keys, $0) }
        #expect((0..<40).allSatisfy { left[$0] == ($0 % 2 == 0 ? nil : before[$0]) })
        for index in stride(from: 0, to: 40, by: 2) {
            slots[index] = keys.add(associations[index].keys, of: .client, on: .best())
        }
        let after = slots.map { Self.sealed(keys, $0) }
        #expect(after == before && Set(slots).count == 40)
    }

    @Test("what does not fit is not sealed")
    func room() {
        var keys = SealingKeys()
        let slot = keys.add(Association(.gcm128).keys, of: .client, on: .best())
        var memory = rtpPacket(5, payload: []) + [UInt8](repeating: 0, count: 20)
        var span = memory.mutableBytes
        let tooLong = keys.seal(
            [1, 2, 3, 4, 5].bytes, behind: 12, in: &span, with: slot, ssrc: 1, index: 5)
        let headless = keys.seal([1].bytes, behind: 11, in: &span, with: slot, ssrc: 1, index: 5)
        #expect(tooLong == nil && headless == nil)
    }
}
