import Testing

@testable import Packaging

/// What playlists promise of parts.
@Suite struct TargetsTests {
    private static let wanted = PackagingSettings()

    @Test(
        "a part is some frames, or one",
        arguments: [(33_333_333, 360), (100_000_000, 324), (1_000_000_000, 1080)])
    func parts(frame: Int, milliseconds: Int) {
        let measure = SourceMeasure(times: (0..<20).map { Int64($0 * frame) }, syncs: [0], canAsk: true)
        #expect(Targets(measure, Self.wanted).partMilliseconds == milliseconds)
    }

    @Test("however far timestamps jump, no part lasts longer than two seconds and a little")
    func jumps() {
        let measure = SourceMeasure(times: [0, 67_000_000_000], syncs: [0], canAsk: true)
        let targets = Targets(measure, Self.wanted)
        #expect(targets.partMilliseconds == 2160)
        let usual = Targets(partMilliseconds: 360, segmentSeconds: 6)
        #expect(usual.with(usualFrame: 67_000_000_000).partMilliseconds == 2160)
        #expect(usual.with(usualFrame: 66_666_667).partMilliseconds == 360)
    }
}
