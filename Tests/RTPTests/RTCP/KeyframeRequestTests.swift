import Bytes
import RTP
import Testing

@Suite struct KeyframeRequestTests {
    @Test("a picture loss names the one who lost it and the source")
    func pictureLoss() {
        let loss = PictureLossIndication(sender: SSRC(1), source: SSRC(2))
        let bytes = serialised { loss.write(to: &$0) }
        #expect(bytes == [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2])
        #expect(messages(in: bytes) == [.pictureLoss(loss)])
    }

    @Test("a full intra request counts its orders")
    func fullIntraRequest() {
        let entries = [
            FullIntraRequest.Entry(source: SSRC(2), requestNumber: 255),
            FullIntraRequest.Entry(source: SSRC(3), requestNumber: 0),
        ]
        let bytes = serialised { FullIntraRequest.write(sender: SSRC(1), entries: entries, to: &$0) }
        #expect(
            bytes == [
                0x84, 206, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0,
                0, 0, 0, 2, 255, 0, 0, 0,
                0, 0, 0, 3, 0, 0, 0, 0,
            ])
        #expect(messages(in: bytes) == [.fullIntraRequest(SSRC(1), entries)])
    }
}
