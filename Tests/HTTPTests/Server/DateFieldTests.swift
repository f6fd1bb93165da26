import Testing
import Timing

@testable import HTTP

@Suite struct DateFieldTests {
    @Test("the date is rendered as RFC 9110 §5.6.7 wants it, and moves with the second")
    func rendersAndMoves() {
        let field = DateField(WallClock(seconds: 784_111_777))
        #expect(String(decoding: field.text, as: UTF8.self) == "Sun, 06 Nov 1994 08:49:37 GMT")
        field.set(WallClock(nanoseconds: 784_111_777_999_999_999))
        #expect(String(decoding: field.text, as: UTF8.self) == "Sun, 06 Nov 1994 08:49:37 GMT")
        field.set(WallClock(seconds: 784_111_778))
        #expect(String(decoding: field.text, as: UTF8.self) == "Sun, 06 Nov 1994 08:49:38 GMT")
    }
}
