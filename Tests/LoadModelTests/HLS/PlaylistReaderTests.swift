import Packaging
import Testing

@testable import LoadModel

/// Reading playlists once for many players.
@Suite struct PlaylistReaderTests {
    private static func playlist(_ number: Int) -> [UInt8] {
        Array(
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:\(number)\n#EXTINF:2,\na\(number).mp4\n"
                .utf8)
    }

    @Test("each playlist says what it says, whatever was read before, and however often")
    func reads() {
        let reader = PlaylistReader()
        for number in Array(0..<40) + [39, 38, 0, 39, 20] {
            let loaded = reader.read(Self.playlist(number))
            #expect(loaded.bytes == Self.playlist(number) && loaded.content.mediaSequence == number)
        }
    }
}
