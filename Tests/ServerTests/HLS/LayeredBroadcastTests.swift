import HTTP
import Packaging
import SFU
import Simulation
import Testing
import Timing

@testable import Server

/// Simulcast as HLS: each layer is a rendition, made for those who ask for it, and no playlist breaks a rule.
@Suite struct LayeredBroadcastTests {
    /// A stream of three layers that is watched; the best is number 0.
    private func live(keyframesApart delay: Duration = .zero) -> StagedStream {
        let staged = StagedStream()
        staged.source = PacketSource(layers: 3)
        staged.source.clip = .high
        staged.layers = 0...2
        staged.layerDelay = delay
        staged.publisherComes()
        staged.run(for: .seconds(12), looks: false)
        return staged
    }

    /// The attributes of each variant, by its playlist.
    private func variants(of staged: StagedStream) throws -> [String: String] {
        let text = try #require(staged.get("index.m3u8")).text
        let found = text.matches(of: /STREAM-INF:(.+)\n([^#].+)\n/).map { (String($0.2), String($0.1)) }
        // The first of each has the sound as it came.
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    @Test(
        "the multivariant playlist offers each layer with its size, rate and codec, though nobody has asked for it"
    )
    func offered() throws {
        let variants = try variants(of: live())
        #expect(Set(variants.keys) == ["video/index.m3u8", "video-1/index.m3u8", "video-2/index.m3u8"])
        #expect(variants["video/index.m3u8"]?.contains("RESOLUTION=194x110,FRAME-RATE=") == true)
        for name in ["video-1/index.m3u8", "video-2/index.m3u8"] {
            let variant = try #require(variants[name])
            let rate = try #require(variant.firstMatch(of: /FRAME-RATE=([0-9.]+)/)).1
            #expect(29.9...30.1 ~= (Double(rate) ?? 0))
            #expect(try #require(variant.firstMatch(of: /CODECS="(avc1[^"]+)"/)).1.hasSuffix(",opus"))
            let bits = try #require(variant.firstMatch(of: /BANDWIDTH=([0-9]+)/)).1
            #expect(Int(bits) ?? 0 > 10_000)
        }
    }

    @Test("a layer that nobody asks for has no segments, and no keyframe of it is asked for but the first")
    func idle() {
        let staged = live()
        staged.run(for: .seconds(20), looks: false)
        #expect(staged.words.count { $0 == .keyframeWanted(layer: nil) } > 5)
        #expect(
            staged.words.count { [.keyframeWanted(layer: 1), .keyframeWanted(layer: 2)].contains($0) } <= 2)
    }

    @Test("who asks for a layer gets it within a segment, and who knows parts at once")
    func begins() throws {
        let staged = live()
        let reports = try #require(staged.get("video/index.m3u8")).text.matches(
            of: /RENDITION-REPORT:URI="..\/(video-[0-9])\/index.m3u8",LAST-MSN=([0-9]+)\n/)
        #expect(reports.map(\.1) == ["video-1", "video-2"] || reports.map(\.1) == ["video-2", "video-1"])
        let number = try #require(reports.first).2
        let plain = staged.ask("video-1/index.m3u8")
        let blocking = staged.ask("video-1/index.m3u8?_HLS_msn=\(number)&_HLS_part=0")
        let whole = staged.ask("video-1/index.m3u8?_HLS_msn=\(number)")
        #expect(staged.words.last == .keyframeWanted(layer: 1))
        #expect(staged.runUntilAnswer(to: blocking) < .milliseconds(700))
        let begun = ReadPlaylist(try #require(staged.answer(to: blocking)).text)
        #expect(begun.segments.last?.parts.first?.isIndependent == true)
        #expect(staged.answer(to: plain) == nil && staged.answer(to: whole) == nil)
        #expect(staged.runUntilAnswer(to: plain) < .seconds(5))
        for question in [plain, whole] {
            let playable = ReadPlaylist(try #require(staged.answer(to: question)).text)
            #expect(playable.segments.contains { $0.uri != nil && !$0.isGap })
        }
    }

    @Test(
        "the playlists of all layers break no rule, wherever their keyframes lie",
        arguments: [0, 200, 900])
    func rules(apart: Int) {
        let staged = live(keyframesApart: .milliseconds(apart))
        staged.watched = ["video", "video-1", "video-2", "audio"]
        staged.run(for: .seconds(25))
        #expect(staged.complaints == [])
        let best = staged.read("video")
        for name in ["video-1", "video-2"] {
            let layer = staged.read(name)
            #expect(layer.targetDuration == best.targetDuration && layer.segments.count > 4)
            #expect(layer.segments.allSatisfy { $0.parts.first?.isIndependent ?? true })
            guard apart * 2 < 1000 else { continue }
            #expect(layer.segments.allSatisfy { !$0.isGap })
            // The same numbers are of the same time, but for what a keyframe is later.
            for segment in layer.segments.dropFirst() {
                guard let same = best.segments.first(where: { $0.number == segment.number }) else { continue }
                #expect(abs((segment.date ?? 0) - (same.date ?? 1 << 40)) <= apart * 2 + 100)
            }
        }
    }

    @Test("a publisher that returns is a discontinuity in every layer")
    func returning() {
        let staged = live()
        staged.watched = ["video", "video-1", "video-2", "audio"]
        staged.run(for: .seconds(10))
        staged.hear(.publisherWent)
        staged.run(for: .seconds(5), video: false, audio: false)
        staged.source = PacketSource(layers: 3, source: 20)
        staged.source.clip = .high
        staged.publisherComes()
        staged.run(for: .seconds(25))
        #expect(staged.complaints == [])
        for name in staged.watched {
            let segments = staged.read(name).segments
            #expect(segments.contains { $0.isDiscontinuous } && segments.last?.isGap != true, "\(name)")
        }
    }

    @Test("a layer that stops is a gap and not offered any more, and goes on when it comes back")
    func stopping() throws {
        let staged = live()
        staged.watched = ["video", "video-1", "video-2", "audio"]
        staged.run(for: .seconds(10))
        staged.layers = 0...1
        staged.run(for: .seconds(12))
        #expect(try variants(of: staged).keys.sorted() == ["video-1/index.m3u8", "video/index.m3u8"])
        #expect(staged.read("video-2").segments.last { $0.uri != nil }?.isGap == true)
        staged.layers = 0...2
        staged.run(for: .seconds(12))
        #expect(staged.complaints == [])
        #expect(staged.read("video-2").segments.last { $0.uri != nil }?.isGap == false)
        #expect(staged.read("video").segments.allSatisfy { !$0.isDiscontinuous })
    }

    @Test(
        "another size of one layer is a section of its own, and no discontinuity, which the others would not have"
    )
    func resizing() {
        let staged = live()
        staged.watched = ["video", "video-1", "audio"]
        staged.run(for: .seconds(10))
        staged.source.lowerClips[0] = .large
        staged.keyframeInterval = .milliseconds(900)
        staged.run(for: .seconds(10))
        #expect(staged.complaints == [])
        let segments = staged.read("video-1").segments
        #expect(Set(segments.map(\.initialization)).count == 2)
        #expect(segments.allSatisfy { !$0.isDiscontinuous })
    }

    @Test("a manifest has all layers made, and waits a moment so that its first answer lists them")
    func manifest() throws {
        let staged = live()
        let first = staged.ask("manifest.mpd")
        #expect(staged.answer(to: first) == nil)
        #expect(staged.runUntilAnswer(to: first) < .seconds(1))
        let text = try #require(staged.answer(to: first)).text
        let names = text.matches(of: /<Representation id="([^"]+)"/).map { String($0.1) }
        #expect(names == ["video", "video-1", "video-2", "audio", "audio-aac"])
        #expect(try #require(staged.get("manifest.mpd")).text.contains("video-2"))
    }

    @Test("a manifest waits no longer than a moment for a layer whose keyframe does not come")
    func impatientManifest() throws {
        let staged = live(keyframesApart: .seconds(30))
        let first = staged.ask("manifest.mpd")
        #expect(1.9...2.5 ~= staged.runUntilAnswer(to: first).seconds)
        #expect(try #require(staged.answer(to: first)).text.contains("<Representation id=\"video\""))
        // The next one does not wait again.
        #expect(staged.get("manifest.mpd")?.text.contains("<Representation id=\"video\"") == true)
    }

    @Test(
        "a layer that nobody has asked for in a minute is let go, and begins anew with names that were never used"
    )
    func idleAgain() throws {
        let staged = live()
        let first = staged.ask("video-1/index.m3u8")
        _ = staged.runUntilAnswer(to: first)
        let before = ReadPlaylist(try #require(staged.answer(to: first)).text)
        for _ in 0..<7 {
            _ = staged.get("video/index.m3u8")
            staged.run(for: .seconds(10), looks: false)
        }
        let second = staged.ask("video-1/index.m3u8")
        #expect(staged.answer(to: second) == nil)
        #expect(staged.runUntilAnswer(to: second) < .seconds(5))
        let after = ReadPlaylist(try #require(staged.answer(to: second)).text)
        #expect(after.mediaSequence > (before.segments.last?.number ?? .max))
        #expect(
            Set(before.segments.map(\.initialization)).isDisjoint(with: after.segments.map(\.initialization)))
        #expect(staged.complaints == [])
    }

    @Test("a layer that there is not is refused", arguments: ["video-3", "video-9", "video-01", "audio-1"])
    func unknown(name: String) {
        #expect(live().get("\(name)/index.m3u8")?.status == .notFound)
    }
}
