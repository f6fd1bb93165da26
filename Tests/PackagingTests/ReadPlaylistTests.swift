import Packaging
import Testing

@Suite struct ReadPlaylistTests {
    @Test("lines may end with a carriage return too")
    func carriageReturns() {
        func returned(_ text: String) -> String { text.replacing("\n", with: "\r\n") }
        let (sound, multivariant) = (PlaylistLinterTests.sound, PlaylistLinterTests.multivariant)
        #expect(ReadPlaylist(returned(sound)).segments == ReadPlaylist(sound).segments)
        #expect(PlaylistLinter.complaints(about: returned(sound)) == [])
        #expect(
            ReadMultivariant(returned(multivariant))?.variants == ReadMultivariant(multivariant)?.variants)
        #expect(PlaylistLinter.complaints(about: returned(multivariant)) == [])
    }

    @Test("nothing else ends a line")
    func separators() {
        let text = PlaylistLinterTests.sound.replacing(
            "#EXTINF:2.00000,", with: "#EXTINF:2.00000,a\u{2028}b\u{85}c")
        #expect(PlaylistLinter.complaints(about: text) == [])
    }

    @Test("nothing lasts longer than an hour, and no segment has more than a thousand parts")
    func bounds() {
        let part = "#EXT-X-PART:DURATION=999999999.99999,URI=\"p\"\n"
        let text =
            "#EXTM3U\n#EXT-X-PART-INF:PART-TARGET=999999999\n" + String(repeating: part, count: 1100)
            + "#EXTINF:3600.5,\n0.m4s\n" + part
        let playlist = ReadPlaylist(text)
        #expect(playlist.segments.map(\.parts.count) == [1000, 1])
        let hour = 3600 * 100_000
        #expect(playlist.partTarget == hour && playlist.segments[0].duration == hour)
        #expect(playlist.segments[0].parts.allSatisfy { $0.duration == hour })
    }

    @Test("an initialisation section may be some octets of a file")
    func ranges() {
        let text = PlaylistLinterTests.sound.replacing(
            "URI=\"init.mp4\"", with: "URI=\"all.mp4\",BYTERANGE=\"800@0\"")
        let segments = ReadPlaylist(text).segments
        #expect(segments.allSatisfy { $0.initialization == "all.mp4" && $0.initializationRange == "800@0" })
    }
}
