import Packaging
import Testing

/// The linter itself: for every rule a playlist that breaks it, and it only.
@Suite struct PlaylistLinterTests {
    /// A sound live playlist: two finished segments, and one that is being made.
    static let sound = """
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-TARGETDURATION:2
        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.000,HOLD-BACK=6,CAN-SKIP-UNTIL=12
        #EXT-X-PART-INF:PART-TARGET=1.000
        #EXT-X-MEDIA-SEQUENCE:0
        #EXT-X-DISCONTINUITY-SEQUENCE:0
        #EXT-X-MAP:URI="init.mp4"
        #EXT-X-PROGRAM-DATE-TIME:2026-11-21T10:00:00.000Z
        #EXT-X-PART:DURATION=1.00000,URI="0.0.m4s",INDEPENDENT=YES
        #EXT-X-PART:DURATION=1.00000,URI="0.1.m4s"
        #EXTINF:2.00000,
        0.m4s
        #EXT-X-PROGRAM-DATE-TIME:2026-11-21T10:00:02.000Z
        #EXT-X-PART:DURATION=1.00000,URI="1.0.m4s",INDEPENDENT=YES
        #EXT-X-PART:DURATION=0.90000,URI="1.1.m4s"
        #EXT-X-PART:DURATION=0.10000,URI="1.2.m4s"
        #EXTINF:2.00000,
        1.m4s
        #EXT-X-PROGRAM-DATE-TIME:2026-11-21T10:00:04.000Z
        #EXT-X-PART:DURATION=1.00000,URI="2.0.m4s",INDEPENDENT=YES
        #EXT-X-PRELOAD-HINT:TYPE=PART,URI="2.1.m4s"
        #EXT-X-RENDITION-REPORT:URI="../audio/index.m3u8",LAST-MSN=2,LAST-PART=0

        """

    static let multivariant = """
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Main",URI="audio/index.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=1000000,CODECS="avc1.42e01f,opus",RESOLUTION=1280x720,FRAME-RATE=60.000,AUDIO="audio"
        video/index.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42e01f,opus",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO="audio"
        video-1/index.m3u8

        """

    /// What is replaced by what, and which rule that breaks.
    static let broken: [(rule: PlaylistRule, from: String, to: String)] = [
        (.header, "#EXTM3U\n", ""),
        (.oneVersion, "#EXT-X-VERSION:6\n", "#EXT-X-VERSION:6\n#EXT-X-VERSION:6\n"),
        (.version, "#EXT-X-VERSION:6\n", "#EXT-X-VERSION:5\n"),
        (.attributes, "LAST-MSN=2,", "LAST-MSN=2,LAST-MSN=2,"),
        (.targetDuration, "#EXT-X-TARGETDURATION:2\n", "#EXT-X-TARGETDURATION:2\n#EXT-X-TARGETDURATION:2\n"),
        (.segmentDuration, "#EXT-X-TARGETDURATION:2\n", "#EXT-X-TARGETDURATION:1\n"),
        (.segmentURI, "#EXTINF:2.00000,\n0.m4s\n", "#EXTINF:2.00000,\n"),
        (.sequenceFirst, "#EXT-X-PRELOAD", "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PRELOAD"),
        (.initialization, "#EXT-X-MAP:URI=\"init.mp4\"\n", ""),
        (.partTarget, "#EXT-X-PART-INF:PART-TARGET=1.000\n", ""),
        (.partDuration, "PART-TARGET=1.000", "PART-TARGET=0.990"),
        (.shortPart, "DURATION=0.90000", "DURATION=0.80000"),
        (.partAttributes, "#EXT-X-PART:DURATION=0.10000,URI=\"1.2.m4s\"\n", "#EXT-X-PART:DURATION=0.10000\n"),
        (.partSum, "#EXT-X-PART:DURATION=0.10000", "#EXT-X-PART:DURATION=0.30000"),
        (.partHoldBack, "PART-HOLD-BACK=3.000", "PART-HOLD-BACK=2.900"),
        (.holdBack, ",HOLD-BACK=6", ",HOLD-BACK=5"),
        (.canSkipUntil, "CAN-SKIP-UNTIL=12", "CAN-SKIP-UNTIL=11"),
        (.blockingReload, "CAN-BLOCK-RELOAD=YES,", ""),
        (.independence, "URI=\"1.0.m4s\",INDEPENDENT=YES", "URI=\"1.0.m4s\""),
        (.date, "10:00:02.000Z", "10:00:03.000Z"),
        (.dateForm, "10:00:02.000Z", "10:00:02Z"),
        (.sameURI, "URI=\"1.1.m4s\"", "URI=\"1.2.m4s\""),
        (.hint, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"2.1.m4s\"\n", ""),
        (.hintAtEnd, "#EXT-X-RENDITION", "#EXT-X-ENDLIST\n#EXT-X-RENDITION"),
        (.playlistType, "#EXT-X-PART-INF", "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-PART-INF"),
        (.report, "LAST-MSN=2,", ""),
        (.start, "#EXT-X-PART-INF", "#EXT-X-START:TIME-OFFSET=-5\n#EXT-X-PART-INF"),
        (.start, "#EXT-X-PART-INF", "#EXT-X-START:PRECISE=YES\n#EXT-X-PART-INF"),
        (.dateRange, "#EXT-X-PART-INF", "#EXT-X-DATERANGE:ID=\"a\",DURATION=1\n#EXT-X-PART-INF"),
        (
            .dateRange, "#EXT-X-PART-INF",
            "#EXT-X-DATERANGE:ID=\"a\",START-DATE=\"2026-11-21T10:00:00.000Z\",DURATION=-1\n#EXT-X-PART-INF"
        ),
        (
            .sameDateRange, "#EXT-X-PART-INF",
            String(
                repeating: "#EXT-X-DATERANGE:ID=\"a\",START-DATE=\"2026-11-21T10:00:00.000Z\"\n", count: 2)
                + "#EXT-X-PART-INF"
        ),
    ]

    @Test("a sound playlist breaks no rule", arguments: [sound, multivariant])
    func good(text: String) {
        #expect(PlaylistLinter.complaints(about: text) == [])
    }

    @Test("each rule is found broken", arguments: broken.indices)
    func bad(index: Int) {
        let (rule, from, to) = Self.broken[index]
        let text = Self.sound.replacing(from, with: to)
        #expect(text != Self.sound)
        #expect(Set(PlaylistLinter.complaints(about: text).map(\.rule)).contains(rule))
    }

    @Test(
        "a skip at the wrong place, old parts and keyframes without a range are found",
        arguments: [
            (PlaylistRule.skip, "#EXT-X-PRELOAD", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n#EXT-X-PRELOAD"),
            (.keyframeRange, "#EXT-X-PART-INF", "#EXT-X-I-FRAMES-ONLY\n#EXT-X-PART-INF"),
        ])
    func others(rule: PlaylistRule, from: String, to: String) {
        let text = Self.sound.replacing(from, with: to)
        #expect(PlaylistLinter.complaints(about: text).map(\.rule).contains(rule))
    }

    @Test("parts that stayed too long are found")
    func old() {
        let more = (3..<8).map { "#EXTINF:2.00000,\n\($0).m4s\n" }.joined()
        let text = Self.sound.replacing(
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-21T10:00:04.000Z\n", with: more)
        #expect(PlaylistLinter.complaints(about: text).map(\.rule).contains(.oldParts))
    }

    @Test(
        "each rule for multivariant playlists is found broken",
        arguments: [
            (PlaylistRule.bandwidth, "BANDWIDTH=1000000,", ""), (.variantURI, "video-1/index.m3u8\n", ""),
            (.group, "GROUP-ID=\"audio\"", "GROUP-ID=\"other\""),
            (.sameVariant, "video/index.m3u8\n", "video-1/index.m3u8\n"),
            (.variantChoice, ",RESOLUTION=640x360", ""), (.variantChoice, ",FRAME-RATE=30.000", ""),
            (.multivariantTag, "#EXT-X-INDEPENDENT", "#EXT-X-TARGETDURATION:2\n#EXT-X-INDEPENDENT"),
        ])
    func variants(rule: PlaylistRule, from: String, to: String) {
        let text = Self.multivariant.replacing(from, with: to)
        #expect(Set(PlaylistLinter.complaints(about: text).map(\.rule)) == [rule])
    }

    @Test(
        "what must not change when a playlist is loaded again is found",
        arguments: [
            (PlaylistRule.reloadTargets, "HOLD-BACK=6,", "HOLD-BACK=7,"),
            (.reloadOrder, "#EXTINF:2.00000,\n1.m4s", "#EXTINF:2.00000,\n1b.m4s"),
            (.reloadDiscontinuity, "DISCONTINUITY-SEQUENCE:0", "DISCONTINUITY-SEQUENCE:1"),
            (.length, "#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-MEDIA-SEQUENCE:1"),
            (
                .reloadHint, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"2.1.m4s\"",
                "#EXT-X-PART:DURATION=1.00000,URI=\"2.x.m4s\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"2.2.m4s\""
            ),
        ])
    func reloads(rule: PlaylistRule, from: String, to: String) {
        let text = Self.sound.replacing(from, with: to)
        #expect(PlaylistLinter.complaints(about: text, after: Self.sound).map(\.rule).contains(rule))
        #expect(PlaylistLinter.complaints(about: Self.sound, after: Self.sound) == [])
    }

    @Test(
        "playlists of one stream that do not fit together are found",
        arguments: [
            (PlaylistRule.acrossTargets, "#EXT-X-TARGETDURATION:2", "#EXT-X-TARGETDURATION:3"),
            (.acrossDates, "#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-OTHER"),
            (.acrossDiscontinuities, "DISCONTINUITY-SEQUENCE:0", "DISCONTINUITY-SEQUENCE:1"),
            (
                .acrossDiscontinuities, "#EXTINF:2.00000,\n1.m4s",
                "#EXT-X-DISCONTINUITY\n#EXTINF:2.00000,\n1.m4s"
            ),
        ])
    func across(rule: PlaylistRule, from: String, to: String) {
        let other = Self.sound.replacing(from, with: to)
        #expect(PlaylistLinter.complaints(across: [Self.sound, other]).map(\.rule) == [rule])
        #expect(PlaylistLinter.complaints(across: [Self.sound, Self.sound]) == [])
    }

    @Test("a playlist that goes on after its end is found")
    func resurrection() {
        let ended = Self.sound.replacing(
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"2.1.m4s\"", with: "#EXT-X-ENDLIST")
        let later = ended.replacing(
            "#EXT-X-PART:DURATION=1.00000,URI=\"2.0.m4s\",INDEPENDENT=YES\n",
            with: "#EXTINF:1.00000,\n2.m4s\n")
        #expect(PlaylistLinter.complaints(about: later, after: ended).map(\.rule).contains(.reloadEnd))
    }
}
