import CodecBridge
import HTTP
import Media
import Packaging
import Simulation
import Testing
import Timing

@testable import SFU
@testable import Server

/// VP8 as H.264, as the stream has it made and players get it.
@Suite struct BridgedPicturesTests {
    private func live(_ mode: HLSSettings.Mode = .onDemand, isRecorded: Bool = false) -> StagedStream {
        let staged = StagedStream(mode, isRecorded: isRecorded, makesH264: true)
        staged.source = PacketSource(video: "96 VP8/90000")
        staged.source.clip = .vp8
        staged.watched = ["audio"]
        staged.publisherComes()
        staged.run(for: .seconds(10))
        return staged
    }

    /// The units that the transcoder was told of.
    private func units(_ staged: StagedStream) -> [AccessUnit] {
        staged.pictureSteps.flatMap { step -> [AccessUnit] in
            if case .units(let units, let format) = step, format == BridgeFormat(.vp8) { return units }
            return []
        }
    }

    /// How often it was told to begin and to end.
    private func turns(_ staged: StagedStream) -> [Bool] {
        staged.pictureSteps.compactMap { step in
            switch step {
            case .begin: true
            case .end: false
            case .units: nil
            }
        }
    }

    /// Gives back what was told of.
    private func answer(_ staged: StagedStream) throws {
        var tracker = FormatTracker(.h264)
        var picture = AccessUnit(SampleFile.baseline.units[0], decodeTime: 0)
        let isPrepared = tracker.prepare(&picture)
        try #require(isPrepared)
        let configuration = try #require(tracker.configuration)
        for unit in units(staged) {
            (picture.decodeTime, picture.isSync) = (unit.decodeTime, unit.isSync)
            staged.hear(.unit(picture, configuration))
        }
    }

    @Test("nobody makes H.264 until somebody asks for it, who gets a whole segment at once")
    func asked() throws {
        let staged = live()
        let multivariant = try #require(staged.get("index.m3u8")).text
        #expect(multivariant.contains("video-h264/index.m3u8") && !multivariant.contains("video/index"))
        #expect(!turns(staged).contains(true) && staged.stream.pictureDivisor == nil)
        let question = staged.ask("video-h264/index.m3u8")
        #expect(staged.answer(to: question) == nil && turns(staged).last == true)
        #expect(staged.stream.pictureDivisor == 1)
        let told = units(staged)
        #expect(told.first?.isSync == true && told.count { $0.isSync } == 2 && told.count < 300)
        try answer(staged)
        let text = try #require(staged.answer(to: question)).text
        #expect(text.contains("#EXTINF:"))
        #expect(staged.get("video/index.m3u8")?.status == .notFound)
        #expect(staged.complaints == [])
    }

    @Test("a minute after the last question for it it is ended, and also with the stream")
    func ended() throws {
        let staged = live(.always)
        _ = staged.ask("video-h264/index.m3u8")
        try answer(staged)
        for _ in 0..<62 {
            staged.run(for: .seconds(1), looks: false)
            _ = staged.get("audio/index.m3u8")
        }
        #expect(turns(staged).last == false && staged.stream.pictureDivisor == nil)
        _ = staged.ask("video-h264/index.m3u8")
        #expect(turns(staged).last == true)
        staged.hear(.letGo)
        #expect(turns(staged).last == false)
    }

    @Test("while no transcoder works nobody waits for what is not there")
    func unavailable() throws {
        let staged = live()
        let question = staged.ask("video-h264/index.m3u8")
        staged.hear(isLineThere: false, of: .video)
        #expect(staged.answer(to: question)?.status == .serviceUnavailable)
        #expect(staged.get("audio/index.m3u8")?.status == .ok)
        staged.hear(isLineThere: true, of: .video)
        let other = staged.ask("video-h264/index.m3u8")
        try answer(staged)
        #expect(staged.answer(to: other)?.status == .ok)
    }

    @Test("what the transcoder says of its pace is told, and a keyframe that it needs is asked for")
    func said() throws {
        let staged = live()
        staged.hear(.paced(divisor: 2))
        #expect(staged.stream.pictureDivisor == nil)
        _ = staged.ask("video-h264/index.m3u8")
        staged.hear(.paced(divisor: 4))
        #expect(staged.stream.pictureDivisor == 4)
        // Nothing else was asked for in the last second.
        staged.run(for: .seconds(2), video: false, looks: false)
        let before = staged.words.count
        staged.hear(.keyframeWanted)
        #expect(staged.words.count == before + 1)
    }

    @Test("its picture is made of VP8, and it is not recorded, as before")
    func others() throws {
        let staged = live(isRecorded: true)
        #expect(staged.answer(to: staged.ask("poster.jpg")) == nil)
        #expect(staged.drawings.first?.keyframes.first?.format == BridgeFormat(.vp8))
        #expect(staged.orders.contains { if case .impossible = $0 { true } else { false } })
        #expect(staged.orders.count == 1)
        #expect(staged.answer(to: staged.command(.begin))?.status == .unprocessableContent)
    }
}
