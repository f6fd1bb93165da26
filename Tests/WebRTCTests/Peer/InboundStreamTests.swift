import Bytes
import RTP
import SDP
import Testing

@testable import WebRTC

@Suite struct InboundStreamTests {
    /// A frame that begins, with a structure and without one.
    private static let structure: [UInt8] = [0x80, 0x00, 0x01, 0x80, 0x00]
    private static let frame: [UInt8] = [0x80, 0x00, 0x02]
    /// The first packet of a keyframe of VP8, as it looks, and of another frame.
    private static let keyframe: [UInt8] = [0x10, 0x00]
    private static let other: [UInt8] = [0x10, 0x01]

    /// What a stream makes of packets one behind the other.
    private func judgements(_ packets: [(payload: [UInt8], descriptor: [UInt8]?)]) throws -> [Bool] {
        let pair = try PeerPair()
        let media = pair.server.session.media[0]
        let type = PayloadType(try #require(pair.type("VP8")))
        let header = RTPHeader(
            payloadType: type, sequenceNumber: SequenceNumber(1), timestamp: RTPTimestamp(0), ssrc: SSRC(1))
        var stream = try #require(InboundStream(header, section: 0, layer: 0, of: media))
        return packets.map { packet in
            guard let descriptor = packet.descriptor else {
                return stream.canBegin(with: packet.payload.bytes, nil)
            }
            return stream.canBegin(with: packet.payload.bytes, descriptor.bytes)
        }
    }

    @Test("without descriptors the payload tells where decoding can begin")
    func plain() throws {
        #expect(try judgements([(Self.keyframe, nil), (Self.other, nil)]) == [true, false])
    }

    @Test("with them they tell, whatever the payload looks like")
    func described() throws {
        let packets = [(Self.other, Self.structure), (Self.keyframe, Self.frame), (Self.other, Self.frame)]
        #expect(try judgements(packets) == [true, false, false])
    }

    @Test("descriptors that never tell of a beginning are not believed when they tell of none")
    func useless() throws {
        #expect(try judgements([(Self.keyframe, Self.frame), (Self.other, Self.frame)]) == [true, false])
    }

    @Test("a codec for which the sender has no descriptors is read again")
    func without() throws {
        #expect(try judgements([(Self.other, Self.structure), (Self.keyframe, nil)]) == [true, true])
    }
}
