import Bytes
import Testing

@testable import HTTP

@Suite struct Base64KeyTests {
    @Test(
        "sixteen bytes are told from anything else",
        arguments: [
            ("dGhlIHNhbXBsZSBub25jZQ==", true), ("AAAAAAAAAAAAAAAAAAAAAA==", true),
            ("/+//+//+//+//+//+//+/w==", true),
            ("dGhlIHNhbXBsZSBub25jZR==", false), ("dGhlIHNhbXBsZSBub25jZQ=", false),
            ("dGhlIHNhbXBsZSBub25jZQ", false),
            ("dGhlIHNhbXBsZSBub25j", false), ("dGhlIHNhbXBsZSBub25 ZQ==", false), ("", false),
            ("dGhlIHNhbXBsZSBub25jZQAA==", false), ("dGhlIHNhbXBsZSBub25jZQé", false),
        ])
    func recognises(text: String, isSixteen: Bool) {
        #expect(Base64.isOfSixteenBytes(text) == isSixteen)
    }
}
