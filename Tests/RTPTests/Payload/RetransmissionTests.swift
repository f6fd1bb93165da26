import Bytes
import RTP
import Testing

@Suite struct RetransmissionTests {
    @Test("the original number is in front of the original payload")
    func number() {
        let payload =
            serialised { Retransmission.write(originalNumber: SequenceNumber(0x1234), to: &$0) } + [9]
        #expect(payload == [0x12, 0x34, 9])
        let (read, short): (SequenceNumber?, [UInt8]) = (Retransmission.originalNumber(payload.bytes), [1])
        #expect(read == SequenceNumber(0x1234))
        let none = Retransmission.originalNumber(short.bytes)
        #expect(none == nil)
    }
}
