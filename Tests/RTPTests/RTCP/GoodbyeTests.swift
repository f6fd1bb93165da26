import Bytes
import RTP
import Testing

@Suite struct GoodbyeTests {
    @Test("sources leave, with or without a reason")
    func roundTrip() {
        let plain = serialised { Goodbye.write(sources: [SSRC(1), SSRC(2)], to: &$0) }
        #expect(plain == [0x82, 203, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2])
        #expect(messages(in: plain) == [.goodbye([SSRC(1), SSRC(2)], "")])
        let reasoned = serialised { Goodbye.write(sources: [SSRC(1)], reason: "late", to: &$0) }
        #expect(reasoned == [0x81, 203, 0, 3, 0, 0, 0, 1, 4, 0x6C, 0x61, 0x74, 0x65, 0, 0, 0])
        #expect(messages(in: reasoned) == [.goodbye([SSRC(1)], "late")])
    }

    @Test("missing sources and reasons are noticed")
    func broken() {
        #expect(messages(in: [0x82, 203, 0, 1, 0, 0, 0, 1]) == [.malformed(type: 203)])
        #expect(messages(in: [0x80, 203, 0, 1, 4, 0x61, 0, 0]) == [.malformed(type: 203)])
    }
}
