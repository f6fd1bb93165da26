import Bytes
import Testing

@testable import SRTP

@Suite struct KeyMemoryTests {
    @Test("secrets lie where key schedules may, and begin as zeros", arguments: [1, 16, 20, 32, 1008, 1088])
    func alignment(count: Int) {
        let memory = KeyMemory(byteCount: count)
        let address = unsafe Int(bitPattern: memory.memory.baseAddress)
        #expect(address.isMultiple(of: 64))
        #expect([UInt8](memory.bytes) == [UInt8](repeating: 0, count: count))
    }

    @Test("a secret is copied")
    func copy() {
        let memory = KeyMemory(copying: [1, 2, 3].bytes)
        #expect([UInt8](memory.bytes) == [1, 2, 3])
    }
}
