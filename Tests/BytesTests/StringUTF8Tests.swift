import Bytes
import Testing

@Suite struct StringUTF8Tests {
    @Test(
        "bytes are text when they are UTF-8, and nothing is repaired",
        arguments: [
            (Array("/watch/lobby?t=1".utf8), "/watch/lobby?t=1"),
            ([], ""),
            (Array("caf\u{e9}".utf8), "caf\u{e9}"),
            ([0x2F, 0xC3], nil),  // A character cut short.
            ([0xC0, 0xAF], nil),  // An overlong slash.
            ([0xED, 0xA0, 0x80], nil),  // Half a surrogate pair.
        ] as [([UInt8], String?)])
    func reads(bytes: [UInt8], text: String?) {
        let read = String(utf8: bytes.bytes)
        #expect(read == text)
    }
}
