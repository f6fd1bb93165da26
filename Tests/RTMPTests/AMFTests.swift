import Bytes
import Simulation
import Testing

@testable import RTMP

@Suite struct AMFTests {
    private static let values: [AMFValue] = [
        .string("connect"), .number(1), .boolean(true), .null, .undefined,
        .array([.number(2), .string("b")]),
        .object([.init("app", .string("live")), .init("inner", .object([.init("n", .number(-0.5))]))]),
        .date(1e12),
    ]

    private static var bytes: [UInt8] {
        values.reduce(into: []) { $1.write(to: &$0) }
    }

    @Test("what is written is read")
    func roundTrip() { #expect(AMFReader.all(in: Self.bytes.bytes) == Self.values) }

    @Test("octets as the specification has them")
    func vectors() {
        let bytes: [UInt8] =
            [2, 0, 2, 0x6F, 0x6E]  // "on"
            + [8, 0, 0, 0, 9, 0, 1, 0x61, 0, 0x40, 0x1C, 0, 0, 0, 0, 0, 0, 0, 0, 9]  // by name: a = 7
            + [12, 0, 0, 0, 1, 0x62]  // a long "b"
            + [16, 0, 1, 0x43, 0, 1, 0x78, 5, 0, 0, 9]  // of class C: x = null
        #expect(
            AMFReader.all(in: bytes.bytes) == [
                .string("on"), .object([.init("a", .number(7))]), .string("b"), .object([.init("x", .null)]),
            ])
    }

    @Test("a value that is cut off is none")
    func truncated() {
        for value in Self.values {
            var bytes: [UInt8] = []
            value.write(to: &bytes)
            for count in 1..<bytes.count {
                #expect(AMFReader.all(in: Array(bytes.prefix(count))) == nil)
            }
        }
    }

    @Test("nesting, counts and values without end are refused")
    func hostile() {
        let deep = [UInt8]([3, 0, 1, 0x61].cycled(1000))
        #expect(AMFReader.all(in: deep.bytes) == nil)
        #expect(AMFReader.all(in: ([10, 0xFF, 0xFF, 0xFF, 0xFF] as [UInt8]).bytes) == nil)
        #expect(AMFReader.all(in: [UInt8](repeating: 5, count: 2000).bytes) == nil)
        let nested = [UInt8]([10, 0, 0, 0, 1].cycled(1000))
        #expect(AMFReader.all(in: nested.bytes) == nil)
        #expect(AMFReader.all(in: [17]) == nil)
    }

    @Test("damaged values end in nothing worse than none")
    func mutations() {
        for bytes in Mutations(of: [Self.bytes]) { _ = AMFReader.all(in: bytes.bytes) }
    }
}

extension AMFReader {
    fileprivate static func all(in bytes: [UInt8]) -> [AMFValue]? { all(in: bytes.bytes) }
}

extension Array {
    fileprivate func cycled(_ count: Int) -> [Element] { (0..<count).flatMap { _ in self } }
}
