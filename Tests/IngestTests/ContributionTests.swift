import Bytes
import Media
import RTMP
import RTP
import Simulation
import Testing
import Timing

@testable import Ingest

@Suite struct ContributionTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    static let video: CodecConfiguration? = {
        var tracker = FormatTracker(.h264)
        var unit = AccessUnit(SampleFile.baseline.units[0], decodeTime: 0)
        _ = tracker.prepare(&unit)
        return tracker.configuration
    }()
    static let audio = AACConfiguration(sampleRate: 48_000, channelCount: 2).map {
        CodecConfiguration.aac($0)
    }

    /// A picture of one unit of this type, shown so much later.
    private static func picture(_ head: UInt8, at time: Int64, later: Int64 = 0) -> SourceUnit {
        SourceUnit(
            codec: .h264, configuration: video, time: time * 1_000_000, compositionTime: later * 1_000_000,
            bytes: [0, 0, 0, 3, head, 0x80, 1])
    }

    private static func sound(at time: Int64) -> SourceUnit {
        SourceUnit(codec: .aac, configuration: audio, time: time * 1_000_000, bytes: [0x21, 0x10, 4])
    }

    /// A contribution and what came out of it.
    private struct Driven {
        var contribution: Contribution
        var described: [ContributedTracks] = []
        var units: [ContributedUnit] = []
        var packets: [PacketizedUnit] = []
        var notices: [String] = []
        var refusals: [String] = []

        init(_ policy: OutOfOrderPolicy = .drop) {
            var random = SeededGenerator(seed: 1)
            contribution = Contribution(policy, using: &random)
        }

        mutating func take(_ unit: SourceUnit) {
            contribution.handle(unit, at: .zero.advanced(by: .nanoseconds(unit.time)))
            drain()
        }

        mutating func drain() {
            while let output = contribution.pollOutput() {
                switch output {
                case .described(let tracks): described.append(tracks)
                case .unit(let unit): units.append(unit)
                case .packets(let packet): packets.append(packet)
                case .notice(let text): notices.append(text)
                case .refusal(let text): refusals.append(text)
                }
            }
        }
    }

    @Test("what was announced is waited for, and nothing is lost meanwhile")
    func announced() {
        var driven = Driven()
        driven.contribution.handle(announcedVideo: true, audio: true)
        driven.take(Self.picture(0x65, at: 0))
        driven.take(Self.picture(0x41, at: 33))
        #expect(driven.described.isEmpty && driven.units.isEmpty)
        driven.take(Self.sound(at: 40))
        #expect(driven.described.count == 1 && driven.units.count == 3)
        #expect(driven.described.first?.video == Self.video && driven.described.first?.audio == Self.audio)
    }

    @Test("a track that does not come is waited for no longer than a second")
    func missing() {
        var driven = Driven()
        driven.take(Self.picture(0x65, at: 0))
        #expect(driven.contribution.nextDeadline == Self.at(1000))
        driven.contribution.handleTimeout(at: Self.at(999))
        driven.drain()
        #expect(driven.described.isEmpty)
        driven.contribution.handleTimeout(at: Self.at(1000))
        driven.drain()
        #expect(driven.described.first?.audio == nil && driven.units.count == 1)
        #expect(driven.contribution.nextDeadline == nil)
    }

    @Test("keyframes carry their parameter sets, and packets begin with these")
    func parameters() {
        var driven = Driven()
        driven.take(Self.sound(at: 0))
        driven.take(Self.picture(0x65, at: 0))
        driven.take(Self.picture(0x41, at: 33))
        let pictures = driven.units.filter { $0.codec == .h264 }.map(\.unit)
        #expect(pictures.map(\.isSync) == [true, false] && pictures.map(\.decodeTime) == [0, 2970])
        #expect(pictures.first.map { $0.bytes[4] & 0x1F } == 7 && pictures.last?.bytes.count == 7)
        #expect(driven.packets.first?.beginnings.first == true && driven.packets.last?.beginnings == [false])
        let header = driven.packets.first.flatMap { RTPHeader($0.bytes.bytes) }
        let next = driven.packets.last.flatMap { RTPHeader($0.bytes.bytes) }
        #expect(header.map { next?.timestamp.distance(from: $0.timestamp) == 2970 } == true)
        #expect(next?.isMarked == true && driven.packets.last?.captured == Self.at(33))
    }

    @Test("B-frames that nothing refers to are left out for WebRTC and told of once")
    func disposable() {
        var driven = Driven()
        driven.take(Self.sound(at: 0))
        driven.take(Self.picture(0x65, at: 0, later: 33))
        driven.take(Self.picture(0x41, at: 33, later: 99))
        driven.take(Self.picture(0x01, at: 66, later: 0))
        driven.take(Self.picture(0x01, at: 99, later: 0))
        driven.take(Self.picture(0x41, at: 132, later: 99))
        #expect(driven.units.filter { $0.codec == .h264 }.count == 5)
        #expect(driven.packets.count == 3 && driven.notices.count == 1)
        #expect(driven.packets.map(\.captured) == [33, 132, 231].map(Self.at))
    }

    @Test("where other pictures refer to B-frames viewers over WebRTC get keyframes only")
    func references() {
        var driven = Driven()
        driven.take(Self.sound(at: 0))
        driven.take(Self.picture(0x65, at: 0, later: 33))
        driven.take(Self.picture(0x41, at: 33, later: 99))
        driven.take(Self.picture(0x41, at: 66, later: 0))
        driven.take(Self.picture(0x41, at: 99, later: 99))
        driven.take(Self.picture(0x65, at: 132, later: 99))
        #expect(driven.packets.count == 3 && driven.notices.count == 1)
        #expect(driven.units.filter { $0.codec == .h264 }.count == 5)
    }

    @Test("B-frames are refused where the operator wants that")
    func reject() {
        var driven = Driven(.reject)
        driven.take(Self.sound(at: 0))
        driven.take(Self.picture(0x65, at: 0, later: 33))
        driven.take(Self.picture(0x41, at: 33, later: 99))
        #expect(driven.refusals.isEmpty)
        driven.take(Self.picture(0x01, at: 66, later: 0))
        #expect(driven.refusals.count == 1)
    }

    @Test("another sampling rate cannot be gone on with")
    func rates() {
        var driven = Driven()
        driven.take(Self.sound(at: 0))
        let other = AACConfiguration(sampleRate: 44_100, channelCount: 2).map { CodecConfiguration.aac($0) }
        driven.take(SourceUnit(codec: .aac, configuration: other, time: 0, bytes: [1]))
        #expect(driven.refusals.count == 1)
    }

    @Test("pictures whose units do not fit them are no packets, and do no harm")
    func damaged() {
        for bytes in Mutations(of: [Self.picture(0x65, at: 0).bytes], count: 2000) {
            var driven = Driven()
            driven.take(Self.sound(at: 0))
            driven.take(SourceUnit(codec: .h264, configuration: Self.video, time: 0, bytes: bytes))
            driven.take(SourceUnit(codec: .h265, configuration: nil, time: .max, bytes: bytes))
        }
    }
}
