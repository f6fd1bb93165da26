import Bytes
import Testing

@Suite struct ArrayMaskingTests {
    @Test("bytes of any length, from any phase and at any alignment, are masked in turn", arguments: 0..<4)
    func masks(phase: Int) {
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        for count in 0..<40 {
            let plain = (0..<count).map { UInt8($0) }
            var masked: [UInt8] = [UInt8](repeating: 0xEE, count: count % 5)
            masked.append(plain.bytes, masking: 0x37FA_213D, phase: phase)
            let expected = plain.enumerated().map { $1 ^ key[(phase + $0) % 4] }
            #expect(masked == [UInt8](repeating: 0xEE, count: count % 5) + expected)
        }
    }

    @Test("bytes are toggled by others of any length, and twice is not at all")
    func toggles() {
        for count in 0..<40 {
            let other = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 1) }
            let before = [UInt8](repeating: 0xA5, count: 17)
            var bytes = before
            bytes.toggle(other.bytes)
            #expect(bytes.count == max(count, 17))
            #expect(
                bytes.indices.allSatisfy {
                    bytes[$0] == ($0 < 17 ? 0xA5 : 0) ^ ($0 < count ? other[$0] : 0)
                })
            bytes.toggle(other.bytes)
            #expect(bytes.prefix(17) == before[...] && bytes.dropFirst(17).allSatisfy { $0 == 0 })
        }
    }
}
