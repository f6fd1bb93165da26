import HTTP
import Testing

@Suite("Byte ranges (RFC 9110 §14)")
struct ByteRangeTests {
    private static func range(_ field: String, of length: Int = 10_000) -> ByteRange {
        ByteRange(of: Request(method: .get, path: "/", fields: ["Range": field]), length: length)
    }

    @Test(
        "a single range is a part",
        arguments: [
            // RFC 9110 §14.1.2: the examples, for 10,000 bytes.
            ("bytes=0-499", 0..<500),
            ("bytes=500-999", 500..<1000),
            ("bytes=-500", 9500..<10_000),
            ("bytes=9500-", 9500..<10_000),
            ("bytes=0-0", 0..<1),
            ("bytes=-1", 9999..<10_000),
            ("Bytes=9999-", 9999..<10_000),
            // Beyond the end: up to the end. LL-HLS writes 2^53-1 for what is still growing.
            ("bytes=9000-9007199254740991", 9000..<10_000),
            ("bytes=9000-99999999999999999999999999", 9000..<10_000),
            ("bytes=-20000", 0..<10_000),
            ("bytes=0-", 0..<10_000),
        ])
    func part(field: String, expected: Range<Int>) {
        #expect(Self.range(field) == .part(expected))
    }

    @Test(
        "a range that begins behind the end, or ends nothing, cannot be satisfied",
        arguments: ["bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999-"])
    func unsatisfiable(field: String) {
        #expect(Self.range(field) == .unsatisfiable)
    }

    @Test(
        "what is malformed, several ranges, and other units get everything",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=1", "bytes=1-2,3-4",
            "bytes=0-0,-1", "lines=1-2",
            "bytes=1-2x", "bytes= 1-2", "bytes=1--2", "bytes:1-2",
        ])
    func whole(field: String) {
        #expect(Self.range(field) == .whole)
    }

    @Test("of nothing there is no part", arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func empty(field: String) {
        #expect(Self.range(field, of: 0) == .whole)
    }

    @Test("only GET has ranges")
    func method() {
        let request = Request(method: .head, path: "/", fields: ["range": "bytes=0-1"])
        #expect(ByteRange(of: request, length: 10) == .whole)
    }

    @Test(
        "If-Range asks for a part of the same bytes, or everything",
        arguments: [
            ("\"v1\"", ByteRange.part(0..<2)), ("\"v2\"", .whole), ("W/\"v1\"", .whole), ("", .whole),
            ("Sat, 21 Nov 2026 00:00:00 GMT", .whole),
        ])
    func ifRange(field: String, expected: ByteRange) {
        let request = Request(method: .get, path: "/", fields: ["range": "bytes=0-1", "if-range": field])
        #expect(ByteRange(of: request, length: 10, tag: EntityTag("v1")) == expected)
        #expect(ByteRange(of: request, length: 10) == .whole)
    }
}
