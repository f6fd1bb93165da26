import Packaging
import Testing

@testable import LoadModel

@Suite struct HLSPlaceTests {
    /// Two finished segments of 4 s, and 2 s of a third; every other part of a second can be played by itself.
    private static let text: String = {
        func parts(_ segment: Int, _ count: Int) -> String {
            (0..<count).map {
                "#EXT-X-PART:DURATION=1.00000,URI=\"\(segment).\($0).m4s\""
                    + ($0 % 2 == 0 ? ",INDEPENDENT=YES\n" : "\n")
            }.joined()
        }
        return
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\nCONTROL#EXT-X-PART-INF:PART-TARGET=1.000\n#EXT-X-MEDIA-SEQUENCE:7\n"
            + parts(7, 4) + "#EXTINF:4.00000,\n7.m4s\n" + parts(8, 4) + "#EXTINF:4.00000,\n8.m4s\n"
            + parts(9, 2)
    }()

    @Test(
        "a player begins at the last place that it can play and that is far enough from the end",
        arguments: [
            ("PART-HOLD-BACK=1.500", HLSPlace(segment: 9, part: 0)),
            ("PART-HOLD-BACK=2.500", HLSPlace(segment: 8, part: 2)),
            ("PART-HOLD-BACK=4.000", HLSPlace(segment: 8, part: 2)),
            ("PART-HOLD-BACK=5.000", HLSPlace(segment: 8, part: 0)),
            ("PART-HOLD-BACK=99.000", HLSPlace(segment: 7, part: 0)),
            // Three part targets.
            ("CAN-BLOCK-RELOAD=YES", HLSPlace(segment: 8, part: 2)),
        ])
    func parts(control: String, place: HLSPlace) {
        let text = Self.text.replacing("CONTROL", with: "#EXT-X-SERVER-CONTROL:\(control)\n")
        #expect(HLSPlace(startOf: ReadPlaylist(text), byParts: true) == place)
    }

    @Test(
        "without parts it begins with a whole segment",
        arguments: [("HOLD-BACK=4", 8), ("HOLD-BACK=5", 7), ("HOLD-BACK=1", 8), ("CAN-BLOCK-RELOAD=YES", 7)])
    func segments(control: String, segment: Int) {
        let text = Self.text.replacing("CONTROL", with: "#EXT-X-SERVER-CONTROL:\(control)\n")
        #expect(HLSPlace(startOf: ReadPlaylist(text), byParts: false) == HLSPlace(segment: segment, part: 0))
    }

    @Test("what has ended begins at its beginning, and nothing has no beginning")
    func ended() {
        let text = Self.text.replacing("CONTROL", with: "") + "#EXT-X-ENDLIST\n"
        #expect(HLSPlace(startOf: ReadPlaylist(text), byParts: true) == HLSPlace(segment: 7, part: 0))
        #expect(HLSPlace(startOf: ReadPlaylist("#EXTM3U\n"), byParts: true) == nil)
    }

    @Test("what comes next is the next part, or the first of the next segment")
    func next() {
        let text = Self.text.replacing("CONTROL", with: "")
        #expect(HLSPlace(after: ReadPlaylist(text)) == HLSPlace(segment: 9, part: 2))
        let finished = text + "#EXTINF:2.00000,\n9.m4s\n"
        #expect(HLSPlace(after: ReadPlaylist(finished)) == HLSPlace(segment: 10, part: 0))
        #expect(HLSPlace(after: ReadPlaylist("#EXTM3U\n")) == nil)
    }
}
