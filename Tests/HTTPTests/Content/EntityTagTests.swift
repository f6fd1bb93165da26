import Bytes
import HTTP
import Testing

@Suite("Entity tags (RFC 9110 §8.8.3)")
struct EntityTagTests {
    /// RFC 9110 §8.8.3.2, table 3.
    @Test(
        "strong comparison wants two strong tags, weak comparison the same text",
        arguments: [
            (EntityTag("1", isWeak: true), EntityTag("1", isWeak: true), false, true),
            (EntityTag("1", isWeak: true), EntityTag("2", isWeak: true), false, false),
            (EntityTag("1", isWeak: true), EntityTag("1"), false, true),
            (EntityTag("1"), EntityTag("1"), true, true),
        ])
    func compared(left: EntityTag, right: EntityTag, strongly: Bool, weakly: Bool) {
        #expect(left.names(theSameBytesAs: right) == strongly)
        #expect(right.names(theSameBytesAs: left) == strongly)
        #expect(left.names(theSameContentAs: right) == weakly)
    }

    @Test(
        "lists are read, however they are quoted",
        arguments: [
            (#""a""#, TagCondition.oneOf([EntityTag("a")])),
            (
                #""a", W/"b" ,"c,d""#,
                .oneOf([EntityTag("a"), EntityTag("b", isWeak: true), EntityTag("c,d")])
            ),
            (#"a, W/b"#, .oneOf([EntityTag("a"), EntityTag("b", isWeak: true)])),
            (#""open"#, .oneOf([EntityTag("open")])),
            (#""""#, .oneOf([EntityTag("")])),
            ("W/", .oneOf([EntityTag("", isWeak: true)])),
            ("", .oneOf([])),
            (" , ,", .oneOf([])),
            ("*", .any),
            (#""*""#, .any),
        ])
    func parsed(field: String, expected: TagCondition) {
        #expect(Request(method: .get, path: "/", fields: ["If-Match": field]).ifMatch == expected)
        #expect(Request(method: .get, path: "/", fields: ["If-None-Match": field]).ifNoneMatch == expected)
    }

    @Test("without the field there is no condition, and several fields are one list")
    func fields() {
        let request = Request(method: .get, path: "/", fields: ["if-match": "\"a\"", "If-Match": "\"b\""])
        #expect(request.ifNoneMatch == nil)
        #expect(request.ifMatch == .oneOf([EntityTag("a"), EntityTag("b")]))
    }

    @Test("what is written reads back", arguments: [EntityTag("x"), EntityTag("x-y", isWeak: true)])
    func roundTrip(tag: EntityTag) {
        let request = Request(method: .get, path: "/", fields: ["if-match": tag.description])
        #expect(request.ifMatch == .oneOf([tag]))
    }

    @Test("a tag made from bytes changes with any of them and stays the same otherwise")
    func hashed() {
        let bytes = Array("some bytes".utf8)
        var other = bytes
        other[3] ^= 1
        let tags = [
            EntityTag(hashing: bytes.bytes), EntityTag(hashing: other.bytes),
            EntityTag(hashing: [UInt8]().bytes),
        ]
        #expect(Set(tags).count == 3)
    }
}
