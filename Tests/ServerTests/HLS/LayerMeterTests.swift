import Packaging
import RTP
import Testing
import Timing

@testable import SDP
@testable import Server
@testable import WebRTC

/// What players are told of a layer.
@Suite struct LayerMeterTests {
    /// Pictures of one packet each, thirty a second.
    private struct Layer {
        var meter = LayerMeter()
        var now = Instant(nanoseconds: 5_000_000_000)
        var timestamp = RTPTimestamp(0xFFFF_FF00)
        private let origin: MediaBatch.Origin

        init() throws {
            origin = MediaBatch.Origin(
                source: 1, kind: .video, format: MediaFormat(try #require(RTPMap("96 H264/90000"))),
                extensions: ExtensionMap())
        }

        mutating func send(_ byteCount: Int, after wait: Duration = .nanoseconds(33_333_333)) {
            now = now.advanced(by: wait)
            timestamp = timestamp.advanced(by: 3000)
            let header = RTPHeader(
                payloadType: PayloadType(96), sequenceNumber: SequenceNumber(0), timestamp: timestamp,
                ssrc: SSRC(1), isMarked: true)
            meter.add(
                MediaBatch.Packet(
                    origin: 0, range: 0..<byteCount, payload: 0..<byteCount, header: header,
                    place: ExtendedSequenceNumber(0), captured: nil, extensions: ForwardedExtensions(),
                    layers: FrameLayers(), canBegin: false, isPreferred: false),
                of: origin, at: now)
        }

        mutating func run(for seconds: Int) { for _ in 0..<(30 * seconds) { send(1000) } }
    }

    @Test("a layer has as many bits and pictures a second as come")
    func measured() throws {
        var layer = try Layer()
        layer.run(for: 10)
        let measure = try #require(layer.meter.measure(of: 1, at: layer.now))
        #expect(239_000...242_000 ~= measure.average && measure.average...245_000 ~= measure.peak)
        #expect(29_900...30_100 ~= measure.frameRate ?? 0)
        #expect(layer.meter.measure(of: 1, at: layer.now.advanced(by: .seconds(3))) == nil)
    }

    @Test("a layer may go on for weeks")
    func long() throws {
        var layer = try Layer()
        for _ in 0..<1000 { layer.send(2_500_000_000, after: .seconds(2500)) }
        layer.send(1, after: .seconds(2500))
        let measure = try #require(layer.meter.measure(of: 1, at: layer.now))
        #expect(7_900_000...8_100_000 ~= measure.average)
    }

    @Test("a layer whose timestamps jump has the rate that is known, or none", arguments: [0, 10])
    func jump(seconds: Int) throws {
        var layer = try Layer()
        layer.run(for: seconds)
        layer.send(1000)
        layer.timestamp = layer.timestamp.advanced(by: 90_000 * 3600)
        var rates: [Int?] = []
        for _ in 0..<5 {
            layer.run(for: 1)
            rates.append(try #require(layer.meter.measure(of: 1, at: layer.now)).frameRate)
        }
        #expect(rates.allSatisfy { 29_900...30_100 ~= $0 ?? (seconds == 0 ? 30_000 : 0) })
        #expect(rates.last == 30_000)
    }
}
