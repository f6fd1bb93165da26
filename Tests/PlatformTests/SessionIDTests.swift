import Platform
import Simulation
import Testing

struct SessionIDTests {
    @Test("a name reads back from its text, which keeps its zeros")
    func roundTrip() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let id = SessionID(using: &random)
            #expect(id.description.utf8.count == 32)
            #expect(SessionID(id.description) == id)
        }
        let small = SessionID("0000000000000000000000000000002a")
        #expect(small?.description == "0000000000000000000000000000002a")
    }

    @Test("two names differ")
    func different() {
        var random = SystemRandomNumberGenerator()
        let (one, other) = (SessionID(using: &random), SessionID(using: &random))
        #expect(one != other)
    }

    @Test("a log shows the first eight digits")
    func label() {
        #expect(SessionID("0123456789abcdef0123456789abcdef")?.label == "01234567")
    }

    @Test(
        "any other spelling is none",
        arguments: [
            "", "2a", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef0",
            "0123456789ABCDEF0123456789abcdef", "+123456789abcdef0123456789abcdef",
            "0123456789abcdeg0123456789abcdef", "0123456789abcdef-123456789abcdef",
        ])
    func refused(text: String) {
        #expect(SessionID(text) == nil)
    }
}
