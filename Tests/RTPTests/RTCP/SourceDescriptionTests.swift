import Bytes
import RTP
import Testing

@Suite struct SourceDescriptionTests {
    @Test("items of two chunks are read")
    func chunks() {
        let bytes: [UInt8] = [
            0x82, 202, 0, 6,  // two chunks
            0, 0, 0, 1,  // source 1
            1, 2, 0x61, 0x62,  // CNAME "ab"
            2, 1, 0x63, 0,  // NAME "c", end
            0, 0, 0, 2,  // source 2
            1, 1, 0x64, 0,  // CNAME "d", end
            0, 0, 0, 0,  // more zeros than needed
        ]
        #expect(
            messages(in: bytes) == [
                .names([
                    Name(source: SSRC(1), kind: 1, text: "ab"), Name(source: SSRC(1), kind: 2, text: "c"),
                    Name(source: SSRC(2), kind: 1, text: "d"),
                ])
            ])
    }

    @Test("an item that breaks off ends the reading")
    func broken() {
        let bytes: [UInt8] = [0x81, 202, 0, 3, 0, 0, 0, 1, 1, 1, 0x61, 1, 9, 0, 0, 0]
        #expect(messages(in: bytes) == [.names([Name(source: SSRC(1), kind: 1, text: "a")])])
    }

    @Test("a name of any length is written to a word with a zero behind it", arguments: 0...9)
    func roundTrip(count: Int) {
        let name = String(repeating: "x", count: count)
        let bytes = serialised { SourceDescription.write(source: SSRC(5), cname: name, to: &$0) }
        #expect(bytes.count % 4 == 0 && bytes.last == 0)
        #expect(
            messages(in: bytes) == [
                .names([Name(source: SSRC(5), kind: SourceDescription.cname, text: name)])
            ])
    }

    @Test("a name is cut at 255 octets")
    func long() {
        let bytes = serialised {
            SourceDescription.write(source: SSRC(5), cname: String(repeating: "x", count: 300), to: &$0)
        }
        #expect(bytes[9] == 255 && bytes.count == 268)
    }
}
