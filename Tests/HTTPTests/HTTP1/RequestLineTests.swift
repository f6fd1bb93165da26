import Bytes
import Testing

@testable import HTTP

@Suite struct RequestLineTests {
    private func members(of set: ASCIISet) -> String {
        String(decoding: (0...255).filter { set.contains($0) }, as: UTF8.self)
    }

    private let alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    @Test("the sets hold what their RFC lists")
    func hasSets() {
        func sorted(_ text: String) -> String { String(decoding: text.utf8.sorted(), as: UTF8.self) }
        #expect(members(of: .token) == sorted("!#$%&'*+-.^_`|~" + alphanumerics))
        #expect(members(of: .authority) == sorted("-._~%!$&'()*+,;=:[]" + alphanumerics))
        #expect(members(of: .target) == String(decoding: (0x21...0x7E).filter { $0 != 0x23 }, as: UTF8.self))
        #expect(members(of: .digits) == "0123456789")
        #expect(members(of: .blanks) == "\t ")
    }

    @Test("an absolute target gives the authority and the rest")
    func readsAbsolute() throws {
        let line = Array("GET http://h:1/p?q HTTP/1.0".utf8)
        let parsed = try RequestLine.parse(line.bytes).get()
        #expect(parsed.method == .get && parsed.target == "/p?q" && parsed.authority == "h:1")
        #expect(parsed.version == .http10)
    }

    @Test("no beginning of a line is a line")
    func refusesTruncated() {
        let line = Array("OPTIONS * HTTP/1.1".utf8)
        for length in 0..<line.count {
            let verdict = RequestLine.parse(Array(line[..<length]).bytes)
            guard case .failure(.malformedRequestLine) = verdict else {
                Issue.record("\(length): \(verdict)")
                continue
            }
        }
    }
}
