import Bytes
import Testing

@testable import Server

struct PlaneAddressTests {
    @Test(
        "an address is read, and written as it was",
        arguments: ["unix:/run/starling/plane", "unix:plane", "192.0.2.7:8188", "[2001:db8::7]:8188"])
    func addresses(text: String) {
        #expect(PlaneAddress(text)?.description == text)
    }

    @Test(
        "what is none is refused",
        arguments: [
            "", "unix:", "8188", "192.0.2.7", "192.0.2.7:+1", "192.0.2.7:65536", "::1:8188",
            "[192.0.2.7]:1", "localhost:8188", "unix:" + String(repeating: "a", count: 108),
        ])
    func refused(text: String) {
        #expect(PlaneAddress(text) == nil)
    }
}
