import Bytes
import Media
import RTP
import Simulation
import Testing
import Timing

@testable import LoadModel

@Suite struct TimeMarkTests {
    private static let time = WallClock(nanoseconds: 1_795_255_200_123_456_789)

    /// A frame of each codec, as a file holds it.
    private static func frame(_ codec: TrackCodec) -> [UInt8] {
        switch codec {
        case .h264: [0, 0, 0, 2, 0x67, 0x42, 0, 0, 0, 3, 0x65, 0x88, 0x84]
        case .h265: [0, 0, 0, 3, 0x26, 1, 0xAF]
        case .vp8: [0x10, 1, 2, 3, 4, 5]
        case .vp9: [0x82, 0x49, 0x83, 0x42]
        // A delimiter, a sequence header of two octets, and a frame.
        case .av1: [0x12, 0, 0x0A, 2, 1, 2, 0x32, 3, 4, 5, 6]
        case .opus: [0x78, 1, 2, 3, 4]
        }
    }

    /// A frame's payloads, as the packetizers cut it.
    private static func payloads(_ frame: [UInt8], _ codec: TrackCodec) -> [[UInt8]] {
        var list = PayloadList()
        switch codec {
        case .h264: _ = H264Packetizer(maximumByteCount: 1200).packetize(frame.bytes, into: &list)
        case .h265: _ = H265Packetizer(maximumByteCount: 1200).packetize(frame.bytes, into: &list)
        case .vp8:
            VP8Packetizer(maximumByteCount: 1200).packetize(
                frame.bytes, descriptor: VP8Descriptor(), into: &list)
        case .vp9:
            let descriptor = VP9Descriptor(isInterPredicted: false)
            _ = VP9Packetizer(maximumByteCount: 1200).packetize(
                frame.bytes, descriptor: descriptor, into: &list)
        case .av1: _ = AV1Packetizer(maximumByteCount: 1200).packetize(frame.bytes, into: &list)
        case .opus: return [frame]
        }
        return (0..<list.count).map { [UInt8](list[$0]) }
    }

    private static func offset(in payload: [UInt8], _ codec: TrackCodec) -> Int? {
        TimeMark.offset(in: payload.bytes, codec)
    }

    @Test(
        "a mark is found in the payloads of a marked frame, and written over there",
        arguments: TrackCodec.allCases.filter { $0 != .h265 })
    func found(codec: TrackCodec) throws {
        let frame = TimeMark.embed(in: Self.frame(codec), codec)
        var payload = try #require(Self.payloads(frame, codec).first { Self.offset(in: $0, codec) != nil })
        let offset = try #require(Self.offset(in: payload, codec))
        var bytes = payload.mutableBytes
        let isStored = TimeMark(Self.time).store(in: &bytes, at: offset)
        let found = TimeMark.find(in: payload.bytes, codec)
        #expect(isStored && found?.time == Self.time)
    }

    @Test("a frame without a mark has none", arguments: TrackCodec.allCases)
    func absent(codec: TrackCodec) {
        for payload in Self.payloads(Self.frame(codec), codec) {
            #expect(Self.offset(in: payload, codec) == nil)
        }
    }

    @Test("a mark has no octet that looks like a start code")
    func octets() {
        for time in [WallClock(nanoseconds: 0), Self.time, WallClock(nanoseconds: .min)] {
            let bytes = TimeMark(time).bytes
            #expect(bytes.count == TimeMark.byteCount && bytes.allSatisfy { $0 >= 0x80 })
            let read = TimeMark(bytes.bytes, at: 0)
            #expect(read?.time == time)
        }
    }

    @Test("latency is how long ago it was, by clocks that differ")
    func latency() {
        let now = WallClock(nanoseconds: Self.time.nanoseconds + 80_000_000)
        #expect(TimeMark(Self.time).latency(at: now) == .milliseconds(80))
        #expect(TimeMark(Self.time).latency(at: now, clockAhead: .milliseconds(30)) == .milliseconds(50))
    }

    @Test("an Opus packet of any code keeps its frames and its length")
    func opus() {
        for (packet, frames) in [
            ([0x78, 9, 9, 9], [9, 9, 9]), ([0x79, 8, 8, 9, 9], [8, 8, 9, 9]),
            ([0x7A, 1, 8, 9, 9], [1, 8, 9, 9]),
            ([0x7B, 0x83, 1, 1, 7, 8, 9], [1, 1, 7, 8, 9]),
        ] as [([UInt8], [UInt8])] {
            let marked = TimeMark.embed(in: packet, .opus)
            let durations = [marked, packet].map { OpusPayload.duration(of: $0.bytes) }
            #expect(durations[0] == durations[1] && durations[0] != nil)
            #expect(Array(marked[3..<(marked.count - TimeMark.byteCount)]) == frames)
        }
        #expect(TimeMark.embed(in: [0x78], .opus) == [0x78])
        #expect(TimeMark.embed(in: [0x7B, 0x41, 1, 9, 0], .opus) == [0x7B, 0x41, 1, 9, 0])
    }

    @Test("damaged payloads are looked at without harm")
    func mutations() {
        for codec in TrackCodec.allCases {
            let samples = Self.payloads(TimeMark.embed(in: Self.frame(codec), codec), codec)
            for payload in Mutations(of: samples, count: Mutations.usualCount / 5) {
                _ = TimeMark.find(in: payload.bytes, codec)
                _ = TimeMark.embed(in: payload, codec)
            }
        }
    }
}
