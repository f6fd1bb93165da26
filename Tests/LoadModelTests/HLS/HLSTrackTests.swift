import Testing
import Timing

@testable import LoadModel

@Suite struct HLSTrackTests {
    /// What a track asks for once it has had these playlists, and gets.
    private func asked(_ playlists: String...) throws -> [String] {
        var track = HLSTrack(
            try #require(ServerURL("http://origin/index.m3u8")), isLowLatency: false, at: .zero)
        for playlist in playlists { track.handlePlaylist(LoadedPlaylist(Array(playlist.utf8)), at: .zero) }
        var asked: [String] = []
        while let wanted = track.nextRequest(wantsMedia: true, at: .zero) {
            asked.append(wanted.url.target + (wanted.range.map { " \($0)" } ?? ""))
            switch wanted.subject {
            case .playlist: break
            case .initialization: track.handleInitialization(at: .zero)
            case .media: _ = track.handleMedia(at: .zero)
            }
        }
        return asked
    }

    private static let head = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"

    /// Segments of these numbers, behind the section that they begin with, if it is named.
    private static func segments(_ numbers: ClosedRange<Int>, map: String? = nil) -> String {
        (map.map { "#EXT-X-MAP:URI=\"\($0)\"\n" } ?? "")
            + numbers.map { "#EXTINF:2.00000,\n\($0).m4s\n" }.joined()
    }

    @Test("of one file with everything the section and each segment are loaded by range")
    func ranges() throws {
        let text =
            Self.head + """
                #EXT-X-MAP:URI="take.mp4",BYTERANGE="800@0"
                #EXTINF:2.00000,
                #EXT-X-BYTERANGE:1000@800
                take.mp4
                #EXTINF:2.00000,
                #EXT-X-BYTERANGE:2000@1800
                take.mp4
                #EXT-X-ENDLIST

                """
        #expect(try asked(text) == ["/take.mp4 0...799", "/take.mp4 800...1799", "/take.mp4 1800...3799"])
    }

    @Test("each segment is played with its own initialisation section")
    func sections() throws {
        let text =
            Self.head + Self.segments(0...1, map: "a.mp4") + "#EXT-X-DISCONTINUITY\n"
            + Self.segments(2...2, map: "b.mp4") + "#EXT-X-ENDLIST\n"
        #expect(try asked(text) == ["/a.mp4", "/0.m4s", "/1.m4s", "/b.mp4", "/2.m4s"])
    }

    @Test("a section that a delta update left out is that of the playlist before")
    func skipped() throws {
        let first = Self.head + Self.segments(0...1, map: "a.mp4") + Self.segments(2...2, map: "b.mp4")
        func update(_ sequence: Int, _ segments: ClosedRange<Int>) -> String {
            let skipped = segments.lowerBound - sequence
            return Self.head + "#EXT-X-MEDIA-SEQUENCE:\(sequence)\n#EXT-X-SKIP:SKIPPED-SEGMENTS=\(skipped)\n"
                + Self.segments(segments)
        }
        #expect(
            try asked(first, update(1, 3...5), update(2, 3...6)) == [
                "/b.mp4", "/3.m4s", "/4.m4s", "/5.m4s", "/6.m4s",
            ])
    }
}
