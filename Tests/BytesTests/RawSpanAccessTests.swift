import Bytes
import Testing

@Suite struct RawSpanAccessTests {
    @Test(
        "bytes spell a text when all of them do",
        arguments: [("cookie", true), ("cookies", false), ("Cookie", false), ("", false)])
    func spells(text: String, expected: Bool) {
        let answer = Array(text.utf8).bytes.spells("cookie")
        #expect(answer == expected)
    }

    @Test(
        "a byte is found where it is first", arguments: [("/a?b?c", 2), ("?", 0), ("", nil), ("/abc", nil)])
    func firstOffset(text: String, expected: Int?) {
        let offset = Array(text.utf8).bytes.firstOffset(of: UInt8(ascii: "?"))
        #expect(offset == expected)
    }

    @Test("a byte is read where there is one", arguments: [(-1, nil), (0, 5), (1, 6), (2, nil), (.max, nil)])
    func byteAt(offset: Int, expected: UInt8?) {
        let byte = ([5, 6] as [UInt8]).bytes.byte(at: offset)
        #expect(byte == expected)
    }

    @Test(
        "two views are equal when every byte is",
        arguments: [
            ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1], [1, 2], false),
        ]
            as [([UInt8], [UInt8], Bool)])
    func sameBytes(left: [UInt8], right: [UInt8], expected: Bool) {
        let same = left.bytes.hasSameBytes(as: right.bytes)
        #expect(same == expected)
    }

    @Test("case is ignored for ASCII letters only")
    func ignoringCase() {
        let answers = ["KEEP-alive", "keep-aliv\u{C5}", "keep\u{0D}alive", "keep-alive "].map {
            Array($0.utf8).bytes.spells(ignoringCase: "keep-alive")
        }
        #expect(answers == [true, false, false, false])
    }

    @Test("integers are appended in network order, of any width and sign")
    func appendBigEndian() {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: 0x0102_0304 as UInt32)
        bytes.append(bigEndian: -2 as Int16)
        bytes.append(bigEndian: -1 as Int8)
        #expect(bytes == [1, 2, 3, 4, 0xFF, 0xFE, 0xFF])
    }

    @Test(
        "only UTF-8 is text",
        arguments: [([0xC3, 0xA9], "é"), ([0xC3], nil), ([0xED, 0xA0, 0x80], nil), ([], "")]
            as [([UInt8], String?)])
    func utf8(bytes: [UInt8], text: String?) {
        let read = String(utf8: bytes.bytes)
        #expect(read == text)
    }
}
