import Packaging
import Testing

@Suite struct ReadMultivariantTests {
    @Test("variants are read in their order, each with the sound of its group")
    func variants() throws {
        let text = """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Other",URI="other.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Main",DEFAULT=YES,URI="main.m3u8"
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="a",NAME="Text",DEFAULT=YES,URI="text.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="avc1.42e01f,opus",AUDIO="a"
            high.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=500000
            low.m3u8
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="keys.m3u8"

            """
        let variants = try #require(ReadMultivariant(text)).variants
        #expect(variants.map(\.uri) == ["high.m3u8", "low.m3u8"])
        #expect(variants.map(\.bandwidth) == [2_000_000, 500_000])
        #expect(variants.map(\.audio) == ["main.m3u8", nil])
    }

    @Test("a media playlist is none, nor is what has no URI or no bandwidth")
    func none() {
        #expect(ReadMultivariant(PlaylistLinterTests.sound) == nil)
        #expect(ReadMultivariant("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-VERSION:6\n") == nil)
        #expect(ReadMultivariant("#EXTM3U\n#EXT-X-STREAM-INF:CODECS=\"opus\"\na.m3u8\n") == nil)
    }

    @Test("numbers of a server that lies are no reason to end")
    func numbers() {
        let text = PlaylistLinterTests.sound.replacing(
            "#EXT-X-MEDIA-SEQUENCE:0", with: "#EXT-X-MEDIA-SEQUENCE:\(Int.max)")
        #expect(ReadPlaylist(text).segments.map(\.number) == [Int.max, Int.min, Int.min + 1])
    }
}
