import Bytes
import Simulation
import Testing

@testable import SDP

@Suite struct SessionDescriptionTests {
    @Test("what real clients send is written back byte by byte", arguments: Vector.all)
    func roundTrip(_ vector: Vector) throws {
        #expect(try vector.offer.text == vector.text)
    }

    @Test("bare line feeds, trailing spaces and empty lines change nothing", arguments: Vector.all)
    func tolerance(_ vector: Vector) throws {
        let loose = try vector.text.replacing("\r\n", with: " \n") + "\n\n"
        let parsed = try SessionDescription(parsing: loose)
        #expect(try parsed == vector.offer)
    }

    @Test("only v= is needed")
    func missingLines() throws {
        let description = try SessionDescription(parsing: "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0")
        #expect(description.media.count == 1)
        #expect(description.lines.all == [Line("v", "0")])
    }

    @Test("lines that nobody knows are kept in their place")
    func unknownLines() throws {
        let text =
            "v=0\r\nq=what\r\na=x-new:a:b c\r\nm=text 9 X/Y z\r\nb=AS:30\r\na=imageattr:96 *\r\na=empty:\r\n"
        let description = try SessionDescription(parsing: text)
        #expect(description.text == text)
        #expect(description.lines.all[2] == Line(attribute: "x-new", "a:b c"))
        #expect(description.media[0].lines.has("imageattr"))
    }

    @Test(
        "a mistake is told with its line, its text and what is accepted",
        arguments: [
            ("", "The description is empty; it must start with \"v=0\"."),
            ("\r\n \r\n", "The description is empty; it must start with \"v=0\"."),
            ("{\"sdp\":1}", "Line 1 is not understood: \"{\"sdp\":1}\"."),
            (
                "o=- 1 1 IN IP4 0.0.0.0",
                "Line 1 is not understood: \"o=- 1 1 IN IP4 0.0.0.0\". Expected \"v=0\"."
            ),
            ("v=1", "Line 1 is not understood: \"v=1\". Expected \"v=0\"."),
            ("v=0\n\nV=0", "Line 3 is not understood: \"V=0\". Expected a lower-case letter"),
            ("v=0\na=:x", "Line 2 is not understood: \"a=:x\"."),
            ("v=0\na=one\rtwo", "Line 2 is not understood: \"a=one\rtwo\"."),
            (
                "v=0\nm=audio 70000 RTP/AVP 0",
                "Line 2 is not understood: \"m=audio 70000 RTP/AVP 0\". Expected \"m="
            ),
            ("v=0\nm=audio 9 RTP/AVP", "Line 2 is not understood"),
        ])
    func mistakes(text: String, message: String) throws {
        let error = #expect(throws: SDPError.self) { try SessionDescription(parsing: text) }
        #expect(try #require(error).description.hasPrefix(message), "\(error?.description ?? "")")
    }

    @Test("bytes that are no text are refused")
    func notText() {
        let bytes: [UInt8] = Array("v=0\r\ns=".utf8) + [0xFF, 0xFE]
        #expect(throws: SDPError.notText) { try SessionDescription(parsing: bytes.bytes) }
    }

    @Test("size, lines and sections are bounded")
    func bounds() {
        let lines = SessionDescription.lineLimit
        let sections = SessionDescription.sectionLimit
        let cases: [(String, SDPError)] = [
            (
                "v=0\ns=" + String(repeating: "x", count: SessionDescription.byteLimit),
                .tooLarge(bytes: SessionDescription.byteLimit + 6, limit: SessionDescription.byteLimit)
            ),
            ("v=0" + String(repeating: "\na=x", count: lines), .tooManyLines(limit: lines)),
            (
                "v=0" + String(repeating: "\nm=audio 9 X 0", count: sections + 1),
                .tooManySections(limit: sections)
            ),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try SessionDescription(parsing: text) }
            #expect(throws: error) { try SessionDescription(parsing: Array(text.utf8).bytes) }
        }
    }

    @Test("a description of ours tells no name, address or time")
    func origin() {
        let description = SessionDescription(originID: .max)
        #expect(description.text == "v=0\r\no=- 9223372036854775807 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")
    }
}
