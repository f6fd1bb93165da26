import Bytes
import Testing

@testable import HTTP

@Suite struct MethodTests {
    @Test("every method is known by its bytes", arguments: Method.allCases)
    func known(method: Method) {
        #expect(Method(Array(method.rawValue.utf8).bytes) == method)
    }

    @Test(
        "methods are case-sensitive, and others are not known",
        arguments: ["get", "", "GETS", "PROPFIND", "\u{e9}"])
    func unknown(text: String) {
        #expect(Method(Array(text.utf8).bytes) == nil)
    }
}
