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
}
