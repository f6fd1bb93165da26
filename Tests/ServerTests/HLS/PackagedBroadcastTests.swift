import Packaging
import SDP
import SFU
import Simulation
import Testing
import Timing

@testable import Server

/// Whole broadcasts from the packets of their publishers to what players get, on virtual time: no playlist may break a rule,
/// whatever the publisher does.
@Suite struct PackagedBroadcastTests {
    /// A stream that is live and watched.
    private func live(
        _ kinds: Set<MediaKind> = [.audio, .video], canAsk: Bool = true, keyframes: Duration? = nil
    ) -> StagedStream {
        let staged = StagedStream()
        staged.kinds = kinds
        staged.canAsk = canAsk
        staged.keyframeInterval = keyframes
        staged.publisherComes()
        staged.run(for: .seconds(20))
        return staged
    }

    @Test(
        "playlists break no rule, with and without audio and video",
        arguments: [[.audio, .video], [.audio], [.video]] as [Set<MediaKind>])
    func kinds(kinds: Set<MediaKind>) {
        let staged = live(kinds)
        staged.run(for: .seconds(20))
        #expect(staged.complaints == [])
        for kind in kinds {
            let segments = staged.read(kind.rawValue).segments
            #expect(segments.count > 8 && segments.allSatisfy { !$0.isGap && !$0.isDiscontinuous })
        }
    }

    @Test("a keyframe each ten seconds, which cannot be asked for, makes segments of ten seconds")
    func rareKeyframes() {
        let staged = live(canAsk: false, keyframes: .seconds(10))
        staged.run(for: .seconds(30))
        #expect(staged.complaints == [] && staged.read("video").targetDuration == 10)
        #expect(staged.read("video").segments.allSatisfy { !$0.isGap })
    }

    @Test("a publisher that returns goes on with a discontinuity, its numbers and times new")
    func returning() {
        let staged = live()
        staged.hear(.publisherWent)
        staged.run(for: .seconds(5), video: false, audio: false)
        staged.source = PacketSource(source: 7)
        staged.publisherComes()
        staged.run(for: .seconds(20))
        #expect(staged.complaints == [])
        for name in ["video", "audio"] {
            #expect(staged.read(name).segments.contains { $0.isDiscontinuous })
            #expect(staged.read(name).segments.last?.isGap != true)
        }
    }

    @Test("a larger picture begins a segment with an initialisation section of its own")
    func resolution() {
        let staged = live()
        staged.source.clip = .large
        staged.keyframeInterval = .milliseconds(1)
        staged.run(for: .seconds(20))
        #expect(staged.complaints == [])
        #expect(Set(staged.read("video").segments.map(\.initialization)).count == 2)
    }

    @Test("a clock that is set goes on with a discontinuity")
    func clockJump() {
        let staged = live()
        staged.clockShift = .seconds(3)
        staged.run(for: .seconds(20))
        #expect(staged.complaints == [])
        #expect(staged.read("video").segments.contains { $0.isDiscontinuous })
    }

    @Test("a lost picture costs those up to the next keyframe, which is asked for at once")
    func loss() {
        let staged = live()
        let wishes = staged.words.count { $0 == .keyframeWanted(layer: nil) }
        staged.source.losesNext = true
        staged.run(for: .seconds(1))
        #expect(staged.words.count { $0 == .keyframeWanted(layer: nil) } == wishes + 1)
        staged.run(for: .seconds(20))
        #expect(staged.complaints == [] && staged.stream.numbers(at: staged.now).lostUnits > 0)
        #expect(staged.read("video").segments.allSatisfy { !$0.isGap })
    }

    @Test("a publisher that does not answer wishes for keyframes is asked again each second")
    func unanswered() {
        let staged = live()
        staged.canAsk = false
        let wishes = staged.words.count
        staged.run(for: .seconds(30), looks: false)
        #expect(24...30 ~= staged.words[wishes...].count { $0 == .keyframeWanted(layer: nil) })
    }

    @Test("pictures and sound have the same dates")
    func together() {
        let staged = live()
        for (video, audio) in zip(staged.read("video").segments, staged.read("audio").segments) {
            #expect(video.number == audio.number)
            #expect(abs((video.date ?? 0) - (audio.date ?? 1 << 40)) <= 20)
        }
    }
}
