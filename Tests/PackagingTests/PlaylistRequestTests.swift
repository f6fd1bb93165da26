import Packaging
import Testing
import Timing

/// Blocking reload, RFC 8216bis §6.2.5.2.
@Suite struct PlaylistRequestTests {
    /// A stream, and the place of its last part.
    static let rendition: RenditionSnapshot? = {
        var broadcast = Broadcast()
        broadcast.run(for: .milliseconds(14_500))
        return broadcast.packager.snapshot?.rendition("video")
    }()

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Segment and part, counted from the last ones.
        let segment: Int?, part: Int?
        let verdict: PlaylistRequest.Verdict
    }

    static let cases = [
        Case(testDescription: "nothing", segment: nil, part: nil, verdict: .answer(isDelta: false)),
        Case(
            testDescription: "the part that is there", segment: 0, part: 0, verdict: .answer(isDelta: false)),
        Case(testDescription: "the next part", segment: 0, part: 1, verdict: .wait),
        Case(testDescription: "the first of the next segment", segment: 1, part: -1_000, verdict: .wait),
        Case(testDescription: "the segment that is being made, whole", segment: 0, part: nil, verdict: .wait),
        Case(
            testDescription: "the one before, whole", segment: -1, part: nil, verdict: .answer(isDelta: false)
        ),
        Case(testDescription: "long gone", segment: -100, part: 3, verdict: .answer(isDelta: false)),
        Case(testDescription: "two segments ahead", segment: 2, part: nil, verdict: .wait),
        Case(testDescription: "three segments ahead", segment: 3, part: nil, verdict: .bad),
        Case(testDescription: "nine parts ahead", segment: 0, part: 9, verdict: .wait),
        Case(testDescription: "ten parts ahead", segment: 0, part: 10, verdict: .bad),
        Case(testDescription: "a part and no segment", segment: nil, part: 1, verdict: .bad),
    ]

    @Test("each request is answered, held or refused", arguments: cases)
    func verdict(given: Case) throws {
        let rendition = try #require(Self.rendition)
        let last = rendition.position
        #expect(last.segment > 2 && last.part >= 0)
        let request = PlaylistRequest(
            segment: given.segment.map { max($0 + last.segment, 0) },
            part: given.part.map { max($0 + last.part, 0) })
        #expect(request.verdict(on: rendition) == given.verdict)
    }

    @Test("a part beyond the last of a finished segment means the first of the next")
    func beyond() throws {
        let rendition = try #require(Self.rendition)
        let request = PlaylistRequest(segment: rendition.position.segment - 1, part: 500)
        #expect(request.verdict(on: rendition) == .answer(isDelta: false))
    }

    @Test(
        "directives are numbers",
        arguments: [
            (
                ["_HLS_msn": "7", "_HLS_part": "2", "_HLS_skip": "YES"],
                PlaylistRequest(segment: 7, part: 2, skips: true)
            ),
            (["_HLS_skip": "v2"], PlaylistRequest(skips: true)), (["_HLS_msn": "-1"], nil),
            (["_HLS_msn": ""], nil),
            (["_HLS_msn": "99999999999999999999"], nil), ([:], PlaylistRequest()),
        ] as [([String: String], PlaylistRequest?)])
    func directives(query: [String: String], request: PlaylistRequest?) {
        #expect(PlaylistRequest(query: { query[$0] }) == request)
    }
}
