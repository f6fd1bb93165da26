import Bytes
import Testing

@Suite struct StringPercentsTests {
    @Test(
        "numbers behind percents are octets, and all else stays",
        arguments: [
            ("a%20b", "a b"), ("%C3%A4", "ä"), ("", ""), ("100%", "100%"), ("%4", "%4"), ("%zz%41", "%zzA"),
        ])
    func decoding(text: String, decoded: String) {
        #expect(text.decodingPercents == decoded)
    }
}
