import Bytes
import RTP
import SDP
import Testing
import Timing

@testable import LoadModel

@Suite struct MediaPatternTests {
    @Test(
        "video has the rate that was asked for, within two percent",
        arguments: [150_000, 1_000_000, 2_500_000],
        [CodecCapability.vp8, .h264(.constrainedBaseline, packetizationMode: 1)])
    func rate(wanted: Int, codec: CodecCapability) throws {
        var pattern = MediaPattern()
        (pattern.videoRate, pattern.videoCodec) = (wanted, codec)
        let track = try #require(pattern.video)
        #expect(abs(track.bytesPerSecond * 8 / Double(wanted) - 1) < 0.02)
        #expect(track.frames.flatMap(\.payloads).allSatisfy { $0.count <= pattern.largestPayload })
        #expect(track.duration == .seconds(2))
        #expect(track.frames.count == 60)
    }

    @Test("decoding can begin with the first packet of a keyframe and with no other of VP8")
    func vp8Keyframe() throws {
        let frames = try #require(MediaPattern().video).frames
        let begins = frames[0].payloads.map { VP8Descriptor.startsKeyframe($0.bytes) }
        #expect(begins.first == true)
        let more = frames.dropFirst().flatMap(\.payloads).map { VP8Descriptor.startsKeyframe($0.bytes) }
        let others = begins.dropFirst() + more
        #expect(!others.contains(true))
    }

    @Test("H.264 fragments come together as pictures again")
    func h264Pictures() throws {
        var pattern = MediaPattern()
        pattern.videoCodec = .h264(.constrainedBaseline, packetizationMode: 1)
        let frames = try #require(pattern.video).frames
        let begins = frames[0].payloads.map { H264Depacketizer.startsKeyframe($0.bytes) }
        #expect(begins.first == true)
        for frame in frames {
            var depacketizer = H264Depacketizer()
            for payload in frame.payloads {
                let isTaken = depacketizer.append(payload.bytes)
                #expect(isTaken)
            }
            #expect(depacketizer.finish() != nil)
        }
    }

    @Test("sound lasts as long as its first octet says", arguments: [(10, 8), (20, 9), (40, 10), (60, 11)])
    func opus(milliseconds: Int, configuration: UInt8) throws {
        var pattern = MediaPattern()
        pattern.audioPacket = .milliseconds(milliseconds)
        let frames = try #require(pattern.audio).frames
        #expect(frames.allSatisfy { $0.payloads[0][0] == configuration << 3 })
        #expect(frames[1].time == .milliseconds(milliseconds))
    }

    @Test("nothing is made of 0 bits a second")
    func none() {
        var pattern = MediaPattern()
        (pattern.videoRate, pattern.audioRate) = (0, 0)
        #expect(Programme(pattern).tracks.isEmpty)
    }

    @Test(
        "viewers can decode every frame of it, round after round",
        arguments: [CodecCapability.vp8, .h264(.constrainedBaseline, packetizationMode: 1)])
    func decodable(codec: CodecCapability) throws {
        var pattern = MediaPattern()
        pattern.videoCodec = codec
        let track = try #require(pattern.video)
        var frames = FrameTracker(codec == .vp8 ? .vp8 : .h264)
        var place: Int64 = 0
        for (index, frame) in (track.frames + track.frames).enumerated() {
            for (part, payload) in frame.payloads.enumerated() {
                let packet = PacketView(
                    place: ExtendedSequenceNumber(place), timestamp: RTPTimestamp(UInt32(index) * 3000),
                    isMarked: part == frame.payloads.count - 1, payload: payload.bytes)
                frames.handle(packet, at: .zero)
                place += 1
            }
            while frames.nextFrame(at: .zero) != nil {}
        }
        #expect(frames.decodable == UInt64(2 * track.frames.count))
    }
}
