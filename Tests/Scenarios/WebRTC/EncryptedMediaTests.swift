import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Media whose frames only the ends can read: it passes as it is, and viewers begin where they can.
@Suite struct EncryptedMediaTests {
    private static let codecs: [CodecCapability] = [
        .vp8, .vp9(profile: 0), .av1(profile: 0), .h264(.constrainedBaseline, packetizationMode: 1),
        .h265(profile: 1),
    ]

    @Test(
        "viewers who come at any time begin with a keyframe, and get all that follows unchanged",
        arguments: codecs, [Track.Cipher.none, .frames, .payloads])
    func begins(codec: CodecCapability, cipher: Track.Cipher) throws {
        let call = Broadcast()
        let publisher = try call.publish([codec])
        for index in publisher.tracks.indices { publisher.tracks[index].cipher = cipher }
        var viewers: [PeerHost] = []
        for number in 1..<6 {
            viewers.append(try call.play(at: Place.guest(number), [codec]))
            call.run(for: .milliseconds(777))
        }
        call.run(for: .seconds(5))
        for viewer in viewers {
            let video = viewer.played(.video).sorted { $0.place < $1.place }
            #expect(video.count > 300 && video.first?.isBeginning == true)
            #expect(video.allSatisfy { $0.canBegin == $0.isBeginning })
            #expect(Playback(video).isWhole && Playback(viewer.played(.audio)).isWhole)
            #expect(viewer.played.allSatisfy { $0.isIntact })
        }
        // Nobody takes a frame that cannot be read for a keyframe, or asks for more of them than there are viewers.
        #expect(publisher.tracks[publisher.section(.video)].keyframeCount <= 1 + viewers.count)
    }
}
